// The twins of kernels.ts in ops that every TensorFlow.js backend has: what each kernel computes, and
// what runs where there are no kernels, in a web page. Their arguments are described there.
import { sizeOf } from '../base/shape';
import { philox } from './philox';
import { tf } from './runtime';

export const relu = <T extends tf.Tensor>(x: T): T => tf.relu(x);

export const biasAdd = <T extends tf.Tensor>(x: T, biases: tf.Tensor): T => tf.add(x, biases);

export const linear = (x: tf.Tensor2D, weights: tf.Tensor2D): tf.Tensor2D => tf.matMul(x, weights);

export const convolveSame = (x: tf.Tensor4D, filters: tf.Tensor4D): tf.Tensor4D =>
  tf.conv2d(x, filters, 1, 'same');

export function softmaxCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  const chosen = tf.oneHot(labels, logits.shape[1]);
  const losses = tf.sub(tf.logSumExp(logits, 1), tf.sum(tf.mul(logits, chosen), 1));
  return tf.mean(losses);
}

export function statelessRandom(
  kind: 'uniform' | 'normal',
  shape: number[],
  seed: tf.Tensor1D,
): tf.Tensor {
  const [first, second] = seed.dataSync();
  return tf.tensor(philox(kind, sizeOf(shape), [first as number, second as number]), shape);
}

/**
 * A batch's maps, with mean 0 and deviation 1 in each channel before scale and biases, and the mean and
 * variance [C] for the running averages.
 */
export interface BatchNormed {
  y: tf.Tensor4D;
  mean: tf.Tensor1D;
  variance: tf.Tensor1D;
}

export function batchNormOfBatch(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  biases: tf.Tensor1D,
  epsilon: number,
): BatchNormed {
  return tf.tidy(() => {
    const moments = tf.moments(x, [0, 1, 2]);
    const [mean, variance] = [moments.mean, moments.variance] as [tf.Tensor1D, tf.Tensor1D];
    const count = x.size / scale.size;
    const y = tf.batchNorm4d(x, mean, variance, biases, scale, epsilon);
    return { y, mean, variance: tf.mul(variance, count / Math.max(1, count - 1)) as tf.Tensor1D };
  });
}

/** The variables of Adam: averages of a weight's gradient and its square; beta1 and beta2 to the power of the step. */
export interface AdamState {
  mean: tf.Variable;
  square: tf.Variable;
  beta1Power: tf.Variable;
  beta2Power: tf.Variable;
}

/** The shares that Adam's averages keep at each step, and what keeps its divisor from 0. */
export interface AdamConstants {
  beta1: number;
  beta2: number;
  epsilon: number;
}

/**
 * Kingma, Ba 2015, algorithm 1. The averages start from zero and are short of their true size at
 * first: hence the divisions by 1 - power.
 */
export function applyAdam(
  weight: tf.Variable,
  { mean, square, beta1Power, beta2Power }: AdamState,
  gradient: tf.Tensor,
  learningRate: tf.Scalar,
  { beta1, beta2, epsilon }: AdamConstants,
): void {
  mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
  square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
  const correctedMean = tf.div(mean, tf.sub(1, beta1Power));
  const correctedSquare = tf.div(square, tf.sub(1, beta2Power));
  const change = tf.div(correctedMean, tf.add(tf.sqrt(correctedSquare), epsilon));
  weight.assign(tf.sub(weight, tf.mul(learningRate, change)));
}
