// A part of some images and labels.
import { InputError } from '../base/errors';
import { checkLabeledImages } from './check';
import type { LabeledImages } from './images';

/**
 * The images from `start` up to, not including, `end`, without copying. Throws an InputError for a range
 * outside the images, and for images and labels that do not fit each other.
 */
export function slice(data: LabeledImages, start: number, end: number): LabeledImages {
  checkLabeledImages(data, 'slice');
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
