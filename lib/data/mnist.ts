// The four MNIST files, gzipped, to uint8 images and labels. Nothing is downloaded here.
// Y. LeCun, C. Cortes, C. Burges: the MNIST database. Licence CC BY-SA 3.0.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InputError } from '../base/errors';
import { readFileWhole } from '../base/files';
import { MNIST_FOLDER } from '../base/folders';
import { parseIdx } from './idx';
import type { LabeledImages } from './images';

export { type LabeledImages as LabelledImages, slice } from './images'; // until all callers say LabeledImages

/** Name of a file to the length and SHA-256 of its decompressed bytes. */
const FILES = {
  'train-images-idx3-ubyte.gz': {
    bytes: 47040016,
    sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  },
  'train-labels-idx1-ubyte.gz': {
    bytes: 60008,
    sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  't10k-images-idx3-ubyte.gz': {
    bytes: 7840016,
    sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  },
  't10k-labels-idx1-ubyte.gz': {
    bytes: 10008,
    sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
};
type FileName = keyof typeof FILES;

/**
 * Reads MNIST: 60,000 images of 28x28 to train with, 10,000 to test with.
 * Throws an InputError that names the file unless every byte is as published.
 */
export function loadMnist(folder = MNIST_FOLDER): { train: LabeledImages; test: LabeledImages } {
  const read = (name: FileName) => readVerified(path.join(folder, name), FILES[name]);
  const pair = (images: FileName, labels: FileName) =>
    parseLabelledImages(read(images), read(labels), images, labels);
  return {
    train: pair('train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz'),
    test: pair('t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'),
  };
}

/** Joins the bytes of an image file and a label file. Throws an InputError if they disagree. */
export function parseLabelledImages(
  imageBytes: Uint8Array,
  labelBytes: Uint8Array,
  imagesName = 'images',
  labelsName = 'labels',
): LabeledImages {
  const images = parseIdx(imageBytes, imagesName);
  const labels = parseIdx(labelBytes, labelsName);
  const fail = (where: string, field: string, found: unknown, expected: string): never => {
    throw new InputError({ where, field, found, expected });
  };
  const [count = 0, rows = 0, columns = 0] = images.shape;
  if (images.shape.length !== 3) {
    fail(imagesName, 'shape', images.shape, 'three sizes: images, rows, columns');
  }
  if (count === 0) fail(imagesName, 'number of images', 0, 'at least 1');
  if (rows * columns === 0) fail(imagesName, 'image size', `${rows}x${columns}`, 'at least 1x1');
  if (labels.shape.length !== 1) fail(labelsName, 'shape', labels.shape, 'one size');
  if (labels.shape[0] !== count) {
    fail(labelsName, 'number of labels', labels.shape[0], `${count}, one for each image`);
  }
  if (!(images.values instanceof Uint8Array)) {
    return fail(imagesName, 'type byte', imageBytes[2], '8, unsigned bytes');
  }
  if (!(labels.values instanceof Uint8Array)) {
    return fail(labelsName, 'type byte', labelBytes[2], '8, unsigned bytes');
  }
  const wrong = labels.values.findIndex((label) => label > 9);
  if (wrong >= 0) fail(labelsName, `label ${wrong}`, labels.values[wrong], 'a digit from 0 to 9');
  return { images: images.values, labels: labels.values, count, rows, columns };
}

/** Reads and decompresses a file whose decompressed size and checksum are known. */
function readVerified(file: string, expected: { bytes: number; sha256: string }): Uint8Array {
  const fail = (field: string, found: unknown, wanted: string, cause?: unknown): never => {
    throw new InputError({ where: file, field, found, expected: wanted }, cause);
  };
  // What does not fit in its own decompressed size is not the file, and is not read.
  const compressed = readFileWhole(file, 'the file from the repository', expected.bytes);
  let bytes: Uint8Array;
  try {
    // The limit keeps a file that promises too much from filling the memory.
    bytes = gunzipSync(compressed, { maxOutputLength: expected.bytes + 1 });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      return fail('size', `more than ${expected.bytes} bytes`, `${expected.bytes} bytes`, error);
    }
    return fail('gzip data', `unreadable (${message})`, 'a whole gzip file', error);
  }
  if (bytes.length !== expected.bytes)
    fail('size', `${bytes.length} bytes`, `${expected.bytes} bytes`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== expected.sha256) {
    fail('SHA-256', sha256, `${expected.sha256}, as published`);
  }
  return bytes;
}
