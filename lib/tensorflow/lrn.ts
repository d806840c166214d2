// Local response normalization, section 3.3 of the AlexNet paper:
//   b_i = a_i / (k + alpha * sum over the n channels around i of a_j^2) ^ beta
// As TensorFlow names it: depthRadius = (n - 1) / 2, bias = k.
import { checkNumber } from '../base/errors';
import { differentiable } from './custom';
import { tf } from './runtime';

/** The constants of LRN, as TensorFlow names them. */
export interface Lrn {
  /** Channels on each side of the one being normalized; the window has 2 depthRadius + 1. */
  depthRadius: number;
  /** k in the paper: what the denominator starts from. */
  bias: number;
  /** The weight of each squared neighbor. */
  alpha: number;
  /** The power of the denominator. */
  beta: number;
}

/**
 * What five programs compute, in the formula's terms: the paper; its authors' code; Caffe and PyTorch with the
 * paper's size and alpha, their own k, and alpha divided by the size; TensorFlow's defaults.
 */
export const LRN_CONVENTIONS = {
  paper: { depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75 },
  /** cuda-convnet divides alpha by the window's size. */
  originalCode: { depthRadius: 2, bias: 2, alpha: 1e-4 / 5, beta: 0.75 },
  caffe: { depthRadius: 2, bias: 1, alpha: 1e-4 / 5, beta: 0.75 },
  pytorch: { depthRadius: 2, bias: 1, alpha: 1e-4 / 5, beta: 0.75 },
  tensorflow: { depthRadius: 5, bias: 1, alpha: 1, beta: 0.5 },
} as const satisfies Record<string, Lrn>;

/** The paper's constants for pixels from 0 to 1: alpha times 255 squared, so that LRN acts as on 0 to 255. */
export const ACTING_LRN: Lrn = { ...LRN_CONVENTIONS.paper, alpha: 1e-4 * 255 ** 2 };

/**
 * LRN over the channels of feature maps: [N, H, W, C] in, the same shape out. Throws an InputError for
 * parameters that cannot be used.
 */
export function lrn(x: tf.Tensor4D, parameters: Lrn): tf.Tensor4D {
  checkLrn(parameters);
  const { depthRadius, bias, alpha, beta } = parameters;
  if (beta === 0.75) return lrnByRoots(x, parameters);
  return tf.localResponseNormalization(x, depthRadius, bias, alpha, beta);
}

/**
 * LRN for a beta of 3/4, which square roots give quicker than powers do. The sums over windows of
 * channels are a product with a band matrix. With d the sums plus bias, before the power, and p = d^-beta:
 * y = x p and dx = dy p - 2 alpha beta x (the sums of dy x p / d). Its twin is
 * `tf.localResponseNormalization`, as above.
 */
function lrnByRoots(x: tf.Tensor4D, { depthRadius, bias, alpha, beta }: Lrn): tf.Tensor4D {
  const channels = x.shape[3];
  const rows = (maps: tf.Tensor) => tf.reshape(maps, [-1, channels]) as tf.Tensor2D; // [N H W, C]
  return differentiable(
    [x],
    (x) => {
      const a = rows(x);
      const d = tf.add(tf.matMul(tf.square(a), band(channels, depthRadius, alpha)), bias);
      const root = tf.rsqrt(d);
      const p = tf.mul(root, tf.sqrt(root)) as tf.Tensor2D;
      return { y: tf.reshape(tf.mul(a, p), x.shape) as tf.Tensor4D, keep: [a, d, p] };
    },
    (dy, a, d, p) => {
      const direct = tf.mul(rows(dy), p);
      const terms = tf.div(tf.mul(direct, a), d) as tf.Tensor2D;
      const sums = tf.matMul(terms, band(channels, depthRadius, -2 * alpha * beta));
      return [tf.reshape(tf.add(direct, tf.mul(a, sums)), dy.shape)];
    },
  );
}

/** [channels, channels]: `value` where two channels are at most `radius` apart, else 0. */
function band(channels: number, radius: number, value: number): tf.Tensor2D {
  const indices = Array.from({ length: channels }, (_, i) => i);
  return tf.tensor2d(
    indices.map((i) => indices.map((k) => (Math.abs(i - k) <= radius ? value : 0))),
  );
}

/** LRN of the channels at one position, as the formula reads: the slow, plain version of `lrn`. */
export function lrnByHand(channels: number[], parameters: Lrn): number[] {
  checkLrn(parameters);
  const { depthRadius, bias, alpha, beta } = parameters;
  return channels.map((a, i) => {
    const window = channels.slice(Math.max(0, i - depthRadius), i + depthRadius + 1);
    const sum = window.reduce((total, neighbor) => total + neighbor ** 2, 0);
    return a / (bias + alpha * sum) ** beta;
  });
}

/** Throws an InputError that names the field if the parameters cannot be used. */
export function checkLrn({ depthRadius, bias, alpha, beta }: Lrn, where = 'lrn'): void {
  checkNumber(where, 'depthRadius', depthRadius, { low: 0, whole: true });
  // With a bias of 0 a window of zeros would be 0 / 0.
  checkNumber(where, 'bias', bias, { above: 0 });
  checkNumber(where, 'alpha', alpha, { low: 0 });
  checkNumber(where, 'beta', beta, { low: 0 });
}
