// What a reader is told about an answer, and what a grader is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANSWERS } from '../../lib/exercises/answers/all';
import { checkAnswer, gradeAnswer } from '../../lib/exercises/check';
import {
  byJudgment,
  type Exercises,
  ofFunction,
  ofValue,
  yourAnswer,
} from '../../lib/exercises/exercise';
import { tf } from '../../lib/tensorflow/runtime';
import { printedBy, shownBy } from '../helpers/kernel';

const exercises: Exercises = {
  '0.1': ofFunction({
    title: 'square',
    reference: (x: number) => x * x,
    inputs: () => [[1], [-2]],
    hidden: () => [[3]],
    hint: 'times itself',
  }),
  '0.2': ofValue({
    title: 'sum',
    expected: (given: number[]) => given.reduce((sum, x) => sum + x, 0),
    tolerance: 0.05,
  }),
  '0.3': byJudgment({ title: 'odd', judge: (n: number) => n % 2 === 1 || `${n} is even` }),
  '0.4': ofFunction({
    title: 'twice a tensor',
    reference: (x: tf.Tensor) => tf.mul(x, 2),
    inputs: () => [[tf.tensor1d([1, 2])]],
  }),
};
const says = (key: string, answer: unknown, given?: unknown) =>
  printedBy(() => checkAnswer(key, answer, given, exercises));
const grade = (key: string, answer: unknown, given?: unknown) =>
  gradeAnswer(key, answer, given, exercises);

test('right', () => {
  assert.equal(
    says('0.1', (x: number) => x ** 2),
    '✓ 0.1 square: right\n',
  );
  assert.equal(says('0.2', 6.2, [1, 2, 3]), '✓ 0.2 sum: right\n');
  assert.equal(says('0.3', 3), '✓ 0.3 odd: right\n');
});

test('wrong, with what is wrong and the hint', () => {
  const wrong = '✗ 0.1 square: not yet: for (-2) found 2, too small, 0.5 times what is expected';
  assert.equal(says('0.1', Math.abs), `${wrong}\n  Hint: times itself\n`);
  assert.match(
    says('0.1', () => undefined),
    /for \(1\) it returns nothing/,
  );
  assert.match(says('0.1', 4), /found number, expected a function/);
  assert.match(says('0.2', 7, [1, 2, 3]), /found 7, too large\n$/);
  assert.match(says('0.3', 4), /not yet: 4 is even/);
  const throwing = () => {
    throw new TypeError('x is not iterable');
  };
  assert.match(says('0.1', throwing), /it throws TypeError: x is not iterable/);
});

test('a blank anywhere is not answered yet', () => {
  const blanks = {
    '0.1': [yourAnswer, undefined, () => yourAnswer],
    '0.2': [yourAnswer, [1, yourAnswer], { sum: yourAnswer }],
    '0.3': [yourAnswer],
  };
  for (const [key, answers] of Object.entries(blanks)) {
    for (const answer of answers) {
      assert.match(says(key, answer, []), /^○ .*: not answered yet\n$/);
      assert.throws(() => grade(key, answer, []), /not answered yet/);
    }
  }
});

test('grading tries the hidden inputs as well', () => {
  const fitted = (x: number) => (x === 1 ? 1 : 4);
  assert.match(says('0.1', fitted), /right/);
  assert.throws(() => grade('0.1', fitted), {
    message: /^0\.1 square: for \(3\) found 4, too small/,
  });
  grade('0.1', (x: number) => x * x);
  grade('0.2', 6, [1, 2, 3]);
  assert.throws(() => grade('0.2', 8, [1, 2, 3]), /too large/);
});

test('what a check makes is gone after it', () => {
  const before = tf.memory().numTensors;
  const double = (x: tf.Tensor) => tf.add(x, x);
  assert.match(says('0.4', double), /right/);
  grade('0.4', double);
  assert.equal(tf.memory().numTensors, before);
});

test('an answer that throws when it is looked at, or throws what is no error, is wrong', () => {
  const hostile = {
    get sum(): number {
      throw new RangeError('no sum');
    },
  };
  assert.match(says('0.2', hostile, []), /not yet: it throws RangeError: no sum/);
  const bare = () => {
    throw Object.create(null);
  };
  assert.match(says('0.1', bare), /not yet: it throws /);
});

/** What the checks that look at more than the answer are handed beside it. */
const GIVEN: Record<string, unknown> = {
  '3.2': { read: new Uint8Array(1e4), labels: new Uint8Array(1e4) },
  '10.1': {
    result: {
      count: 200,
      predictions: new Int32Array(200),
      probabilities: new Float32Array(2000),
    },
    labels: new Uint8Array(200),
  },
};
for (const key of Object.keys(ANSWERS)) {
  test(`${key}: an empty answer is not right`, () => {
    for (const empty of [{}, [], '', 0, null, () => [], () => ({})]) {
      assert.throws(() => gradeAnswer(key, empty, GIVEN[key]), new RegExp(`^Error: ${key} `));
    }
  });
}

test('an unknown exercise is refused', () => {
  assert.throws(() => checkAnswer('0.9', 1, undefined, exercises), {
    message: 'exercise: key is 0.9, expected one of 0.1, 0.2, 0.3, 0.4',
  });
});

test('in a notebook the verdict is HTML, escaped', () => {
  const odd = { '0.1': ofValue({ title: 'a < b', expected: () => 2 }) };
  const [output] = shownBy(() => checkAnswer('0.1', 1, undefined, odd));
  assert.match(output?.content.data['text/html'] as string, /<b>✗ 0\.1 a &lt; b<\/b>/);
});
