// Local response normalization, section 3.3 of the AlexNet paper:
//   b_i = a_i / (k + alpha * sum over the n channels around i of a_j^2) ^ beta
// As TensorFlow names it: depthRadius = (n - 1) / 2, bias = k.
import { checkNumber } from './errors';
import { tf } from './runtime';

export interface Lrn {
  /** Channels on each side of the one being normalised; the window has 2 depthRadius + 1. */
  depthRadius: number;
  /** k in the paper: what the denominator starts from. */
  bias: number;
  /** The weight of each squared neighbour. */
  alpha: number;
  /** The power of the denominator. */
  beta: number;
}

/** What the paper's text, its authors' code, and three libraries compute by default. */
export const LRN_CONVENTIONS = {
  paper: { depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75 },
  /** cuda-convnet divides alpha by the window's size. */
  originalCode: { depthRadius: 2, bias: 2, alpha: 1e-4 / 5, beta: 0.75 },
  caffe: { depthRadius: 2, bias: 1, alpha: 1e-4 / 5, beta: 0.75 },
  pytorch: { depthRadius: 2, bias: 1, alpha: 1e-4 / 5, beta: 0.75 },
  tensorflow: { depthRadius: 5, bias: 1, alpha: 1, beta: 0.5 },
} as const satisfies Record<string, Lrn>;

/** LRN over the channels of feature maps: [N, H, W, C] in, [N, H, W, C] out. */
export function lrn(x: tf.Tensor4D, { depthRadius, bias, alpha, beta }: Lrn): tf.Tensor4D {
  return tf.localResponseNormalization(x, depthRadius, bias, alpha, beta);
}

/** LRN of the channels at one position, as the formula reads: the slow, plain version of `lrn`. */
export function lrnByHand(channels: number[], { depthRadius, bias, alpha, beta }: Lrn): number[] {
  return channels.map((a, i) => {
    const window = channels.slice(Math.max(0, i - depthRadius), i + depthRadius + 1);
    const sum = window.reduce((total, neighbour) => total + neighbour ** 2, 0);
    return a / (bias + alpha * sum) ** beta;
  });
}

/** Throws an InputError that names the field if the parameters cannot be used. */
export function checkLrn({ depthRadius, bias, alpha, beta }: Lrn, where = 'lrn'): void {
  checkNumber(where, 'depthRadius', depthRadius, { low: 0, whole: true });
  checkNumber(where, 'bias', bias, { low: 0 });
  checkNumber(where, 'alpha', alpha, { low: 0 });
  checkNumber(where, 'beta', beta, { low: 0 });
}
