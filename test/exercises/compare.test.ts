// How an answer differs from what is expected, in words that do not give it away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference, type Value } from '../../lib/exercises/compare';
import { tf } from '../../lib/tensorflow/runtime';

type Answer = [actual: unknown, expected: Value, says: RegExp | undefined];

const answers: Record<string, Answer> = {
  'a number': [2496, 2496, undefined],
  'a number within a part of itself': [37752833, 37752832, undefined],
  'a number too small': [37748736, 37794432, /^found 37748700, too small$/],
  'a number far off': [10, 100, /found 10, too small, 0\.1 times what is expected/],
  'not a number': [Number.NaN, 1, /found NaN, expected a finite number/],
  'NaN where NaN is right': [Number.NaN, Number.NaN, undefined],
  'a word for a number': ['7', 7, /found a string, expected a number/],
  'a scalar for a number': [tf.scalar(7), 7, undefined],
  'a word': ['fc6', 'fc6', undefined],
  'the wrong word': ['fc7', 'fc6', /found "fc7", expected "fc6"/],
  'a truth': [true, false, /found true, expected false/],
  'a list': [[1, 2, 3], [1, 2, 3.00001], undefined],
  'a typed list': [Float32Array.of(0.1, 0.2), [0.1, 0.2], undefined],
  'a list too long': [[1, 2], [1], /found 2 values, expected 1/],
  'a list with a mistake': [[1, 2, 3], [1, 4, 3], /at \[1\] found 2, too small/],
  'a list with several': [[0, 0, 3], [1, 4, 3], /at \[0\] .* \(and 1 more of 3 differ\)/],
  'no list': [5, [5], /found 5, expected a list of 1/],
  'a nested list': [[[1], [2]], [[1], [3]], /at \[1\] at \[0\] found 2, too small/],
  'a tensor': [tf.tensor2d([[1, 2]]), tf.tensor2d([[1, 2]]), undefined],
  'a tensor of another shape': [
    tf.zeros([2, 3]),
    tf.zeros([3, 2]),
    /found shape \[2, 3\], expected \[3, 2\]/,
  ],
  'a list for a tensor': [[1], tf.ones([1]), /found a list of 1, expected a tensor/],
  'a shape': [[26, 26, 96], [24, 24, 96], /at \[0\] found 26, too large/],
  'an object': [{ a: 1, b: 2 }, { a: 1 }, undefined],
  'a wrong field': [{ a: 1 }, { a: 2 }, /a: found 1, too small/],
  'a missing field': [{}, { a: 2 }, /a: found nothing, expected a number/],
  'null for an object': [null, { a: 2 }, /found null, expected fields a/],
};
for (const [name, [actual, expected, says]] of Object.entries(answers)) {
  test(`compared: ${name}`, () => {
    const found = difference(actual, expected, 1e-4);
    if (says === undefined) assert.equal(found, undefined);
    else assert.match(found ?? 'no difference', says);
  });
}

test('the tolerance is what the exercise says', () => {
  assert.equal(difference(99.2, 99.0, 0.5), undefined);
  assert.match(difference(99.2, 99.0, 0.001) ?? '', /too large/);
});

test('a wrong answer does not give the right one away', () => {
  assert.doesNotMatch(difference(5, 37752832, 1e-4) ?? '', /3775/);
});
