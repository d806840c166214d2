// Batch normalization (Ioffe, Szegedy 2015), which took local response normalization's place.
import { batchNormOfBatch } from './ops';
import type { BatchNormed } from './plain';
import { tf } from './runtime';

/** Added to the variance, so that a channel that never changes is not divided by zero. */
const EPSILON = 1e-3;
/** Share of a running average that a step keeps. */
const MOMENTUM = 0.9;

/** Of each channel, all [C]. */
export interface BatchNormWeights {
  scale: tf.Tensor1D;
  biases: tf.Tensor1D;
  /** Running averages of what batches had in training, used in place of a batch's own afterwards. */
  mean: tf.Tensor1D;
  variance: tf.Tensor1D;
}

/**
 * scale (x - mean) / sqrt(variance + epsilon) + biases, channel by channel. In training, mean and
 * variance are those of the batch, over images and positions; otherwise the running averages.
 * x [N, H, W, C] in, y of the same shape out, with a mean and a variance [C]: in training those for the
 * running averages, the variance with N H W - 1 below, else the averages themselves.
 */
export function batchNorm(
  x: tf.Tensor4D,
  { scale, biases, mean, variance }: BatchNormWeights,
  training: boolean,
): BatchNormed {
  if (training) return batchNormOfBatch(x, scale, biases, EPSILON);
  return { y: tf.batchNorm4d(x, mean, variance, biases, scale, EPSILON), mean, variance };
}

/** Moves a running average [C] towards a batch's value. */
export function updateAverage(average: tf.Variable, value: tf.Tensor): void {
  tf.tidy(() => average.assign(tf.add(tf.mul(average, MOMENTUM), tf.mul(value, 1 - MOMENTUM))));
}
