import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLabeledImages } from '../../lib/data/images';
import { loadMnist } from '../../lib/data/mnist';
import { idx } from '../bad-input/idx-bytes';

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

const images = idx(8, [2, 1, 2], [0, 128, 255, 1]);
const labels = idx(8, [2], [9, 0]);

test('images and labels by hand', () => {
  const data = parseLabeledImages(images, labels);
  assert.deepEqual(data, {
    images: Uint8Array.of(0, 128, 255, 1),
    labels: Uint8Array.of(9, 0),
    count: 2,
    rows: 1,
    columns: 2,
  });
});
