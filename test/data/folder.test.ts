// Images of one's own, in the four files that MNIST's are in.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { InputError } from '../../lib/base/errors';
import { MNIST_FOLDER } from '../../lib/base/folders';
import { checkLabeledImages } from '../../lib/data/check';
import { loadIdxFolder, loadMnist } from '../../lib/data/mnist';
import { idx } from '../bad-input/idx-bytes';

const root = mkdtempSync(path.join(tmpdir(), 'own data '));
after(() => rmSync(root, { recursive: true }));

/** Images of `rows` x 3 whose pixels are their label. */
const images = (labels: number[], rows = 2) =>
  idx(8, [labels.length, rows, 3], labels.flatMap((label) => Array(rows * 3).fill(label))); // biome-ignore format: one line

const small = {
  trainImages: images([0, 25, 3]),
  trainLabels: idx(8, [3], [0, 25, 3]),
  testImages: images([1, 2]),
  testLabels: idx(8, [2], [1, 2]),
};
type Files = Record<keyof typeof small, Uint8Array>;

/** A folder with four files, by names that differ in what people call them. */
function folderOf(name: string, names: Record<keyof Files, string>, files: Files = small): string {
  const folder = path.join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const [part, file] of Object.entries(names)) {
    const bytes = files[part as keyof Files];
    writeFileSync(path.join(folder, file), file.endsWith('.gz') ? gzipSync(bytes) : bytes);
  }
  return folder;
}

const named = (train: string, test: string, dot = '-', end = '') => ({
  trainImages: `${train}-images${dot}idx3-ubyte${end}`,
  trainLabels: `${train}-labels${dot}idx1-ubyte${end}`,
  testImages: `${test}-images${dot}idx3-ubyte${end}`,
  testLabels: `${test}-labels${dot}idx1-ubyte${end}`,
});

const ways = {
  "as MNIST's, gzipped": [named('train', 't10k', '-', '.gz'), 'letters'],
  "as MNIST's, unpacked": [named('train', 't10k'), 'letters'],
  'with a dot': [named('train', 't10k', '.'), 'letters'],
  'with the name of the set': [named('emnist-letters-train', 'emnist-letters-test', '-', '.gz'), 'emnist-letters'], // biome-ignore format: one line
} as const;

for (const [way, [names, name]] of Object.entries(ways)) {
  test(`images and labels of any size and number of classes are read: ${way}`, () => {
    const set = loadIdxFolder(folderOf(`${way}/letters`, names));
    assert.deepEqual([set.name, set.classes, set.train.count, set.test.count], [name, 26, 3, 2]);
    assert.deepEqual([set.train.rows, set.train.columns], [2, 3]);
    assert.deepEqual([...set.train.labels], [0, 25, 3]);
    assert.deepEqual([...set.test.images.subarray(6)], Array(6).fill(2));
    const network = { inputShape: [2, 3, 1], classes: set.classes };
    for (const data of [set.train, set.test]) checkLabeledImages(data, 'own', network);
  });
}

test('labels of another type are read, as long as they are classes', () => {
  const trainLabels = idx(12, [3], [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1]);
  const { classes, train } = loadIdxFolder(folderOf('int', named('train', 'test'), { ...small, trainLabels })); // biome-ignore format: one line
  assert.deepEqual([classes, ...train.labels], [5, 4, 0, 1]);
  assert.ok(train.labels instanceof Uint8Array);
});

test('of a file that is there packed and unpacked, the packed one is read', () => {
  const folder = folderOf('twins', named('train', 't10k'), {
    ...small,
    trainLabels: Uint8Array.of(0),
  });
  folderOf('twins', named('train', 't10k', '-', '.gz'));
  assert.deepEqual([...loadIdxFolder(folder).train.labels], [0, 25, 3]);
});

