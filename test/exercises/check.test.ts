import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, checkFunction, checkThat } from '../../lib/exercises/check';
import type { Value } from '../../lib/exercises/compare';
import { tf } from '../../lib/tensorflow/runtime';
import { printedBy, shownBy } from '../helpers/kernel';

type Answer = [actual: unknown, expected: Value | (() => Value), says: RegExp];

const right = /^✓ task: right\n$/;
const answers: Record<string, Answer> = {
  'a number': [2496, 2496, right],
  'a number within a part of itself': [37752833, 37752832, right],
  'a number too small': [37748736, 37794432, /✗ task: not yet: found 37748700, too small\n/],
  'a number far off': [10, 100, /found 10, too small, 0\.1 times what is expected/],
  'not a number': [Number.NaN, 1, /found NaN, expected a finite number/],
  'NaN where NaN is right': [Number.NaN, Number.NaN, right],
  'a word for a number': ['7', 7, /found a string, expected a number/],
  'a scalar for a number': [tf.scalar(7), 7, right],
  'an expectation that is computed': [4, () => 2 + 2, right],
  'a word': ['fc6', 'fc6', right],
  'the wrong word': ['fc7', 'fc6', /found "fc7", expected "fc6"/],
  'a truth': [true, false, /found true, expected false/],
  'a list': [[1, 2, 3], [1, 2, 3.00001], right],
  'a typed list': [Float32Array.of(0.1, 0.2), [0.1, 0.2], right],
  'a list too long': [[1, 2], [1], /found 2 values, expected 1/],
  'a list with a mistake': [[1, 2, 3], [1, 4, 3], /at \[1\] found 2, too small/],
  'a list with several': [[0, 0, 3], [1, 4, 3], /at \[0\] .* \(and 1 more of 3 differ\)/],
  'no list': [5, [5], /found 5, expected a list of 1/],
  'a nested list': [[[1], [2]], [[1], [3]], /at \[1\] at \[0\] found 2, too small/],
  'a tensor': [tf.tensor2d([[1, 2]]), tf.tensor2d([[1, 2]]), right],
  'a tensor of another shape': [
    tf.zeros([2, 3]),
    tf.zeros([3, 2]),
    /found shape \[2, 3\], expected \[3, 2\]/,
  ],
  'a list for a tensor': [[1], tf.ones([1]), /found a list of 1, expected a tensor/],
  'a shape': [[26, 26, 96], [24, 24, 96], /at \[0\] found 26, too large/],
  'an object': [{ a: 1, b: 2 }, { a: 1 }, right],
  'a wrong field': [{ a: 1 }, { a: 2 }, /a: found 1, too small/],
  'a missing field': [{}, { a: 2 }, /a: found nothing, expected a number/],
  'null for an object': [null, { a: 2 }, /found null, expected fields a/],
  'no answer': [undefined, 1, /^○ task: not answered yet\n$/],
};
for (const [name, [actual, expected, says]] of Object.entries(answers)) {
  test(`check: ${name}`, () => {
    assert.match(
      printedBy(() => check('task', actual, expected)),
      says,
    );
  });
}

test('the tolerance is what the exercise says', () => {
  const verdict = (tolerance: number) => printedBy(() => check('t', 99.2, 99.0, { tolerance }));
  assert.match(verdict(0.5), /right/);
  assert.match(verdict(0.001), /too large/);
});

test('a hint comes with a wrong answer only', () => {
  const says = (answer?: number) => printedBy(() => check('t', answer, 1, { hint: 'Biases!' }));
  assert.match(says(2), /Hint: Biases!/);
  assert.doesNotMatch(says(1), /Biases/);
  assert.doesNotMatch(says(), /Biases/);
});

test('a wrong answer does not give the right one away', () => {
  assert.doesNotMatch(
    printedBy(() => check('t', 5, 37752832)),
    /3775/,
  );
});

test('a function is compared input by input', () => {
  const relu = (x: number) => Math.max(0, x);
  const says = (answer?: (x: number) => unknown) =>
    printedBy(() => checkFunction('relu', answer, relu, [[1], [-2]]));
  assert.match(says(relu), /✓ relu: right/);
  assert.match(says(Math.abs), /for \(-2\) found 2, too large/);
  assert.match(
    says(() => undefined),
    /for \(1\) it returns nothing/,
  );
  assert.match(says(), /not answered yet/);
  const throwing = () => {
    throw new TypeError('x is not iterable');
  };
  assert.match(says(throwing), /✗ relu: not yet: it throws TypeError: x is not iterable/);
});

test('a condition says itself what is wrong', () => {
  const says = (answer?: number) =>
    printedBy(() => checkThat('odd', answer, (n) => n % 2 === 1 || `${n} is even`));
  assert.match(says(3), /right/);
  assert.match(says(4), /not yet: 4 is even/);
  assert.match(says(), /not answered yet/);
});

test('in a notebook the verdict is HTML, escaped', () => {
  const [output] = shownBy(() => check('a < b', 1, 2));
  assert.match(output?.content.data['text/html'] as string, /<b>✗ a &lt; b<\/b>/);
});
