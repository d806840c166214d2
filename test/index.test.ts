// The names that notebooks import: each change of them is seen here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../lib/base/folders';

const text = readFileSync(path.join(ROOT, 'lib', 'index.ts'), 'utf8');
const names = [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)]
  .flatMap(([, list]) => (list as string).split(','))
  .map((name) => name.trim().replace(/^type /, ''))
  .filter(Boolean)
  .sort();

test('index.ts names what it gives, nothing by the dozen', () => {
  assert.doesNotMatch(text, /export \*/);
  assert.equal(new Set(names).size, names.length);
});

test('the names are those on the list', () => {
  const file = path.join(ROOT, 'test', 'golden', 'names.txt');
  assert.deepEqual(names, readFileSync(file, 'utf8').trim().split('\n'));
});