test('MNIST is MNIST wherever it lies, and what calls itself so must be it', () => {
  const folder = path.join(root, 'digits');
  mkdirSync(folder);
  for (const name of readdirSync(MNIST_FOLDER)) copyFileSync(path.join(MNIST_FOLDER, name), path.join(folder, name)); // biome-ignore format: one line
  const { name, classes, train } = loadIdxFolder(folder);
  assert.deepEqual([name, classes, train.count], ['MNIST', 10, 60_000]);
  assert.deepEqual([loadMnist().name, loadMnist().classes], ['MNIST', 10]);

  const published = /size is 34 bytes, expected 47040016, as MNIST was published/;
  const other = folderOf('other/MNIST', named('train', 't10k', '-', '.gz'));
  for (const read of [() => loadIdxFolder(other), () => loadMnist(other)]) {
    assert.throws(read, { name: 'InputError', message: published });
  }
  const called = folderOf('called', named('mnist-train', 'mnist-test'));
  assert.throws(() => loadIdxFolder(called), { name: 'InputError', message: published });
});

const both = named('train', 't10k');
const refusals: Record<string, [folder: () => string, where: string, message: RegExp]> = {
  'no folder': [() => path.join(root, 'none'), 'none/train-images-idx3-ubyte.gz', /file is missing, expected an IDX file/], // biome-ignore format: one line
  'an empty folder': [() => folderOf('empty', {} as Record<keyof Files, string>), 'empty/train-images-idx3-ubyte.gz', /file is missing/], // biome-ignore format: one line
  'the labels missing': [
    () => {
      const folder = folderOf('no-labels', both);
      rmSync(path.join(folder, both.testLabels));
      return folder;
    },
    'no-labels/t10k-labels-idx1-ubyte.gz',
    /file is missing/,
  ],
  'two sets': [
    () => {
      folderOf('two', named('emnist-letters-train', 'emnist-letters-test'));
      return folderOf('two', named('emnist-digits-train', 'emnist-digits-test'));
    },
    'two',
    /sets of images is "emnist-digits" and "emnist-letters", expected one a folder/,
  ],
  'two files for one part': [
    () => {
      folderOf('dots', named('train', 't10k', '-', '.gz'));
      return folderOf('dots', named('train', 't10k', '.'));
    },
    'dots',
    /testImages is t10k-images-idx3-ubyte.gz and t10k-images.idx3-ubyte, expected one file/,
  ],
  'two sets of images to test with': [
    () => {
      folderOf('test-twice', both);
      return folderOf('test-twice', named('train', 'test'));
    },
    'test-twice',
    /testImages is t10k-images-idx3-ubyte and test-images-idx3-ubyte, expected one file/,
  ],
  'other images to test with': [
    () => folderOf('sizes', both, { ...small, testImages: images([1, 2], 3) }),
    'sizes/t10k-images-idx3-ubyte',
    /image size is 3x3, expected 2x3, as those to train with/,
  ],
  'fewer labels': [
    () => folderOf('fewer', both, { ...small, testLabels: idx(8, [1], [1]) }),
    'fewer/t10k-labels-idx1-ubyte',
    /number of labels is 1, expected 2, one for each image/,
  ],
  'labels one-hot': [
    () => folderOf('one-hot', both, { ...small, testLabels: idx(8, [2, 2], [1, 0, 0, 1]) }),
    'one-hot/t10k-labels-idx1-ubyte',
    /shape is \[2, 2\], expected one size/,
  ],
  'a gzip file that is named as if it were unpacked, of something else': [
    () => folderOf('packed', both, { ...small, trainLabels: gzipSync('<html>') }),
    'packed/train-labels-idx1-ubyte',
    /content is a web page/,
  ],
};

for (const [name, [folder, where, message]] of Object.entries(refusals)) {
  test(`refused: ${name}`, () => {
    const given = folder();
    assert.throws(
      () => loadIdxFolder(given),
      (error) => {
        assert.ok(error instanceof InputError, String(error));
        assert.equal(error.problem.where, path.join(root, where));
        assert.match(error.message, message);
        return true;
      },
    );
  });
}
