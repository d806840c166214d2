// Where a notebook quotes lib, the quotation stands in lib, word for word.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../lib/base/folders';
import { CORE, cellsOf, LABS } from '../helpers/lesson';

/** A block of TypeScript after a paragraph that begins with "From [`file`](…)". */
const quotations = /^From \[`([^`]+)`\][^\n]*\n+```ts\n([\s\S]*?)^```/gm;

const compact = (code: string) =>
  code
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n');

const found = [...CORE, ...LABS].flatMap((notebook) =>
  cellsOf(notebook).flatMap(({ source }) =>
    [...source.matchAll(quotations)].map(([, file = '', code = '']) => ({ notebook, file, code })),
  ),
);

test('there is a quotation to look at', () => {
  assert.ok(found.some(({ notebook }) => notebook.includes('/01-')));
});

for (const { notebook, file, code } of found) {
  test(`${notebook} quotes ${file} as it is`, () => {
    const lib = compact(fs.readFileSync(path.join(ROOT, file), 'utf8'));
    assert.ok(lib.includes(compact(code)), code);
  });
}
