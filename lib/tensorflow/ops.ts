// The ops of the network. This is the one place that chooses between TensorFlow's kernels and their
// plain twins.
import { checkNumber, InputError } from '../base/errors';
import * as kernels from './kernels';
import * as plain from './plain';
import { hasKernels, tf } from './runtime';

const chosen: typeof plain = hasKernels ? kernels : plain;

export const { relu, biasAdd, linear, convolveSame, batchNormOfBatch, applyAdam } = chosen;

/**
 * The mean over the batch of -log(softmax(logits)[label]), in nats. logits float32 [N, classes] and labels
 * int32 [N] in, a scalar out. Throws an InputError for labels of another type or number.
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  const shape = [logits.shape[0]];
  checkInt32('softmaxCrossEntropy', 'labels', labels, shape, ', the class of each row');
  return chosen.softmaxCrossEntropy(logits, labels);
}

/**
 * Numbers fixed by the seed alone: uniform in [0, 1), or normal with mean 0 and deviation 1. Python's
 * `tf.random.stateless_uniform` and `stateless_normal` give the same. Throws an InputError unless `seed` is
 * int32 [2].
 */
export function statelessRandom(
  kind: 'uniform' | 'normal',
  shape: number[],
  seed: tf.Tensor1D,
): tf.Tensor {
  checkInt32('statelessRandom', 'seed', seed, [2]);
  return chosen.statelessRandom(kind, shape, seed);
}

/** Throws an InputError unless a tensor is int32, of this shape; its values are not looked at. */
export function checkInt32(
  where: string,
  field: string,
  given: tf.Tensor,
  shape: number[],
  meaning = '',
): void {
  const text = ({ dtype, shape }: Pick<tf.Tensor, 'dtype' | 'shape'>) =>
    `${dtype} [${shape.join(', ')}]`;
  const [found, expected] = [text(given), text({ dtype: 'int32', shape })];
  if (found === expected) return;
  throw new InputError({ where, field, found, expected: expected + meaning });
}

/** The shares that can be dropped: of all, nothing would be left to divide. */
export const DROPOUT_RATES = { low: 0, high: 0.99 };

/**
 * Sets a share `rate` of the elements to zero and divides the rest by 1 - rate, so that the expected
 * sum stays. The elements are chosen by `seed`, int32 [2]. Any shape in, the same shape out. Throws an
 * InputError for a rate that is not from 0 to 0.99.
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, seed: tf.Tensor1D): T {
  checkNumber('dropout', 'rate', rate, DROPOUT_RATES);
  const kept = tf.greaterEqual(statelessRandom('uniform', x.shape, seed), rate);
  return tf.mul(x, tf.div(tf.cast(kept, 'float32'), 1 - rate));
}
