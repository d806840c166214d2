// TensorFlow kernels that tfjs does not expose, or writes out as several ops. Each does in one
// pass what the plain version in its doc does in many, and a test holds the two equal.
import { type Attribute, native, tf } from './runtime';
import { convolveTiles, tilesGradients } from './winograd';

/** A `type` attribute of a TensorFlow op, `{ T: float32 }` for example. */
export function typeAttribute(name: string, dtype: 'float32' | 'int32'): Attribute {
  const { binding } = native();
  const value = dtype === 'float32' ? binding.TF_FLOAT : binding.TF_INT32;
  return { name, type: binding.TF_ATTR_TYPE, value };
}

export const float = () => typeAttribute('T', 'float32');

export type Save = (tensors: tf.Tensor[]) => void;

/** `tf.customGrad`, typed for gradients that are single tensors or lists of them. */
export const withGradient = tf.customGrad as unknown as (
  op: (...inputsAndSave: never[]) => {
    value: tf.Tensor;
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
  },
) => (...inputs: tf.Tensor[]) => tf.Tensor;

/**
 * max(x, 0), whose gradient is one kernel. Plain version: `tf.relu`.
 * Any shape in, the same shape out.
 */
export function relu<T extends tf.Tensor>(x: T): T {
  const op = withGradient((input: tf.Tensor, save: Save) => {
    const y = tf.relu(input);
    save([y]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
      native().executeSingleOutput('ReluGrad', [float()], [dy, saved as tf.Tensor]);
    return { value: y, gradFunc };
  });
  return op(x) as T;
}

/**
 * x + biases over the last axis, whose gradient is one kernel. Plain version: `tf.add`.
 * x [..., C] and biases [C] in, [..., C] out.
 */
export function biasAdd<T extends tf.Tensor>(x: T, biases: tf.Tensor): T {
  const op = withGradient((input: tf.Tensor, b: tf.Tensor) => {
    const value = native().executeSingleOutput('BiasAdd', [float()], [input, b]);
    const gradFunc = (dy: tf.Tensor) => [
      dy.clone(),
      native().executeSingleOutput('BiasAddGrad', [float()], [dy]),
    ];
    return { value, gradFunc };
  });
  return op(x, biases) as T;
}

/**
 * Convolution with stride 1 that keeps the size, for odd kernel sizes, in the way that takes least
 * time. Plain version: `tf.conv2d(x, filters, 1, 'same')`.
 * x [N, H, W, C] and filters [k, k, C, F] in, [N, H, W, F] out.
 */
export function convolveSame(x: tf.Tensor4D, filters: tf.Tensor4D): tf.Tensor4D {
  const [size, , channels] = filters.shape;
  const [, height, width] = x.shape;
  if (channels === 1) return tf.conv2d(x, filters, 1, 'same');
  // Going over to tiles and back pays with many channels, and takes the longer the larger the image.
  const tiled = (size === 3 || size === 5) && channels >= 16 && Math.max(height, width) <= 32;
  return tiled ? convolveByTiles(x, filters) : convolveDirectly(x, filters);
}

/** By fewer multiplications: see `winograd.ts`. */
function convolveByTiles(x: tf.Tensor4D, filters: tf.Tensor4D): tf.Tensor4D {
  const op = withGradient((input: tf.Tensor4D, kernel: tf.Tensor4D, save: Save) => {
    const { y, atPoints } = convolveTiles(input, kernel);
    save([atPoints.x, atPoints.filters]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, filters] = saved as [tf.Tensor3D, tf.Tensor3D];
      return tilesGradients({ x, filters }, dy as tf.Tensor4D, kernel.shape[0]);
    };
    return { value: y, gradFunc };
  });
  return op(x, filters) as tf.Tensor4D;
}

/**
 * Both gradients are convolutions too, and run faster as such than TensorFlow's own kernels for them:
 * for the input, of dy with the filters turned round; for the filters, of the input with dy, where
 * the images take the place of the channels.
 */
