import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { colorTable } from '../../lib/images/colors';
import { type GridOptions, imageGrid } from '../../lib/images/grid';
import { filtersAsImages, mapsAsImages } from '../../lib/images/split';
import { tf } from '../../lib/tensorflow/runtime';

const margin = 16; // device pixels, as is all below

/** Draws [N, 2, 2, C] images and gives a function to look at a pixel, and the picture. */
function draw(values: number[], channels = 1, options: GridOptions = {}) {
  const shape = [values.length / 4 / channels, 2, 2, channels];
  const picture = imageGrid({ values, shape }, { zoom: 2, scaleBar: false, ...options });
  const decoded = tf.node.decodePng(picture.png, 3);
  const [height, width] = decoded.shape;
  const bytes = decoded.dataSync();
  decoded.dispose();
  const at = (x: number, y: number) => {
    const start = 3 * (y * width + x);
    return [...bytes.subarray(start, start + 3)];
  };
  return { at, picture, width, height, bytes };
}

test('pixels become squares of four device pixels, gray from the lowest to the highest', () => {
  const { at, picture, width, height } = draw([0, 1, 2, 4]);
  assert.deepEqual([width, height], [40, 40]); // 2 * 4 and two margins
  assert.deepEqual([picture.width, picture.height], [20, 20]);
  assert.deepEqual(at(margin, margin), [0, 0, 0]);
  assert.deepEqual(at(margin + 3, margin + 3), [0, 0, 0]);
  assert.deepEqual(at(margin + 4, margin), [64, 64, 64]);
  assert.deepEqual(at(margin, margin + 4), [128, 128, 128]);
  assert.deepEqual(at(margin + 7, margin + 7), [255, 255, 255]);
  assert.deepEqual(at(margin - 1, margin), [208, 215, 222], 'the frame');
  assert.deepEqual(at(margin - 3, margin), [255, 255, 255]);
});

test('one scale for the grid, or one for each image', () => {
  const two = [0, 1, 1, 1, 0, 10, 10, 10];
  const second = margin + 8 + 12;
  assert.deepEqual(draw(two).at(margin + 4, margin), [26, 26, 26]);
  const each = draw(two, 1, { range: 'each' });
  assert.deepEqual(each.at(margin + 4, margin), [255, 255, 255]);
  assert.deepEqual(each.at(second + 4, margin), [255, 255, 255]);
  assert.deepEqual(draw(two, 1, { range: [0, 2] }).at(second + 4, margin), [255, 255, 255]);
});

test('a symmetric range has its middle color at zero', () => {
  const { at } = draw([-1, 0, 3, Number.NaN], 1, { range: 'symmetric' });
  const middle = [...colorTable('diverging').subarray(3 * 128, 3 * 128 + 3)];
  assert.deepEqual(at(margin + 4, margin), middle);
  const [red = 0, , blue = 0] = at(margin, margin);
  assert.ok(blue > red, 'below zero is blue');
  assert.deepEqual(at(margin + 4, margin + 4), [255, 0, 255], 'NaN is magenta');
});

test('three channels are red, green and blue', () => {
  const { at } = draw([0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1, 1], 3);
  assert.deepEqual(at(margin, margin), [0, 0, 255]);
  assert.deepEqual(at(margin + 4, margin), [0, 255, 0]);
  assert.deepEqual(at(margin, margin + 4), [255, 0, 0]);
});

test('a label is written in dark under its image, and the bar shows the ends of the scale', () => {
  const values = [0, 1, 2, 4];
  const dark = (bytes: ArrayLike<number>, from: number) =>
    Array.from(bytes)
      .slice(from)
      .filter((byte) => byte < 120).length;
  const plain = draw(values);
  const below = 3 * plain.width * 24;
  assert.equal(dark(plain.bytes, below), 0);
  const labeled = draw(values, 1, { labels: ['7'] });
  assert.ok(dark(labeled.bytes, 3 * labeled.width * 24) > 50);
  const barred = draw(values, 1, { scaleBar: true });
  assert.ok(barred.width > 320 && barred.height > plain.height);
  assert.match(barred.picture.alt, /1 of 2 x 2 pixels.*colors from 0 to 4/);
});

test('maps and filters are taken apart along their last axis', () => {
  const maps = tf.tensor4d([1, 10, 2, 20, 3, 30, 4, 40], [1, 2, 2, 2]);
  const images = mapsAsImages(maps);
  assert.deepEqual(images.shape, [2, 2, 2, 1]);
  assert.deepEqual([...images.dataSync()], [1, 2, 3, 4, 10, 20, 30, 40]);
  const filters = filtersAsImages(tf.tensor4d([1, 10, 2, 20], [1, 2, 1, 2]));
  assert.deepEqual(filters.shape, [2, 1, 2, 1]);
  assert.deepEqual([...filters.dataSync()], [1, 2, 10, 20]);
});

test('a grid leaves no tensor behind', () => {
  const images = tf.zeros([3, 5, 5, 1]);
  const before = tf.memory().numTensors;
  imageGrid(images, { labels: ['a', 'b', 'c'] });
  assert.equal(tf.memory().numTensors, before);
});

const four = { values: [1, 2, 3, 4], shape: [1, 2, 2, 1] };
const wrong: Record<string, () => unknown> = {
  'two channels': () => imageGrid({ values: [1, 2], shape: [1, 1, 1, 2] }),
  'no images': () => imageGrid({ values: [], shape: [0, 2, 2, 1] }),
  'too few values': () => imageGrid({ values: [1], shape: [1, 2, 2, 1] }),
  'three axes': () => imageGrid({ values: [1], shape: [1, 1, 1] }),
  'labels that do not match': () => imageGrid(four, { labels: ['a', 'b'] }),
  'a range without extent': () => imageGrid(four, { range: [1, 1] }),
  'a zoom of nothing': () => imageGrid(four, { zoom: 0 }),
  'no columns': () => imageGrid(four, { columns: 0 }),
  'maps of several images': () => mapsAsImages(tf.zeros<tf.Rank.R4>([2, 2, 2, 1])),
};
for (const [name, call] of Object.entries(wrong)) {
  test(`${name}: refused`, () => assert.throws(call, InputError));
}

test('a color map that there is not is refused by name', () => {
  const message = 'imageGrid: colors is jet, expected one of gray, viridis, diverging';
  assert.throws(() => colorTable('jet' as 'gray'), { name: 'InputError', message });
});
