// How long a notebook may be, so that a lesson stays a lesson: words, cells, lines, pictures, guesses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cell, CORE, cellsOf, keysOf, LABS } from '../helpers/lesson';
import { headingsOf, linesOf, longestWithoutPicture, proseOf, wordsOf } from '../helpers/prose';

interface Limits {
  words: number;
  cells: number;
  lines: number;
  withoutPicture: number;
}

const core: Limits = { words: 1600, cells: 45, lines: 12, withoutPicture: 310 };
const long: Limits = { ...core, words: 2200 };
const lab: Limits = { words: 2500, cells: 60, lines: 14, withoutPicture: 500 };
const limitsOf = (notebook: string): Limits => {
  if (notebook.includes('/labs/')) return lab;
  return /\/(05|10)-/.test(notebook) ? long : core;
};

const allWords = (cells: readonly Cell[]) =>
  cells.reduce((sum, cell) => sum + wordsOf(proseOf(cell)), 0);

/** What of a notebook is beyond its limits, one line each. */
function excesses(cells: readonly Cell[], limits: Limits): string[] {
  const found: string[] = [];
  const most = (what: string, count: number, limit: number) => {
    if (count > limit) found.push(`${what}: ${count}, at most ${limit}`);
  };
  most('words', allWords(cells), limits.words);
  most('cells', cells.length, limits.cells);
  most('words without a picture', longestWithoutPicture(cells), limits.withoutPicture);
  const guesses = cells.map((cell) => proseOf(cell).match(/\*\*Guess/g)?.length ?? 0);
  most('guesses', guesses.reduce((sum, count) => sum + count, 0), 4); // biome-ignore format: one line
  for (const cell of cells) {
    if (cell.kind === 'code') most(`lines of cell ${cell.id}`, linesOf(cell), limits.lines);
  }
  for (const heading of headingsOf(cells)) {
    const marks = heading.replace(/[\p{L}\p{N}]/gu, '');
    if (/[^\x20-\x7e]/.test(marks)) found.push(`heading with an unusual sign: ${heading}`);
  }
  return found;
}

for (const notebook of [...CORE, ...LABS]) {
  test(`${notebook} keeps to its length`, () => {
    assert.deepEqual(excesses(cellsOf(notebook), limitsOf(notebook)), []);
  });
}

for (const notebook of CORE) {
  test(`${notebook} has two exercises with a check and a question without one`, () => {
    const cells = cellsOf(notebook);
    assert.equal(cells.flatMap(keysOf).length, 2);
    const questions = cells.filter(({ source }) => /^\*\*(\d+\.)?3\b/m.test(source));
    assert.equal(questions.length, 1);
  });
}

test('the core is a book that can be finished', () => {
  const words = CORE.reduce((sum, notebook) => sum + allWords(cellsOf(notebook)), 0);
  assert.ok(words <= 16_000, `${words} words`);
});

test('what is too long is found', () => {
  const cell = (kind: Cell['kind'], source: string): Cell => ({ id: 'a', kind, source });
  const prose = cell(
    'markdown',
    `## 1 · Title\n\n${'word '.repeat(311)}\n\n${'**Guess** '.repeat(5)}`,
  );
  const code = cell('code', `import { tf } from 'alexnet-mnist';\n\n${'x();\n'.repeat(13)}`);
  assert.deepEqual(excesses([prose, code], core), [
    'words without a picture: 318, at most 310',
    'guesses: 5, at most 4',
    'lines of cell a: 13, at most 12',
    'heading with an unusual sign: ## 1 · Title',
  ]);
  assert.deepEqual(excesses([cell('markdown', 'word '.repeat(1601))], core).slice(0, 1), [
    'words: 1601, at most 1600',
  ]);
});
