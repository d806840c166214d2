// Feature maps and filters taken apart into images.
import { InputError } from '../base/errors';
import { tf } from '../tensorflow/runtime';

/** The channels of one feature map, [H, W, C] or [1, H, W, C], as images [C, H, W, 1]. */
export function mapsAsImages(maps: tf.Tensor3D | tf.Tensor4D): tf.Tensor4D {
  const [channels, width, height] = [...maps.shape].reverse();
  if (maps.rank < 3 || (maps.rank === 4 && maps.shape[0] !== 1)) {
    const found = [...maps.shape];
    const expected = '[H, W, C] or [1, H, W, C]';
    throw new InputError({ where: 'mapsAsImages', field: 'shape', found, expected });
  }
  const shape: [number, number, number] = [height as number, width as number, channels as number];
  return tf.tidy(() => maps.reshape(shape).transpose([2, 0, 1]).expandDims(3) as tf.Tensor4D);
}

/** The filters [kernelSize, kernelSize, in, out] of a layer as images [out, k, k, in]. */
export function filtersAsImages(filters: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => filters.transpose([3, 0, 1, 2]));
}

/**
 * The slices of a layer's filters [kernelSize, kernelSize, in, out] as images [n, k, k, 1], for
 * layers whose filters have too many channels to be looked at as one image: a column for each of
 * the first `filters` filters, a row for each of the first `inputs` channels that they read.
 */
export function filterSlices(all: tf.Tensor4D, { filters = 24, inputs = 8 } = {}): tf.Tensor4D {
  const [height, width, channels, count] = all.shape;
  const [rows, columns] = [Math.min(inputs, channels), Math.min(filters, count)];
  return tf.tidy(() => {
    const some = all.slice([0, 0, 0, 0], [height, width, rows, columns]);
    return some.transpose([2, 3, 0, 1]).reshape([rows * columns, height, width, 1]) as tf.Tensor4D;
  });
}
