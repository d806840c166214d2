// Exercises: each has a reference and a solution, and its own cell does not give the answer away. That
// the solutions are right is tried in test/solutions, which runs them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANSWERS } from '../../lib/exercises/answers/all';
import { fillIn, fillings } from '../../scripts/grading/fillings';
import {
  type Cell,
  CORE,
  cellsOf,
  filledIn,
  keyPrefix,
  keysOf,
  LABS,
  solutionsOf,
} from '../helpers/lesson';

/** What a reader would be told too early, one line each. */
function giveaways(cell: Cell, filled: readonly string[]): string[] {
  const found: string[] = [];
  for (const answer of filled) {
    const compact = (text: string) => text.replace(/\s+/g, '');
    if (compact(cell.source).includes(compact(answer))) found.push(`holds the answer ${answer}`);
  }
  if (/\bgradeAnswer\(/.test(cell.source)) {
    found.push('holds what is expected');
  }
  return found;
}

for (const notebook of [...CORE, ...LABS]) {
  const exercises = cellsOf(notebook).filter((cell) => keysOf(cell).length > 0);
  if (exercises.length === 0) continue;

  test(`${notebook}: exercises with references, and solutions that fill their blanks`, () => {
    const keys = exercises.flatMap(keysOf);
    for (const key of keys) {
      assert.ok(key.startsWith(keyPrefix(notebook)), `exercise ${key} is another notebook's`);
      assert.ok(ANSWERS[key], `exercise ${key} has no reference`);
    }
    assert.equal(new Set(keys).size, keys.length, 'two exercises of one key');
    filledIn(notebook);
  });

  test(`${notebook}: no exercise gives its answer away`, () => {
    const solutions = cellsOf(solutionsOf(notebook));
    for (const cell of exercises) {
      const keys = keysOf(cell).join();
      const solution = solutions.find((one) => keysOf(one).join() === keys);
      const filled = fillings(cell.source, solution?.source ?? '') ?? [];
      assert.deepEqual(giveaways(cell, filled), [], `exercise ${keys}`);
    }
  });
}

test('every reference belongs to an exercise of some notebook', () => {
  const keys = [...CORE, ...LABS].flatMap((notebook) => cellsOf(notebook).flatMap(keysOf));
  assert.deepEqual(Object.keys(ANSWERS).sort(), keys.sort());
});

const exercise = `import { checkAnswer, yourAnswer } from 'alexnet-mnist';

const sides: number[] = yourAnswer; // put your answer in place of \`yourAnswer\`
checkAnswer('5.2', sides);`;
const solution = `import { checkAnswer } from 'alexnet-mnist';

const sides: number[] = [
  28,
  14,
];
checkAnswer('5.2', sides);`;

test('a blank is filled by what the solution has in its place', () => {
  const filled = fillings(exercise, solution);
  assert.deepEqual(filled, ['[\n  28,\n  14,\n]']);
  assert.equal(fillIn(exercise, filled ?? []), solution);
});

test('a solution that changes more, or nothing, is seen', () => {
  assert.equal(fillings(exercise, solution.replace('5.2', '5.3')), undefined);
  assert.equal(fillings(exercise, `const more = 1;\n${solution}`), undefined);
  assert.equal(fillings(solution, solution), undefined);
});

test('an answer in plain sight is seen', () => {
  const cell = (source: string): Cell => ({ id: 'a', kind: 'code', source });
  assert.deepEqual(giveaways(cell(exercise), ['[28, 14]']), []);
  assert.equal(giveaways(cell(`${exercise} // [28,14]`), ['[28, 14]']).length, 1);
  assert.equal(giveaways(cell(`${exercise}\ngradeAnswer('5.2', sides);`), ['[28, 14]']).length, 1);
});
