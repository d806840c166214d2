// The Python beside the central pieces of code: what a notebook shows is what check.py has tried.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../lib/base/folders';
import { CORE, cellsOf, LABS } from '../helpers/lesson';

const folder = path.join(ROOT, 'test/golden/twins');
const twins = new Map(
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.py') && name !== 'check.py')
    .map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8').trim()]),
);

const TWIN = /<summary>The same in Python<\/summary>\s*```python\n([\s\S]*?)```/g;

/** The blocks of Python in a notebook's text that say the same as its TypeScript. */
function pythonOf(notebook: string): string[] {
  const texts = cellsOf(notebook).filter(({ kind }) => kind === 'markdown');
  return texts.flatMap(({ source }) =>
    [...source.matchAll(TWIN)].map(([, code = '']) => code.trim()),
  );
}

const shown = [...CORE, ...LABS].flatMap((notebook) =>
  pythonOf(notebook).map((code) => ({ notebook, code })),
);

test('each block of Python in a notebook is a file that was tried', () => {
  assert.ok(shown.length > 0);
  for (const { notebook, code } of shown) {
    assert.ok([...twins.values()].includes(code), `${notebook}: ${code.split('\n')[0]} …`);
  }
});

test('each file that was tried stands in a notebook', () => {
  const codes = shown.map(({ code }) => code);
  for (const [name, code] of twins) assert.ok(codes.includes(code), name);
});