function convolveDirectly(x: tf.Tensor4D, filters: tf.Tensor4D): tf.Tensor4D {
  const op = withGradient((input: tf.Tensor4D, kernel: tf.Tensor4D, save: Save) => {
    save([input, kernel]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [input, kernel] = saved as [tf.Tensor4D, tf.Tensor4D];
      return [
        tf.conv2d(dy as tf.Tensor4D, turn(kernel), 1, 'same'), // [N, H, W, C]
        filterGradient(input, kernel, dy),
      ];
    };
    return { value: tf.conv2d(input, kernel, 1, 'same'), gradFunc };
  });
  return op(x, filters) as tf.Tensor4D;
}

/** Filters turned by 180 degrees, from outputs to inputs: [k, k, C, F] in, [k, k, F, C] out. */
function turn(filters: tf.Tensor4D): tf.Tensor4D {
  return tf.transpose(tf.reverse(filters, [0, 1]), [0, 1, 3, 2]);
}

function filterGradient(x: tf.Tensor4D, filters: tf.Tensor4D, dy: tf.Tensor): tf.Tensor {
  const zeros = (filters.shape[0] - 1) / 2;
  const border: [number, number] = [zeros, zeros];
  const images = tf.transpose(tf.pad(x, [[0, 0], border, border, [0, 0]]), [3, 1, 2, 0]); // [C, H + k - 1, W + k - 1, N]
  const windows = tf.transpose(dy, [1, 2, 0, 3]); // [H, W, N, F]
  const sums = tf.conv2d(images as tf.Tensor4D, windows as tf.Tensor4D, 1, 'valid'); // [C, k, k, F]
  return tf.transpose(sums, [1, 2, 0, 3]);
}

/**
 * The matrix product x weights. Its gradient for x is computed as (weights dyT)T, which runs faster
 * than dy weightsT does. Plain version: `tf.matMul(x, weights)`. [N, inputs] and [inputs, units] in,
 * [N, units] out.
 */
export function linear(x: tf.Tensor2D, weights: tf.Tensor2D): tf.Tensor2D {
  const op = withGradient((input: tf.Tensor2D, matrix: tf.Tensor2D, save: Save) => {
    save([input, matrix]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [input, matrix] = saved as [tf.Tensor2D, tf.Tensor2D];
      return [
        tf.transpose(tf.matMul(matrix, dy as tf.Tensor2D, false, true)),
        tf.matMul(input, dy as tf.Tensor2D, true, false),
      ];
    };
    return { value: tf.matMul(input, matrix), gradFunc };
  });
  return op(x, weights) as tf.Tensor2D;
}

/**
 * The mean over the batch of -log(softmax(logits)[label]). Plain version:
 * `tf.losses.softmaxCrossEntropy(tf.oneHot(labels, 10), logits)`.
 * logits float32 [N, classes] and labels int32 [N] in, a scalar out.
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  const op = withGradient((x: tf.Tensor, save: Save) => {
    // The kernel gives each image's loss [N] and its gradient, probabilities - oneHot [N, classes].
    const [losses, gradients] = native().executeMultipleOutputs(
      'SparseSoftmaxCrossEntropyWithLogits',
      [float(), typeAttribute('Tlabels', 'int32')],
      [x, labels],
      2,
    ) as [tf.Tensor, tf.Tensor];
    save([gradients]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
      tf.mul(saved as tf.Tensor, tf.div(dy, logits.shape[0]));
    return { value: tf.mean(losses), gradFunc };
  });
  return op(logits) as tf.Scalar;
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
 * Sets a share `rate` of the elements to zero and divides the rest by 1 - rate, so that the
 * expected sum stays. The elements are chosen by `seed`, int32 [2]. Any shape in, the same out.
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, seed: tf.Tensor1D): T {
  const kept = tf.greaterEqual(statelessRandom('uniform', x.shape, seed), rate);
  return tf.mul(x, tf.div(tf.cast(kept, 'float32'), 1 - rate)) as T;
}
