// Assignments for nbgrader: every exercise of every notebook has its marked solution and its graded cell,
// and the mark's removal gives the exercise back.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../lib/base/folders';
import { writeAssignment } from '../../scripts/assignment';
import { assignmentOf } from '../../scripts/grading/assignment';
import { readNotebook, textOf } from '../../scripts/notebook';
import { CORE, cellsOf, keysOf, LABS, solutionsOf } from '../helpers/lesson';

const read = (file: string) => readNotebook(path.join(ROOT, file));
const text = ({ source }: { source: string | string[] }) => textOf(source);
const MARKED = /\/\/ ### BEGIN SOLUTION[\s\S]*?\/\/ ### END SOLUTION/g;
const bare = (code: string) => code.replace(/\s+/g, '');

const graded = [...CORE, ...LABS].filter((file) => cellsOf(file).some((one) => keysOf(one)[0]));

test('there are exercises to grade', () => assert.ok(graded.length >= CORE.length));

for (const file of graded) {
  test(`${file}: an assignment`, () => {
    const notebook = read(file);
    const made = assignmentOf(file, notebook, read(solutionsOf(file))).cells;
    const keys = cellsOf(file).flatMap(keysOf);
    const tests = made.filter(({ id }) => id?.endsWith('-test'));
    assert.deepEqual(
      tests.map((cell) => /gradeAnswer\(\s*'([^']+)'/.exec(text(cell))?.[1]),
      keys,
    );
    const marked = made.filter((one) => text(one).match(MARKED));
    assert.equal(marked.length, keys.length);
    for (const cell of marked) {
      const own = notebook.cells.find(({ id }) => id === cell.id);
      assert.ok(own);
      const bareText = bare(text(cell).replace(MARKED, 'yourAnswer'));
      assert.match(bareText, /import\{[^}]*checkAnswer,[^}]*yourAnswer/);
      assert.ok(bareText.endsWith(bare(text(own))));
    }
    const ids = made.flatMap(
      ({ metadata }) => (metadata?.nbgrader as { grade_id: string })?.grade_id ?? [],
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

test('a broken notebook is refused by name, and nothing is written', () => {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'assignment '));
  const file = path.join(folder, 'cut.ipynb');
  fs.writeFileSync(file, '{"cells": [');
  const message = /cut\.ipynb: content is unreadable \(.*, expected whole JSON/;
  assert.throws(() => writeAssignment(file, folder), { name: 'InputError', message });
  assert.deepEqual(fs.readdirSync(folder), ['cut.ipynb']);
  fs.rmSync(folder, { recursive: true });
});
