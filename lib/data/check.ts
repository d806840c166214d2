// Whether images and labels fit each other, and a network: asked once, before anything is computed.
import { checkBytes, checkNumber, checkObject, failing, InputError } from '../base/errors';
import type { LabeledImages } from './images';

/** What a network takes and gives. */
export interface InputAndClasses {
  /** Rows, columns, channels. */
  inputShape: readonly number[];
  classes: number;
}

/**
 * Throws an InputError that names `where` and the field unless types, lengths and sizes agree. Takes
 * no time, however many images there are. With a `network` it also looks at each label, which takes
 * about 50 microseconds for ten thousand: images must have the network's size, labels its classes.
 */
export function checkLabeledImages(
  data: LabeledImages,
  where = 'data',
  network?: InputAndClasses,
): void {
  checkObject(where, 'images and labels', data);
  const { count, rows, columns, images, labels } = data;
  const fail = failing(where);
  checkNumber(where, 'count', count, { low: 1, whole: true });
  checkNumber(where, 'rows', rows, { low: 1, whole: true });
  checkNumber(where, 'columns', columns, { low: 1, whole: true });
  checkCount(where, 'images', images, count * rows * columns, `${count} x ${rows} x ${columns}`);
  checkCount(where, 'labels', labels, count, 'the class of each image as one number, not one-hot');
  if (!network) return;

  const { inputShape, classes } = network;
  const shape = [rows, columns, 1];
  if (String(shape) !== String(inputShape)) {
    fail('image shape', shape, `[${inputShape.join(', ')}], as the network's input`);
  }
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    fail(`label ${wrong}`, labels[wrong], `0 to ${classes - 1}, the network's ${classes} classes`);
  }
}

/** Throws an InputError unless `values` are so many unsigned bytes. */
function checkCount(
  where: string,
  field: string,
  values: unknown,
  length: number,
  meaning: string,
): void {
  checkBytes(where, field, values);
  const found = values.length;
  if (found === length) return;
  const expected = `${length}: ${meaning}`;
  throw new InputError({ where, field: `number of ${field}`, found, expected });
}
