import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uniform } from '../../lib/base/random';
import {
  accuracyInterval,
  meanInterval,
  predictionInterval,
  studentT,
} from '../../lib/base/statistics';
import { assertClose } from '../helpers/tiny';

test("Wilson's interval as published", () => {
  // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I,
  // method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  const published = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const;
  for (const [right, count, low, high] of published) {
    const interval = accuracyInterval(right / count, count);
    assert.ok(Math.abs(interval.low - low) < 6e-5, `${interval.low} for ${low}`);
    assert.ok(Math.abs(interval.high - high) < 6e-5, `${interval.high} for ${high}`);
  }
});

test("Wilson's interval stays between 0 and 1, and narrows with the count", () => {
  for (const accuracy of [0, 0.5, 0.994, 1]) {
    const widths = [1, 100, 10_000].map((count) => {
      const { low, high } = accuracyInterval(accuracy, count);
      assert.ok(low >= 0 && high <= 1 && low <= accuracy && high >= accuracy - 1e-12);
      return high - low;
    });
    assert.ok((widths[0] as number) > (widths[1] as number));
    assert.ok((widths[1] as number) > (widths[2] as number));
  }
  // At 99.4 % of 10,000 about 0.15 points each way: 1.96 times the 0.077 of one deviation.
  const { low, high } = accuracyInterval(0.994, 10_000);
  assert.ok(Math.abs(high - low - 0.00304) < 5e-5);
});

test("Student's t for any number of measurements", () => {
  // scipy.stats.t.ppf(0.975, freedom), SciPy 1.17.1.
  const published = [
    [1, 12.7062047362],
    [2, 4.30265272975],
    [3, 3.18244630528],
    [4, 2.7764451052],
    [5, 2.57058183564],
    [10, 2.22813885199],
    [19, 2.09302405441],
    [20, 2.08596344727],
    [21, 2.07961384473],
    [30, 2.0422724563],
    [31, 2.0395134464],
    [99, 1.98421695159],
    [100, 1.98397151852],
    [999, 1.96234146113],
    [100000, 1.95998770753],
  ] as const;
  for (const [freedom, t] of published) assertClose([studentT(freedom)], [t], 1e-9, `${freedom}`);
  for (const freedom of [0, -1, 1.5, Number.NaN]) {
    assert.throws(() => studentT(freedom), { name: 'InputError' });
  }
});

test('the mean and its interval are those of the textbook', () => {
  // 2.776 sqrt(2.5 / 5) for five numbers.
  const { mean, low, high } = meanInterval([1, 2, 3, 4, 5]);
  assert.equal(mean, 3);
  assert.ok(Math.abs(high - 3 - 1.963) < 1e-3 && Math.abs(3 - low - 1.963) < 1e-3);
  assert.deepEqual(meanInterval([2, 2]), { mean: 2, low: 2, high: 2 });
  assert.throws(() => meanInterval([1]), /measurements is 1, expected at least 2/);
});

test('one further measurement has the wider interval of the textbook', () => {
  // 2.776 sqrt(2.5 (1 + 1 / 5)) for five numbers.
  const { mean, low, high } = predictionInterval([1, 2, 3, 4, 5]);
  assert.equal(mean, 3);
  assert.ok(Math.abs(high - 3 - 4.808) < 1e-3 && Math.abs(3 - low - 4.808) < 1e-3);
  assert.throws(() => predictionInterval([1]), /measurements is 1, expected at least 2/);
});

test('95 of 100 further measurements fall into it', () => {
  const random = uniform('further measurements');
  // Normal numbers, after Box and Muller.
  const draw = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let within = 0;
  for (let trial = 0; trial < 4000; trial++) {
    const { low, high } = predictionInterval([draw(), draw(), draw(), draw(), draw()]);
    const next = draw();
    if (low <= next && next <= high) within += 1;
  }
  assert.ok(Math.abs(within / 4000 - 0.95) < 0.01, `${within} of 4000`);
});

test('a hundred measurements, and none that is not a number', () => {
  const values = Array.from({ length: 100 }, (_, i) => i % 2);
  // t for 99 degrees of freedom, 1.984217, times sqrt(25 / 99 / 100).
  const { mean, high } = meanInterval(values);
  assertClose([mean, high - mean], [0.5, 1.984217 * Math.sqrt(25 / 99 / 100)], 1e-6);
  assert.throws(() => meanInterval([1, 2, Number.NaN]), /measurement 2 is NaN, expected a number/);
  for (const accuracy of [Number.NaN, 99.1, -0.1]) {
    assert.throws(
      () => accuracyInterval(accuracy, 10),
      /accuracy is .*, expected a number from 0 to 1/,
    );
  }
  assert.throws(() => accuracyInterval(0.5, 0), /count is 0/);
});
