import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typeErrors } from '../../lib/exercises/snippet';

test('code that compiles has no type errors', () => {
  const code = "import { tf } from 'alexnet-mnist';\nexport const sum: tf.Tensor = tf.sum([1, 2]);";
  assert.deepEqual(typeErrors(code), []);
});

test('a type error names its line, and no folder of this machine', () => {
  const code = "import { tf } from 'alexnet-mnist';\nexport const x = tf.placeholder('float32');";
  const [error, ...others] = typeErrors(code);
  assert.deepEqual(others, []);
  assert.match(error ?? '', /^line 2: TS2339: Property 'placeholder' does not exist/);
  assert.ok(!error?.includes('node_modules'), error);
});

test('cells are checked strictly', () => {
  const [error] = typeErrors('export const first = (list?: number[]): number => list[0];');
  assert.match(error ?? '', /^line 1: TS18048: 'list' is possibly 'undefined'/);
});
