// MNIST, or any set of images in the same four files, to uint8 images and labels. Nothing is downloaded.
// Y. LeCun, C. Cortes, C. Burges: the MNIST database. License CC BY-SA 3.0.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { InputError } from '../base/errors';
import { MNIST_FOLDER } from '../base/folders';
import { FILES, findIdxFiles, type Part, readIdxFile } from './idx-files';
import { type LabeledImages, parseLabeledImages } from './images';

export { type LabeledImages, parseLabeledImages } from './images';
export { slice } from './slice';

/** Images to train with and to test with, and how many classes they are of. */
export interface ImageSet {
  /** What was loaded: "MNIST", or the name of its files or their folder. */
  name: string;
  /** The largest label of all, and 1. */
  classes: number;
  train: LabeledImages;
  test: LabeledImages;
}

/** Length and SHA-256 of each file's decompressed bytes, as published. */
const PUBLISHED: Record<Part, { bytes: number; sha256: string }> = {
  trainImages: {
    bytes: 47040016,
    sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  },
  trainLabels: {
    bytes: 60008,
    sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  testImages: {
    bytes: 7840016,
    sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  },
  testLabels: {
    bytes: 10008,
    sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
};
const PARTS = Object.keys(FILES) as Part[];

/**
 * Reads MNIST: 60,000 images of 28x28 to train with, 10,000 to test with.
 * Throws an InputError that names the file unless every byte is as published.
 */
export function loadMnist(folder = MNIST_FOLDER): ImageSet {
  const { files } = findIdxFiles(folder);
  return parseSet('MNIST', files, (part) => {
    const bytes = readIdxFile(files[part], 'the file from the repository');
    checkPublished(part, bytes, files[part]);
    return bytes;
  });
}

/**
 * Reads the images and labels in a folder, of any size and up to 256 classes: four IDX files named
 * as MNIST's are, with the set's name before that or without, gzipped or not. What calls itself
 * MNIST, by its files' names or its folder's, must be MNIST.
 * Throws an InputError that names the file if it is missing, damaged, or disagrees with the others.
 */
export function loadIdxFolder(folder: string): ImageSet {
  const { set, files } = findIdxFiles(folder);
  const name = set || path.basename(path.resolve(folder));
  if (name.toLowerCase() === 'mnist') return loadMnist(folder);
  const bytes = Object.fromEntries(
    PARTS.map((part) => [part, readIdxFile(files[part], 'an IDX file, gzipped or not')]),
  ) as Record<Part, Uint8Array>;
  const isMnist = PARTS.every((part) => isPublished(part, bytes[part]));
  return parseSet(isMnist ? 'MNIST' : name, files, (part) => bytes[part]);
}

function parseSet(
  name: string,
  files: Record<Part, string>,
  read: (part: Part) => Uint8Array,
): ImageSet {
  const pair = (images: Part, labels: Part) =>
    parseLabeledImages(read(images), read(labels), files[images], files[labels]);
  const train = pair('trainImages', 'trainLabels');
  const test = pair('testImages', 'testLabels');
  const [size, other] = [train, test].map(({ rows, columns }) => `${rows}x${columns}`);
  if (size !== other) {
    const expected = `${size}, as those to train with`;
    const where = files.testImages;
    throw new InputError({ where, field: 'image size', found: other, expected });
  }
  const largest = (labels: Uint8Array) => labels.reduce((most, one) => Math.max(most, one), 0);
  const classes = 1 + Math.max(largest(train.labels), largest(test.labels));
  return { name, classes, train, test };
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const isPublished = (part: Part, bytes: Uint8Array) =>
  bytes.length === PUBLISHED[part].bytes && sha256(bytes) === PUBLISHED[part].sha256;

function checkPublished(part: Part, bytes: Uint8Array, where: string): void {
  const published = PUBLISHED[part];
  const fail = (field: string, found: unknown, expected: string): never => {
    throw new InputError({ where, field, found, expected: `${expected}, as MNIST was published` });
  };
  if (bytes.length !== published.bytes) fail('size', `${bytes.length} bytes`, `${published.bytes}`);
  const found = sha256(bytes);
  if (found !== published.sha256) fail('SHA-256', found, published.sha256);
}
