// Assignments for nbgrader: every exercise of every notebook has its marked solution and its graded cell,
// and the mark's removal gives the exercise back.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../lib/base/folders';
import { assignmentOf, type Notebook } from '../../scripts/grading/assignment';
import { CORE, cellsOf, keysOf, LABS, solutionsOf } from '../helpers/lesson';

const read = (file: string): Notebook => JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8'));
const text = (cell: { source: string | string[] }) =>
  Array.isArray(cell.source) ? cell.source.join('') : cell.source;
const MARKED = /\/\/ ### BEGIN SOLUTION[\s\S]*?\/\/ ### END SOLUTION/g;
const bare = (code: string) => code.replace(/\s+/g, '');

const graded = [...CORE, ...LABS].filter((file) => cellsOf(file).some((one) => keysOf(one)[0]));

test('there are exercises to grade', () => assert.ok(graded.length >= CORE.length));

for (const file of graded) {
  test(`${file}: an assignment`, () => {
    const notebook = read(file);
    const made = assignmentOf(file, notebook, read(solutionsOf(file))).cells;
    const keys = cellsOf(file).flatMap(keysOf);
    const tests = made.filter(({ id }) => id.endsWith('-test'));
    assert.deepEqual(
      tests.map((cell) => /gradeAnswer\(\s*'([^']+)'/.exec(text(cell))?.[1]),
      keys,
    );
    for (const cell of made.filter((one) => MARKED.test(text(one)))) {
      const own = notebook.cells.find(({ id }) => id === cell.id);
      assert.ok(own);
      const bareText = bare(text(cell).replace(MARKED, 'yourAnswer'));
      assert.match(bareText, /import\{[^}]*checkAnswer,[^}]*yourAnswer/);
      assert.ok(bareText.endsWith(bare(text(own))));
    }
    const marked = made.filter((one) => text(one).match(MARKED));
    assert.equal(marked.length, keys.length);
    const ids = made.flatMap(
      ({ metadata }) => (metadata.nbgrader as { grade_id: string })?.grade_id ?? [],
    );
    assert.equal(new Set(ids).size, 2 * keys.length);
  });
}

test('an exercise without a solution is refused', () => {
  const file = graded[0] as string;
  const none = { ...read(file), cells: [] };
  assert.throws(
    () => assignmentOf(file, read(file), none),
    /exercise 1\.1 is no solution|no solution/,
  );
  assert.throws(() => assignmentOf(file, none, none), /exercises/);
});
