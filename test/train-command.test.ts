// What `npm run train` makes of its options; what it refuses is tested in bad-input.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configure, readArguments } from '../scripts/train';

const schedule = (line: string) => configure(readArguments(line.split(' '))).config.schedule;

test('--schedule steps divides the rate at a third, two thirds and five sixths of the epochs', () => {
  const expected = { kind: 'steps', learningRate: 0.01, epochs: [30, 60, 75], divisor: 10 };
  assert.deepEqual(schedule('--out x --schedule steps --learning-rate 0.01'), expected);
  const twelve = schedule('--out x --schedule steps --epochs 12');
  assert.deepEqual(twelve.kind === 'steps' && twelve.epochs, [4, 8, 10]);
});
