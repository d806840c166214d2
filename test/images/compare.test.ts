import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { colorTable } from '../../lib/images/colors';
import { compareImages } from '../../lib/images/compare';
import { layoutGrid } from '../../lib/images/grid-layout';
import { tf } from '../../lib/tensorflow/runtime';

// Three images of one row: the first stays, the second halves, the third loses its second pixel.
const shape = [3, 1, 2, 1];
const before = { values: [1, 2, 4, 8, 0, 100], shape };
const after = { values: [1, 2, 2, 4, 0, 0], shape };
const rows = ['a', 'b', 'c'] as const;

test('those that changed most come first, each on its own scale, the differences on one', () => {
  const options = { most: 1, least: 1, zoom: 2, rows };
  const picture = compareImages(before, after, options);
  assert.match(picture.alt, /2 of 3, .*rows a, b, c; differences from -100 to 100; columns 2, 0\./);
  const decoded = tf.node.decodePng(picture.png, 3);
  const bytes = decoded.dataSync();
  const across = decoded.shape[1] as number;
  decoded.dispose();
  const { images, size } = layoutGrid([6, 1, 2, 1], {
    columns: 2,
    zoom: 2,
    rowLabels: rows,
    columnLabels: ['2', '0'],
  });
  const at = (image: number, pixel: number) => {
    const { left, top } = images[image] ?? { left: 0, top: 0 };
    const start = 3 * (top * across + left + pixel * size);
    return [...bytes.subarray(start, start + 3)];
  };
  const diverging = (place: number) => [
    ...colorTable('diverging').subarray(3 * place, 3 * place + 3),
  ];
  assert.deepEqual([at(0, 0), at(0, 1)], [[0, 0, 0], [255, 255, 255]]); // biome-ignore format: two pixels
  assert.deepEqual([at(2, 0), at(2, 1)], [[0, 0, 0], [0, 0, 0]], 'after, on the scale of before'); // biome-ignore format: two pixels
  assert.deepEqual([at(4, 0), at(4, 1)], [diverging(128), diverging(0)]);
  assert.deepEqual([at(1, 1), at(3, 1)], [[255, 255, 255], [255, 255, 255]], 'its own scale'); // biome-ignore format: two pixels
  assert.deepEqual(at(5, 1), diverging(128));
});

test('few images are shown once, under their names, and no tensor stays', () => {
  const names = ['one', 'two', 'three'];
  const [old, young] = [tf.tensor(before.values, shape), tf.tensor(after.values, shape)];
  const tensors = tf.memory().numTensors;
  const { alt } = compareImages(old, young, { names, alt: 'Maps' });
  assert.equal(tf.memory().numTensors, tensors);
  assert.match(alt, /^Maps: 3 of 3, .*columns three, two, one\./);
});

test('images of other shapes are refused', () => {
  const fewer = { values: [1, 2], shape: [1, 1, 2, 1] };
  assert.throws(() => compareImages(before, fewer), InputError);
  const color = { values: [1, 2, 3], shape: [1, 1, 1, 3] };
  assert.throws(() => compareImages(color, color), /two of one \[N, H, W, 1\]/);
  assert.throws(() => compareImages(before, after, { most: 0 }), InputError);
});
