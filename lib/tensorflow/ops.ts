// The ops of the network. This is the one place that chooses between TensorFlow's kernels and their
// plain twins.
import { checkNumber } from '../base/errors';
import * as kernels from './kernels';
import * as plain from './plain';
import { hasKernels, tf } from './runtime';

const chosen: typeof plain = hasKernels ? kernels : plain;

export const {
  relu,
  biasAdd,
  linear,
  convolveSame,
  softmaxCrossEntropy,
  statelessRandom,
  batchNormOfBatch,
  applyAdam,
} = chosen;

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
