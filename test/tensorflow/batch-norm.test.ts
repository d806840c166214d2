import assert from 'node:assert/strict';
import { test } from 'node:test';
import { featureMaps } from '../../lib/network/alexnet';
import { createWeights } from '../../lib/network/weights';
import { batchNorm, updateAverage } from '../../lib/tensorflow/batch-norm';
import * as kernels from '../../lib/tensorflow/kernels';
import * as plain from '../../lib/tensorflow/plain';
import { tf } from '../../lib/tensorflow/runtime';
import { assertClose, pattern, tinyModel } from '../helpers/tiny';

const EPSILON = 1e-3;
const x = pattern([4, 3, 5, 6]) as tf.Tensor4D;
const [scale, biases] = [tf.add(pattern([6], 2), 2), pattern([6], 3)] as [tf.Tensor1D, tf.Tensor1D];

const averages = () => ({
  mean: pattern([6], 4) as tf.Tensor1D,
  variance: tf.add(pattern([6], 5), 2) as tf.Tensor1D,
});

test('in training it is moments and tf.batchNorm, value and gradients', () => {
  const { mean, variance } = averages();
  const dy = pattern([4, 3, 5, 6], 7);
  const own = (x: tf.Tensor, s: tf.Tensor, b: tf.Tensor) => {
    const [scale, biases] = [s, b] as [tf.Tensor1D, tf.Tensor1D];
    return batchNorm(x as tf.Tensor4D, { scale, biases, mean, variance }, true).y;
  };
  const plain = (x: tf.Tensor, scale: tf.Tensor, biases: tf.Tensor) => {
    const moments = tf.moments(x, [0, 1, 2]);
    const values = [moments.mean, moments.variance, biases, scale] as tf.Tensor1D[];
    return tf.batchNorm4d(x as tf.Tensor4D, values[0] as tf.Tensor1D, values[1] as tf.Tensor1D, values[2], values[3], EPSILON); // biome-ignore format: one line
  };
  assertClose(own(x, scale, biases).dataSync(), plain(x, scale, biases).dataSync(), 1e-5);
  const ours = tf.grads(own)([x, scale, biases], dy as tf.Tensor4D);
  const theirs = tf.grads(plain)([x, scale, biases], dy as tf.Tensor4D);
  ['x', 'scale', 'biases'].forEach((name, i) => {
    assertClose(ours[i]?.dataSync() ?? [], theirs[i]?.dataSync() ?? [], 2e-5, name);
  });
});

test("in training it gives the batch's mean and variance, by kernel and by its plain twin", () => {
  const moments = tf.moments(x, [0, 1, 2]);
  const count = 4 * 3 * 5;
  // The spread of a sample is smaller than that of where it comes from by (count - 1) / count.
  const variance = tf.mul(moments.variance, count / (count - 1));
  for (const version of [kernels, plain]) {
    const before = tf.memory().numTensors;
    const found = version.batchNormOfBatch(x, scale, biases, EPSILON);
    assert.equal(tf.memory().numTensors, before + 3);
    assertClose(found.mean.dataSync(), moments.mean.dataSync(), 1e-5);
    assertClose(found.variance.dataSync(), variance.dataSync(), 1e-5);
  }
});

test('a single value has no spread, by kernel and by its plain twin', () => {
  const one = tf.tensor4d([1, -2, 3, 0, 5, 6], [1, 1, 1, 6]);
  for (const version of [kernels, plain]) {
    const { y, mean, variance } = version.batchNormOfBatch(one, scale, biases, EPSILON);
    assertClose(y.dataSync(), biases.dataSync(), 1e-6);
    assertClose(mean.dataSync(), one.dataSync(), 1e-6);
    assertClose(variance.dataSync(), Array(6).fill(0), 0);
  }
});

test('a running average goes a tenth of the way to a new value', () => {
  const average = tf.variable(tf.tensor1d([1, -2]), false);
  updateAverage(average, tf.tensor1d([2, 8]));
  assertClose(average.dataSync(), [1.1, -1], 1e-6);
});

test('otherwise it uses the running averages and leaves them as they are', () => {
  const { mean, variance } = averages();
  const expected = tf.batchNorm4d(
    x,
    mean as unknown as tf.Tensor1D,
    variance as unknown as tf.Tensor1D,
    biases,
    scale,
    EPSILON,
  );
  const before = mean.dataSync().slice();
  assertClose(
    batchNorm(x, { scale, biases, mean, variance }, false).y.dataSync(),
    expected.dataSync(),
    1e-6,
  );
  assert.deepEqual(mean.dataSync(), before);
});

test('a network with it: values of mean 0 and deviation 1 before each activation', () => {
  const model = tinyModel({ lrn: null, batchNorm: true });
  const weights = createWeights(model, 1);
  // Large, so that epsilon does not count beside the variances.
  const images = tf.mul(pattern([16, 28, 28, 1]), 30) as tf.Tensor4D;
  const seed = tf.tensor1d([1, 2], 'int32');
  const maps = featureMaps(model, weights, images, { training: true, dropoutSeed: seed });
  for (const { name } of model.convolutions) {
    const { mean, variance } = tf.moments(maps[name] as tf.Tensor, [0, 1, 2]);
    assertClose(tf.add(mean, 1).dataSync(), Array(mean.size).fill(1), 1e-4, name);
    assertClose(variance.dataSync(), Array(variance.size).fill(1), 2e-2, name);
  }
});
