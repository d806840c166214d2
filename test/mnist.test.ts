import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { InputError } from '../lib/errors';
import { loadMnist, MNIST_FOLDER, parseLabelledImages, slice } from '../lib/mnist';
import { tinyImages } from './tiny';

const folder = mkdtempSync(path.join(tmpdir(), 'mnist-test-'));
after(() => rmSync(folder, { recursive: true }));

test('the committed files are MNIST', () => {
  const { train, test } = loadMnist();
  assert.deepEqual([train.count, train.rows, train.columns], [60_000, 28, 28]);
  assert.deepEqual([test.count, test.rows, test.columns], [10_000, 28, 28]);
  assert.equal(train.images.length, 60_000 * 784);
  // As published: the first digits, and how often each occurs.
  assert.deepEqual([...train.labels.slice(0, 10)], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  assert.deepEqual([...test.labels.slice(0, 10)], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  const counts = (labels: Uint8Array) =>
    Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
  assert.deepEqual(counts(train.labels), [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]); // biome-ignore format: one line
  assert.deepEqual(counts(test.labels), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  // The mean ink, 0.1307 of 255.
  const mean = train.images.reduce((sum, pixel) => sum + pixel, 0) / train.images.length / 255;
  assert.equal(mean.toFixed(4), '0.1307');
});

// The smallest of the four files, in the place of the first that is read, and the first itself.
const small = readFileSync(path.join(MNIST_FOLDER, 't10k-labels-idx1-ubyte.gz'));
const first = 'train-images-idx3-ubyte.gz';
const whole = readFileSync(path.join(MNIST_FOLDER, first));

const files: Record<string, [content: Uint8Array | null, message: RegExp]> = {
  missing: [null, /file is missing, expected the file from the repository/],
  empty: [new Uint8Array(0), /gzip data is unreadable|size is 0/],
  'not gzip': [gunzipSync(small), /gzip data is unreadable \(incorrect header check\)/],
  'gzip cut in its header': [whole.subarray(0, 5), /gzip data is unreadable/],
  'gzip cut in the middle': [
    whole.subarray(0, 100_000),
    /gzip data is unreadable \(unexpected end/,
  ],
  'gzip cut before its checksum': [whole.subarray(0, -8), /gzip data is unreadable/],
  'gzip with a bad checksum': [
    Buffer.from(small).fill(0, small.length - 8, small.length - 4),
    /gzip data is unreadable \(incorrect data check\)/,
  ],
  'a pointer to a file kept elsewhere': [
    Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:ba89\n'),
    /gzip data is unreadable/,
  ],
  'another of the files': [small, /size is 10008, expected 47040016 bytes/],
  'more than promised': [
    gzipSync(Buffer.alloc(47_040_016 + 5_000_000), { level: 1 }),
    /size is more than 47040016 bytes/,
  ],
  'as long, but other bytes': [
    gzipSync(Buffer.alloc(47_040_016), { level: 1 }),
    /SHA-256 is [0-9a-f]{64}, expected ba891046/,
  ],
};
for (const [name, [content, message]] of Object.entries(files)) {
  test(`a file is refused by its name: ${name}`, () => {
    const own = path.join(folder, name);
    mkdirSync(own);
    if (content) writeFileSync(path.join(own, first), content);
    assert.throws(
      () => loadMnist(own),
      (error) => {
        assert.ok(error instanceof InputError, String(error));
        assert.ok(error.message.startsWith(path.join(own, first)), error.message);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test('a folder in the place of a file, and a file in the place of the folder', () => {
  const own = path.join(folder, 'folder');
  mkdirSync(path.join(own, first), { recursive: true });
  assert.throws(() => loadMnist(own), /idx3-ubyte.gz: file is unreadable \(EISDIR\)/);
  assert.throws(() => loadMnist(path.join(MNIST_FOLDER, first)), /file is unreadable \(ENOTDIR\)/);
});

test('the labels are read and named, too', () => {
  const own = path.join(folder, 'labels');
  mkdirSync(own);
  copyFileSync(path.join(MNIST_FOLDER, first), path.join(own, first));
  const labels = path.join(own, 'train-labels-idx1-ubyte.gz');
  writeFileSync(labels, small);
  assert.throws(() => loadMnist(own), { name: 'InputError', message: /labels.*size is 10008, expected 60008/ }); // biome-ignore format: one line
});

/** IDX bytes with sizes below 256. */
const idx = (type: number, shape: number[], values: number[]) =>
  Uint8Array.from([
    0,
    0,
    type,
    shape.length,
    ...shape.flatMap((size) => [0, 0, 0, size]),
    ...values,
  ]);

const images = idx(8, [2, 1, 2], [0, 128, 255, 1]);
const labels = idx(8, [2], [9, 0]);

test('images and labels by hand', () => {
  const data = parseLabelledImages(images, labels);
  assert.deepEqual(data, {
    images: Uint8Array.of(0, 128, 255, 1),
    labels: Uint8Array.of(9, 0),
    count: 2,
    rows: 1,
    columns: 2,
  });
});

const pairs: Record<string, [images: Uint8Array, labels: Uint8Array, message: RegExp]> = {
  'no images': [
    idx(8, [0, 28, 28], []),
    idx(8, [0], []),
    /^i: number of images is 0, expected at least 1/,
  ],
  'images without pixels': [idx(8, [2, 0, 28], []), labels, /^i: image size is 0x28/],
  'labels in the place of images': [labels, labels, /^i: shape is \[2\], expected three sizes/],
  'images in colour': [idx(8, [1, 1, 1, 3], [1, 2, 3]), labels, /^i: shape is \[1, 1, 1, 3\]/],
  'images in the place of labels': [images, images, /^l: shape is \[2, 1, 2\], expected one size/],
  'a label too few': [images, idx(8, [1], [9]), /^l: number of labels is 1, expected 2, one for/],
  'a label too many': [images, idx(8, [3], [1, 2, 3]), /^l: number of labels is 3, expected 2/],
  'images of another type': [
    idx(9, [2, 1, 2], [0, 1, 2, 3]),
    labels,
    /^i: type byte is .*expected 8/,
  ],
  'labels of another type': [images, idx(9, [2], [9, 0]), /^l: type byte is/],
  'a label of 10': [
    images,
    idx(8, [2], [3, 10]),
    /^l: label 1 is 10, expected a digit from 0 to 9/,
  ],
  'a label of 255': [images, idx(8, [2], [255, 3]), /^l: label 0 is 255/],
  'images cut': [images.subarray(0, -1), labels, /^i: length is/],
  'labels cut': [images, labels.subarray(0, -1), /^l: length is/],
  'images of no kind': [Uint8Array.of(1, 2, 3, 4), labels, /^i: magic is 0x01020304/],
};
for (const [name, [imageBytes, labelBytes, message]] of Object.entries(pairs)) {
  test(`a pair is refused: ${name}`, () => {
    const parse = () => parseLabelledImages(imageBytes, labelBytes, 'i', 'l');
    assert.throws(parse, { name: 'InputError', message });
  });
}

test('slice takes a part without copying, and nothing outside', () => {
  const data = tinyImages(5);
  const part = slice(data, 1, 3);
  assert.deepEqual([part.count, part.rows, part.columns], [2, 28, 28]);
  assert.deepEqual(part.labels, data.labels.slice(1, 3));
  assert.deepEqual(part.images, data.images.slice(784, 3 * 784));
  assert.equal(part.images.buffer, data.images.buffer);
  assert.deepEqual(slice(part, 1, 2).labels, data.labels.slice(2, 3), 'a part of a part');
  assert.equal(slice(data, 0, 5).count, 5);
  for (const [start, end] of [
    [-1, 2],
    [2, 2],
    [3, 2],
    [0, 6],
    [Number.NaN, 2],
    [0, Number.NaN],
    [0.5, 2],
  ] as const) {
    assert.throws(() => slice(data, start, end), {
      name: 'InputError',
      message: /slice: range is/,
    });
  }
});
