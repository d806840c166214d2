// TensorFlow kernels that tfjs does not expose, or writes out as several ops. Each has a twin of the
// same name in plain.ts that says in common ops what it computes; a test holds the two equal.

import { differentiable, release } from './custom';
import { convolveDirectly } from './direct';
import { recordUpdate } from './graph/record';
import type { AdamConstants, AdamState, BatchNormed } from './plain';
import * as plain from './plain';
import { float32, native, tf, typeAttribute } from './runtime';
import { convolveByTiles } from './winograd';

/** max(x, 0), whose gradient is one kernel. Any shape in, the same shape out. */
export function relu<T extends tf.Tensor>(x: T): T {
  return differentiable(
    [x],
    (input) => {
      const y = tf.relu(input) as T;
      return { y, keep: [y] };
    },
    (dy, y) => [native().executeSingleOutput('ReluGrad', [float32()], [dy, y])],
  );
}

/** x + biases over the last axis, whose gradient is one kernel. [..., C] and [C] in, [..., C] out. */
export function biasAdd<T extends tf.Tensor>(x: T, biases: tf.Tensor): T {
  return differentiable(
    [x, biases],
    (input, b) => ({
      y: native().executeSingleOutput('BiasAdd', [float32()], [input, b]) as T,
      keep: [],
    }),
    (dy) => [dy.clone(), native().executeSingleOutput('BiasAddGrad', [float32()], [dy])],
  );
}

/**
 * The matrix product x weights. Its gradient for x is computed as (weights dyT)T, which runs faster
 * than dy weightsT does. [N, inputs] and [inputs, units] in, [N, units] out.
 */
export function linear(x: tf.Tensor2D, weights: tf.Tensor2D): tf.Tensor2D {
  return differentiable(
    [x, weights],
    (x, weights) => ({ y: tf.matMul(x, weights) as tf.Tensor2D, keep: [x, weights] }),
    (dy, x, weights) => [
      tf.transpose(tf.matMul(weights, dy, false, true)),
      tf.matMul(x, dy, true, false),
    ],
  );
}

/**
 * Convolution with stride 1 that keeps the size, for odd kernel sizes, in the way that takes least
 * time. x [N, H, W, C] and filters [k, k, C, F] in, [N, H, W, F] out.
 */
export function convolveSame(x: tf.Tensor4D, filters: tf.Tensor4D): tf.Tensor4D {
  const [size, , channels] = filters.shape;
  const [, height, width] = x.shape;
  if (channels === 1) return plain.convolveSame(x, filters);
  // Tiles pay from about 16 channels on, and on small maps: measured, see bench/README.md.
  const tiled = (size === 3 || size === 5) && channels >= 16 && Math.max(height, width) <= 32;
  return tiled ? convolveByTiles(x, filters) : convolveDirectly(x, filters);
}

/**
 * The mean over the batch of -log(softmax(logits)[label]), in nats.
 * logits float32 [N, classes] and labels int32 [N] in, a scalar out.
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return differentiable(
    [logits],
    (x) => {
      // The kernel gives each image's loss [N] and its gradient, probabilities - oneHot [N, classes].
      const [losses, gradients] = native().executeMultipleOutputs(
        'SparseSoftmaxCrossEntropyWithLogits',
        [float32(), typeAttribute('Tlabels', 'int32')],
        [x, labels],
        2,
      ) as [tf.Tensor1D, tf.Tensor2D];
      return { y: tf.mean(losses) as tf.Scalar, keep: [gradients] };
    },
    (dy, gradients) => [tf.mul(gradients, tf.div(dy, logits.shape[0]))],
  );
}

/**
 * Numbers fixed by the seed alone: uniform in [0, 1), or normal with mean 0 and deviation 1.
 * `seed` is int32 [2]. Python's `tf.random.stateless_uniform` and `stateless_normal` give the same.
 */
export function statelessRandom(
  kind: 'uniform' | 'normal',
  shape: number[],
  seed: tf.Tensor1D,
): tf.Tensor {
  const name = kind === 'uniform' ? 'StatelessRandomUniform' : 'StatelessRandomNormal';
  const attributes = [
    typeAttribute('dtype', 'float32'),
    typeAttribute('T', 'int32'),
    typeAttribute('Tseed', 'int32'),
  ];
  return native().executeSingleOutput(name, attributes, [tf.tensor1d(shape, 'int32'), seed]);
}

/**
 * Batch normalization by the batch's own mean and variance: scale (x - mean) / sqrt(variance + epsilon)
 * + biases, the variance with N H W below. x [N, H, W, C] in, y of the same shape out, and the two
 * statistics [C] for running averages, the variance with N H W - 1 below (with 1, where that is 0).
 */
export function batchNormOfBatch(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  biases: tf.Tensor1D,
  epsilon: number,
): BatchNormed {
  const { binding } = native();
  const attributes = [
    float32(),
    typeAttribute('U', 'float32'),
    { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: epsilon },
    { name: 'is_training', type: binding.TF_ATTR_BOOL, value: true },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
  ];
  let statistics: tf.Tensor1D[] = [];
  const y = differentiable(
    [x, scale, biases],
    (x, scale, biases) => {
      const empty = tf.tensor1d([]);
      const inputs = [x, scale, biases, empty, empty];
      const [y, mean, variance, ...reserved] = native().executeMultipleOutputs(
        'FusedBatchNormV3',
        attributes,
        inputs,
        6,
      ) as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, ...tf.Tensor[]];
      statistics = [tf.keep(mean), tf.keep(variance)];
      return { y, keep: [x, scale, ...reserved] };
    },
    (dy, ...kept) =>
      native()
        .executeMultipleOutputs('FusedBatchNormGradV3', attributes, [dy, ...kept], 5)
        .slice(0, 3),
  );
  const [mean, variance] = statistics.map(release) as [tf.Tensor1D, tf.Tensor1D];
  return { y, mean, variance };
}

/** One step of Adam, as the one kernel that TensorFlow has for it while a graph is recorded. */
export function applyAdam(
  weight: tf.Variable,
  state: AdamState,
  gradient: tf.Tensor,
  learningRate: tf.Scalar,
  constants: AdamConstants,
): void {
  const { mean, square, beta1Power, beta2Power } = state;
  const { beta1, beta2, epsilon } = constants;
  // The kernel adds epsilon before its correction of the square, the algorithm after: scale it.
  const scaled = tf.mul(epsilon, tf.sqrt(tf.sub(1, beta2Power)));
  const scalars = [
    beta1Power,
    beta2Power,
    learningRate,
    tf.scalar(beta1),
    tf.scalar(beta2),
    scaled,
  ];
  if (recordUpdate('ResourceApplyAdam', [weight, mean, square], [...scalars, gradient])) return;
  plain.applyAdam(weight, state, gradient, learningRate, constants);
}
