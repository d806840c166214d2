import assert from 'node:assert/strict';
import { test } from 'node:test';
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
