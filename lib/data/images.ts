// Gray images and their classes, as plain arrays: what every reader gives and every training takes.
import { checkNumber, failing } from '../base/errors';
import { parseIdx } from './idx';

/** Gray images and their classes. Pixel (r, c) of image i is images[(i * rows + r) * columns + c]. */
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

/**
 * Joins the bytes of two IDX files, one of images and one of their labels. Throws an InputError that
 * names the file if they disagree, or if a label is not one of so many `classes`, of which a byte has room
 * for 256.
 */
export function parseLabeledImages(
  imageBytes: Uint8Array,
  labelBytes: Uint8Array,
  imagesName = 'images',
  labelsName = 'labels',
  classes = 256,
): LabeledImages {
  checkNumber('parseLabeledImages', 'classes', classes, { low: 1, high: 256, whole: true });
  const images = parseIdx(imageBytes, imagesName);
  const labels = parseIdx(labelBytes, labelsName);
  const [fail, failLabels] = [failing(imagesName), failing(labelsName)];
  const [count = 0, rows = 0, columns = 0] = images.shape;
  if (images.shape.length !== 3) {
    fail('shape', images.shape, 'three sizes: images, rows, columns');
  }
  if (count === 0) fail('number of images', 0, 'at least 1');
  if (rows * columns === 0) fail('image size', `${rows}x${columns}`, 'at least 1x1');
  if (labels.shape.length !== 1) failLabels('shape', labels.shape, 'one size');
  if (labels.shape[0] !== count) {
    failLabels('number of labels', labels.shape[0], `${count}, one for each image`);
  }
  if (!(images.values instanceof Uint8Array)) {
    return fail('type byte', imageBytes[2], '8, unsigned bytes');
  }
  // Of any type, as long as its values are classes: some sets keep labels as int32.
  const values: ArrayLike<number> = labels.values;
  for (let i = 0; i < count; i++) {
    const label = values[i] as number;
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    failLabels(`label ${i}`, label, `a whole number from 0 to ${classes - 1}`);
  }
  return { images: images.values, labels: Uint8Array.from(values), count, rows, columns };
}
