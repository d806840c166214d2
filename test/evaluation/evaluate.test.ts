import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LabeledImages } from '../../lib/data/images';
import { evaluate, predictor } from '../../lib/evaluation/evaluate';
import { createWeights } from '../../lib/network/weights';
import { tf } from '../../lib/tensorflow/runtime';
import { assertClose, held, tinyImages, tinyModel } from '../helpers/tiny';

/** Images of one pixel, which is the class that `predict` is to find; and the true labels. */
const pixels = (images: number[], labels: number[]): LabeledImages => ({
  images: Uint8Array.from(images),
  labels: Uint8Array.from(labels),
  count: images.length,
  rows: 1,
  columns: 1,
});

/** Gives the class of an image's pixel a logit of ln 3, and two others 0: probability 3/5. */
const asTheyAre = <F extends (images: tf.Tensor4D) => tf.Tensor2D>(predict: F) =>
  Object.assign(predict, { pixels: { scale: 1 } });
const predict = asTheyAre((images) =>
  tf.tidy(() => {
    const classes = tf.cast(tf.reshape(images, [-1]), 'int32') as tf.Tensor1D;
    return tf.mul(tf.oneHot(classes, 3), Math.log(3)) as tf.Tensor2D;
  }),
);

test('by hand: accuracy, loss, predictions, probabilities', () => {
  const data = pixels([0, 1, 2, 2], [0, 1, 2, 0]);
  for (const batchSize of [1, 3, 4, 500]) {
    const result = evaluate(predict, data, { batchSize });
    assert.equal(result.count, 4);
    assert.equal(result.accuracy, 3 / 4);
    assertClose([result.loss], [-(3 * Math.log(3 / 5) + Math.log(1 / 5)) / 4], 1e-6);
    assert.deepEqual([...result.predictions], [0, 1, 2, 2]);
    const expected = [3, 1, 1, 1, 3, 1, 1, 1, 3, 1, 1, 3].map((parts) => parts / 5);
    assertClose(result.probabilities, expected, 1e-6);
  }
});

test('a certain mistake costs as much as its logits differ, beyond what a probability can say', () => {
  const certain = asTheyAre((images) => tf.mul(predict(images), 1000) as tf.Tensor2D);
  const { loss, probabilities } = evaluate(certain, pixels([0], [1]));
  assert.equal(probabilities[1], 0);
  assertClose([loss], [1000 * Math.log(3)], 1e-6 * 1000);
});

test('the network is the same in any batches, and without dropout', () => {
  const model = tinyModel();
  const network = { model, scale: 1 / 255 };
  const weights = createWeights(model, 1);
  const pixels = { scale: 2, mean: 3 };
  assert.deepEqual(predictor({ model, ...pixels }, weights).pixels, pixels);
  const data = tinyImages(7);
  const before = held();
  const whole = evaluate(predictor(network, weights), data);
  const parts = evaluate(predictor(network, weights), data, { batchSize: 3 });
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

test('logits that are no numbers are refused by the image', () => {
  const data = pixels([0, 1, 2, 2], [0, 1, 2, 0]);
  for (const logit of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const broken = asTheyAre((images) =>
      tf.tidy(() => {
        const logits = predict(images);
        return tf.where(tf.equal(tf.reshape(images, [-1, 1]), 1), logit, logits) as tf.Tensor2D;
      }),
    );
    for (const batchSize of [1, 3]) {
      const before = held();
      assert.throws(() => evaluate(broken, data, { batchSize }), {
        name: 'InputError',
        message: /^evaluate: probabilities of image 1 is NaN, expected numbers/,
      });
      assert.equal(held().tensors, before.tensors);
    }
  }
});
