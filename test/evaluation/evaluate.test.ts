import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LabelledImages } from '../../lib/data/mnist';
import {
  accuracyInterval,
  compareAnswers,
  confusionMatrix,
  type Evaluation,
  evaluate,
  mcnemar,
  mistakes,
  predictor,
} from '../../lib/evaluation/evaluate';
import { createWeights } from '../../lib/network/weights';
import { tf } from '../../lib/tensorflow/runtime';
import { assertClose, held, tinyImages, tinyModel } from '../helpers/tiny';

/** Images of one pixel, which is the class that `predict` is to find; and the true labels. */
const pixels = (images: number[], labels: number[]): LabelledImages => ({
  images: Uint8Array.from(images),
  labels: Uint8Array.from(labels),
  count: images.length,
  rows: 1,
  columns: 1,
});

/** Gives the class of an image's pixel a logit of ln 3, and two others 0: probability 3/5. */
const predict = (images: tf.Tensor4D) =>
  tf.tidy(() => {
    const classes = tf.cast(tf.reshape(images, [-1]), 'int32') as tf.Tensor1D;
    return tf.mul(tf.oneHot(classes, 3), Math.log(3)) as tf.Tensor2D;
  });

test('by hand: accuracy, loss, predictions, probabilities', () => {
  const data = pixels([0, 1, 2, 2], [0, 1, 2, 0]);
  for (const batchSize of [1, 3, 4, 500]) {
    const result = evaluate(predict, data, { batchSize, scale: 1 });
    assert.equal(result.count, 4);
    assert.equal(result.accuracy, 3 / 4);
    assertClose([result.loss], [-(3 * Math.log(3 / 5) + Math.log(1 / 5)) / 4], 1e-6);
    assert.deepEqual([...result.predictions], [0, 1, 2, 2]);
    const expected = [3, 1, 1, 1, 3, 1, 1, 1, 3, 1, 1, 3].map((parts) => parts / 5);
    assertClose(result.probabilities, expected, 1e-6);
  }
});

test('a certain mistake costs much, not infinitely much', () => {
  const certain = (images: tf.Tensor4D) => tf.mul(predict(images), 1000) as tf.Tensor2D;
  const { loss } = evaluate(certain, pixels([0], [1]), { scale: 1 });
  assert.ok(loss > 80 && loss < 100, `${loss}`);
});

test('the network is the same in any batches, and without dropout', () => {
  const model = tinyModel();
  const weights = createWeights(model, 1);
  const data = tinyImages(7);
  const before = held();
  const whole = evaluate(predictor(model, weights), data);
  const parts = evaluate(predictor(model, weights), data, { batchSize: 3 });
  assert.deepEqual(held(), before);
  assertClose(parts.probabilities, whole.probabilities, 1e-5);
  assert.deepEqual(parts.predictions, whole.predictions);
  assertClose([parts.loss], [whole.loss], 1e-6);
  assert.equal(whole.probabilities.length, 70);
  for (let i = 0; i < 7; i++) {
    const sum = whole.probabilities.slice(10 * i, 10 * i + 10).reduce((a, b) => a + b);
    assertClose([sum], [1], 1e-6);
  }
  tf.dispose(weights);
});

test('batch sizes that make no sense are refused', () => {
  for (const batchSize of [0, -1, Number.NaN, 0.5]) {
    assert.throws(() => evaluate(predict, pixels([0], [0]), { batchSize }), {
      name: 'InputError',
      message: /batchSize is/,
    });
  }
});

test('the confusion matrix by hand', () => {
  assert.deepEqual(confusionMatrix([0, 0, 1, 2, 2, 2], [0, 1, 1, 2, 0, 2], 3), [
    [1, 1, 0],
    [0, 1, 0],
    [1, 0, 2],
  ]);
  const empty = confusionMatrix([], []);
  assert.equal(empty.length, 10);
  assert.ok(empty.every((row) => row.length === 10 && row.every((count) => count === 0)));
});

test('labels and predictions that do not belong together are refused', () => {
  const bad: [labels: number[], predictions: number[], message: RegExp][] = [
    [[1, 2], [1], /^confusionMatrix: predictions is 1, expected 2, one for each label/],
    [[1, 10], [1, 2], /^confusionMatrix: image 1 is 10 as 2, expected classes from 0 to 9/],
    [[1], [-1], /image 0 is 1 as -1/],
    [[Number.NaN], [1], /image 0 is NaN as 1/],
    [[1], [1.5], /image 0 is 1 as 1.5/],
  ];
  for (const [labels, predictions, message] of bad) {
    assert.throws(() => confusionMatrix(labels, predictions), { name: 'InputError', message });
  }
});

test('mistakes come most confident first, with what the network said', () => {
  const evaluation: Evaluation = {
    count: 4,
    accuracy: 0.25,
    loss: 1,
    predictions: Int32Array.of(1, 0, 1, 0),
    probabilities: Float32Array.of(0.25, 0.75, 0.5, 0.5, 0.125, 0.875, 1, 0),
  };
  assert.deepEqual(mistakes([0, 0, 0, 1], evaluation), [
    { index: 3, label: 1, prediction: 0, confidence: 1 },
    { index: 2, label: 0, prediction: 1, confidence: 0.875 },
    { index: 0, label: 0, prediction: 1, confidence: 0.75 },
  ]);
  assert.deepEqual(mistakes([1, 0, 1, 0], evaluation), []);
});

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
      assert.ok(low >= -1e-12 && high <= 1 + 1e-12 && low <= accuracy && high >= accuracy - 1e-12);
      return high - low;
    });
    assert.ok((widths[0] as number) > (widths[1] as number));
    assert.ok((widths[1] as number) > (widths[2] as number));
  }
  // At 99.4 % of 10,000 about 0.15 points each way: 1.96 times the 0.077 of one deviation.
  const { low, high } = accuracyInterval(0.994, 10_000);
  assert.ok(Math.abs(high - low - 0.00304) < 5e-5);
});

test('what a fair coin says to two counts, counted out', () => {
  // biome-ignore format: one line
  const cases = [[0, 0], [5, 5], [0, 6], [7, 1], [17, 7], [40, 30]] as const;
  const ways = (n: number, k: number): number => (k === 0 ? 1 : (ways(n, k - 1) * (n - k + 1)) / k);
  for (const [one, other] of cases) {
    const n = one + other;
    let chance = 0;
    for (let k = 0; k <= n; k++) {
      if (Math.abs(2 * k - n) >= Math.abs(one - other)) chance += ways(n, k) / 2 ** n;
    }
    assertClose([mcnemar(one, other), mcnemar(other, one)], [chance, chance], 1e-12);
  }
  assertClose([mcnemar(7, 1)], [18 / 256], 1e-12);
});

test('thousands of images do not underflow', () => {
  assert.equal(mcnemar(3000, 3000), 1);
  // The normal approximation with a continuity correction: 199 / sqrt(6000) = 2.569 deviations.
  assert.ok(Math.abs(mcnemar(3100, 2900) - 0.0102) < 1e-4);
  assert.throws(() => mcnemar(1.5, 2), { name: 'InputError' });
});

test('answers are compared image by image', () => {
  const labels = [1, 2, 3, 4, 5, 6];
  const compared = compareAnswers(labels, [1, 2, 3, 0, 0, 0], [1, 0, 0, 4, 0, 0]);
  assert.deepEqual(compared, { onlyFirst: 2, onlySecond: 1, chance: 1 });
  assert.throws(() => compareAnswers(labels, labels, [1]), /second answers is 1, expected 6/);
});
