import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outputSize, type Padding, sizeOf, type Window } from '../../lib/base/shape';

const window = (kernelSize: number, strides: number, padding: Padding): Window => ({
  kernelSize,
  strides,
  padding,
});

test("the paper's sizes: 227, 55, 27, 27, 13, 13, 13, 13, 6", () => {
  const layers = [
    window(11, 4, 0),
    window(3, 2, 'valid'),
    window(5, 1, 2),
    window(3, 2, 'valid'),
    window(3, 1, 1),
    window(3, 1, 1),
    window(3, 1, 1),
    window(3, 2, 'valid'),
  ];
  const sizes = [227];
  for (const layer of layers) {
    sizes.push(outputSize(sizes.at(-1) as number, layer));
  }
  assert.deepEqual(sizes, [227, 55, 27, 27, 13, 13, 13, 13, 6]);
});

test('224, as the paper prints it, is not tiled: (224 - 11) / 4 is 53 and a quarter', () => {
  assert.equal(outputSize(224, window(11, 4, 0)), 54);
  assert.equal(outputSize(224, window(11, 4, 2)), 55, 'what some libraries do instead');
});

test('28 pixels under three poolings of 3x3, stride 2: 13, 6, 2', () => {
  const pool = window(3, 2, 'valid');
  assert.deepEqual(
    [28, 13, 6].map((size) => outputSize(size, pool)),
    [13, 6, 2],
  );
});

const table: [size: number, Window, output: number][] = [
  [5, window(3, 1, 'valid'), 3],
  [5, window(3, 1, 'same'), 5],
  [5, window(3, 2, 'same'), 3],
  [6, window(3, 2, 'same'), 3],
  [7, window(3, 2, 'valid'), 3],
  [8, window(3, 2, 'valid'), 3],
  [3, window(3, 5, 'valid'), 1],
  [1, window(3, 1, 1), 1],
  [1, window(1, 1, 'valid'), 1],
  [4, window(2, 2, 1), 3],
  [2, window(7, 2, 'same'), 1],
];
for (const [size, layer, output] of table) {
  const { kernelSize, strides, padding } = layer;
  test(`${size} under ${kernelSize}, stride ${strides}, padding ${padding}: ${output}`, () => {
    assert.equal(outputSize(size, layer), output);
  });
}

test('a window that does not fit is refused by the name of its layer', () => {
  assert.throws(() => outputSize(10, window(11, 4, 0), 'conv1'), {
    name: 'InputError',
    message: 'conv1: input size is 10x10, expected at least 11x11 to fit a 11x11 window',
  });
  assert.throws(() => outputSize(2, window(7, 1, 2), 'conv9'), /at least 3x3 to fit a 7x7 window/);
});

test('sizes that make no sense are refused', () => {
  for (const [size, layer, message] of [
    [0, window(3, 1, 'same'), /input size is 0, expected a whole number of at least 1/],
    [-3, window(3, 1, 'same'), /input size is -3/],
    [2.5, window(3, 1, 'valid'), /input size is 2.5/],
    [Number.NaN, window(3, 1, 'valid'), /input size is NaN/],
    [5, window(0, 1, 'valid'), /kernelSize is 0/],
    [5, window(1.5, 1, 'valid'), /kernelSize is 1.5/],
    [5, window(3, 0, 'valid'), /strides is 0/],
    [5, window(3, 1, -1), /padding is -1/],
    [5, window(3, 1, 0.5), /padding is 0.5/],
    [5, window(3, 1, 'full' as Padding), /padding is full/],
  ] as const) {
    assert.throws(() => outputSize(size, layer), { name: 'InputError', message });
  }
});

test('sizeOf multiplies', () => {
  assert.deepEqual([sizeOf([]), sizeOf([7]), sizeOf([2, 3, 4]), sizeOf([5, 0])], [1, 7, 24, 0]);
});
