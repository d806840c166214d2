// The ops of the network. This is the one place that chooses between TensorFlow's kernels and their
// plain twins.
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

/**
 * Sets a share `rate` of the elements to zero and divides the rest by 1 - rate, so that the expected
 * sum stays. The elements are chosen by `seed`, int32 [2]. Any shape in, the same shape out.
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, seed: tf.Tensor1D): T {
  const kept = tf.greaterEqual(statelessRandom('uniform', x.shape, seed), rate);
  return tf.mul(x, tf.div(tf.cast(kept, 'float32'), 1 - rate));
}
