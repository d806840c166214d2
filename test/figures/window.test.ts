import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { placesThrough, sliding } from '../../lib/figures/sliding';
import { convolutionFigure, poolingFigure } from '../../lib/figures/window';
import { tf } from '../../lib/tensorflow/runtime';
import { problems, trace } from '../helpers/plotly';

const title = 'A window slides';
const image = [
  [0, 1, 2, 3],
  [1, 0, 1, 0],
  [2, 2, 0, 0],
  [0, 0, 0, 1],
];
const filter = [
  [1, 0],
  [0, -1],
];
const digit = Array.from({ length: 28 }, (_, row) =>
  Array.from({ length: 28 }, (_, column) => Math.max(0, Math.sin(row / 3) * Math.cos(column / 4))),
);

// biome-ignore lint/suspicious/noExplicitAny: traces differ by type; a test may look anywhere
type Any = any;
const steps = (figure: { layout: Any }) => figure.layout.sliders[0].steps as Any[];

test('Plotly finds nothing wrong, and a digit with a window of 5 stays small', () => {
  const five = Array.from({ length: 5 }, (_, i) => [0.123, -0.456, i / 7, 0.5, -1]);
  const figures = [
    convolutionFigure({ title, image, filter }),
    convolutionFigure({ title, image: digit, filter: five, padding: 2 }),
    poolingFigure({ title, image: digit, kernelSize: 3, strides: 2 }),
  ];
  for (const { data, layout } of figures) {
    assert.deepEqual(problems(data, layout), []);
    assert.ok(JSON.stringify({ data, layout }).length < 100_000);
  }
});

test('the map is the one of TensorFlow, with padding and strides', () => {
  for (const [padding, strides] of [
    [0, 1],
    [1, 1],
    [2, 2],
  ] as const) {
    const figure = convolutionFigure({ title, image: digit, filter, padding, strides });
    const input = tf.tensor4d([digit.map((row) => row.map((value) => [value]))]);
    const weights = tf.tensor4d(filter.map((row) => row.map((value) => [[value]])));
    const border = [padding, padding] as [number, number];
    const padded = tf.pad(input, [[0, 0], border, border, [0, 0]]);
    const expected = tf.conv2d(padded as typeof input, weights, strides, 'valid').squeeze([0, 3]);
    const found = tf.tensor2d(trace(figure, 4).z);
    assert.deepEqual(found.shape, expected.shape);
    const [apart = 1] = tf.max(tf.abs(tf.sub(found, expected))).dataSync();
    assert.ok(apart < 0.0051, `${apart}`);
  }
});

test('hand-computed: the window, its products and their sum, one pixel of the map', () => {
  const figure = convolutionFigure({ title, image, filter });
  assert.deepEqual(trace(figure, 4).z, [
    [0, 0, 2],
    [-1, 0, 1],
    [2, 2, -1],
  ]);
  const [changes, marks, traces] = steps(figure)[6].args; // row 3, column 1
  assert.deepEqual(changes.z, [
    [
      [2, 2],
      [0, 0],
    ],
    filter,
    [
      [2, 0],
      [0, 0],
    ],
  ]);
  assert.equal(marks['annotations[5].text'], 'sum: 2');
  assert.deepEqual([marks['shapes[0].x0'], marks['shapes[0].y0']], [-0.5, 1.5]);
  assert.deepEqual([marks['shapes[3].x1'], marks['shapes[3].y1']], [0.5, 2.5]);
  assert.deepEqual(traces, [1, 2, 3]);
  assert.match(figure.layout.annotations?.[5]?.text ?? '', /^sum: /);
});

test('the products of a dark image are colored as far below zero as above', () => {
  const dark = image.map((row) => row.map((value) => -2 * value));
  const { zmin, zmax } = trace(convolutionFigure({ title, image: dark, filter }), 3);
  assert.deepEqual([zmin, zmax], [-6, 6]);
});

test('pooling keeps the largest', () => {
  const figure = poolingFigure({ title, image, kernelSize: 2, strides: 2 });
  assert.deepEqual(trace(figure, 2).z, [
    [1, 3],
    [2, 1],
  ]);
  assert.equal(steps(figure)[2].args[1]['annotations[3].text'], 'largest: 2');
  assert.match(figure.alt, /Image 4×4, window 2 x 2, map 2×2/);
});

test('the map is covered behind the window, whole rows below and the rest of its own', () => {
  const { layout } = poolingFigure({ title, image, kernelSize: 2, strides: 1 });
  const [, marks] = (layout as Any).sliders[0].steps[4].args; // row 2, column 2 of 3
  const box = (i: number) => ['x0', 'y0', 'x1', 'y1'].map((side) => marks[`shapes[${i}].${side}`]);
  assert.deepEqual(box(1), [1.5, 0.5, 2.5, 1.5]);
  assert.deepEqual(box(2), [-0.5, 1.5, 2.5, 2.5]);
});

test('a large map is shown row by row but for one row', () => {
  const large = sliding('test', digit, 3, {});
  const places = placesThrough(9, large);
  assert.equal(places.length, 26 + 25);
  assert.deepEqual(places[8], [8, 25]);
  assert.deepEqual(places[9], [9, 0]);
  assert.equal(placesThrough(0, sliding('test', image, 2, {})).length, 9);
});

test('zeros stand around the image', () => {
  const { padded, under } = sliding('test', [[7]], 3, { padding: 1 });
  assert.deepEqual(padded, [
    [0, 0, 0],
    [0, 7, 0],
    [0, 0, 0],
  ]);
  assert.deepEqual(under([0, 0]), padded);
});

const wrong: Record<string, () => unknown> = {
  'a ragged image': () => convolutionFigure({ title, image: [[1], [1, 2]], filter }),
  'no image': () => convolutionFigure({ title, image: [], filter }),
  'a value that is none': () => convolutionFigure({ title, image: [[Number.NaN]], filter }),
  'a filter that is no square': () => convolutionFigure({ title, image, filter: [[1, 2]] }),
  'a filter that does not fit': () => convolutionFigure({ title, image: [[1]], filter }),
  'strides of nothing': () => poolingFigure({ title, image, kernelSize: 2, strides: 0 }),
};
for (const [name, build] of Object.entries(wrong)) {
  test(`${name}: refused`, () => assert.throws(build, InputError));
}
