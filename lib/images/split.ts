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
