// Convolution and pooling as the network's table says them: with groups, and padding by a number of zeros.
import type { Window } from '../base/shape';
import { convolveSame } from './ops';
import { tf } from './runtime';

/**
 * Convolution whose channels are split in `groups` that do not see each other.
 * x [N, H, W, C] and filters [k, k, C / groups, F] in, [N, H', W', F] out.
 */
export function convolve(
  x: tf.Tensor4D,
  filters: tf.Tensor4D,
  { kernelSize, strides, padding, groups }: Window & { groups: number },
): tf.Tensor4D {
  const centered = strides === 1 && padding === 'same' && kernelSize % 2 === 1;
  if (groups === 1 && centered) return convolveSame(x, filters);
  const [padded, pad] = padZeros(x, padding);
  if (groups === 1) return tf.conv2d(padded, filters, strides, pad);
  const inputs: tf.Tensor4D[] = tf.split(padded, groups, 3);
  const parts: tf.Tensor4D[] = tf.split(filters, groups, 3);
  const outputs = inputs.map((input, g) => tf.conv2d(input, parts[g] as tf.Tensor4D, strides, pad));
  return tf.concat(outputs, 3);
}

/** The largest value of each window. x [N, H, W, C] in, [N, H', W', C] out. */
export function maxPool(x: tf.Tensor4D, { kernelSize, strides, padding }: Window): tf.Tensor4D {
  return tf.maxPool(x, kernelSize, strides, padding === 'same' ? 'same' : 'valid');
}

/** Padding as TensorFlow knows it: `same` or `valid`, with a number of zeros written out. */
function padZeros(x: tf.Tensor4D, padding: Window['padding']): [tf.Tensor4D, 'same' | 'valid'] {
  if (typeof padding !== 'number') return [x, padding];
  const zeros: [number, number] = [padding, padding];
  return [padding > 0 ? tf.pad(x, [[0, 0], zeros, zeros, [0, 0]]) : x, 'valid'];
}
