// Grey images and their classes, as plain arrays: what every reader gives and every training takes.
import { InputError } from '../base/errors';

/** Grey images and their classes. Pixel (r, c) of image i is images[(i * rows + r) * columns + c]. */
export interface LabeledImages {
  /** uint8, N * rows * columns values from 0 (paper) to 255 (ink). */
  images: Uint8Array;
  /** uint8, N classes from 0 on: the digit, for MNIST. */
  labels: Uint8Array;
  /** N. */
  count: number;
  rows: number;
  columns: number;
}

/** The images from `start` up to, not including, `end`, without copying. */
export function slice(data: LabeledImages, start: number, end: number): LabeledImages {
  const whole = Number.isInteger(start) && Number.isInteger(end);
  if (!(whole && start >= 0 && start < end && end <= data.count)) {
    throw new InputError({
      where: 'slice',
      field: 'range',
      found: `${start} to ${end}`,
      expected: `a part of the ${data.count} images`,
    });
  }
  const pixels = data.rows * data.columns;
  return {
    ...data,
    images: data.images.subarray(start * pixels, end * pixels),
    labels: data.labels.subarray(start, end),
    count: end - start,
  };
}
