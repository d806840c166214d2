// Convolution whose gradients are convolutions, too, which run faster than TensorFlow's kernels for them.
import { differentiable } from './custom';
import { tf } from './runtime';

/**
 * Convolution with stride 1 that keeps the size, for odd kernel sizes. Its gradient for the input is the
 * convolution of dy with the filters turned round; for the filters, of the input with dy, where the
 * images take the place of the channels. x [N, H, W, C] and filters [k, k, C, F] in, [N, H, W, F] out.
 */
export function convolveDirectly(x: tf.Tensor4D, filters: tf.Tensor4D): tf.Tensor4D {
  return differentiable(
    [x, filters],
    (x, filters) => ({ y: tf.conv2d(x, filters, 1, 'same'), keep: [x, filters] }),
    (dy, x, filters) => [
      tf.conv2d(dy, turn(filters), 1, 'same'), // [N, H, W, C]
      filterGradient(x, dy, filters.shape[0]),
    ],
  );
}

/** Filters turned by 180 degrees, from outputs to inputs: [k, k, C, F] in, [k, k, F, C] out. */
const turn = (filters: tf.Tensor4D): tf.Tensor4D =>
  tf.transpose(tf.reverse(filters, [0, 1]), [0, 1, 3, 2]);

/** x [N, H, W, C] and dy [N, H, W, F] in, [k, k, C, F] out. */
function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, kernelSize: number): tf.Tensor4D {
  const zeros = (kernelSize - 1) / 2;
  const border: [number, number] = [zeros, zeros];
  const padded = tf.pad(x, [[0, 0], border, border, [0, 0]]);
  const images = tf.transpose(padded, [3, 1, 2, 0]) as tf.Tensor4D; // [C, H + k - 1, W + k - 1, N]
  const windows = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D; // [H, W, N, F]
  const sums = tf.conv2d(images, windows, 1, 'valid'); // [C, k, k, F]
  return tf.transpose(sums, [1, 2, 0, 3]);
}
