import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LabeledImages } from '../../lib/data/images';
import { slice } from '../../lib/data/slice';
import { tinyImages } from '../helpers/tiny';

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

test('images and labels that do not fit each other are refused', () => {
  const data = tinyImages(3);
  const bad: [LabeledImages, RegExp][] = [
    [{ ...data, labels: undefined as unknown as Uint8Array }, /^slice: labels is missing/],
    [{ ...data, labels: data.labels.subarray(1) }, /^slice: number of labels is 2, expected 3/],
    [{ ...data, rows: Number.NaN }, /^slice: rows is NaN/],
  ];
  for (const [given, message] of bad) {
    assert.throws(() => slice(given, 0, 1), { name: 'InputError', message });
  }
});
