import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { imageStepsFigure } from '../../lib/figures/pictures';
import { imageGrid } from '../../lib/images/grid';
import { problems } from '../helpers/plotly';

const words = { title: 'Filters', slider: 'layer' };
const picture = (count: number) =>
  imageGrid({ values: new Float32Array(count * 16), shape: [count, 4, 4, 1] }, { scaleBar: false });
const steps = [
  { label: 'conv1', ...picture(2) },
  { label: 'conv2', ...picture(5) },
];

// biome-ignore lint/suspicious/noExplicitAny: traces differ by type; a test may look anywhere
const traces = (figure: { data: unknown[] }) => figure.data as any[];

test('pictures are drawn in their own size, and the axes hold the largest', () => {
  const figure = imageStepsFigure({ ...words, steps, start: 1 });
  assert.deepEqual(problems(figure.data, figure.layout), []);
  // Two device pixels for each CSS pixel.
  assert.deepEqual(
    traces(figure).map(({ dx, dy, visible }) => [dx, dy, visible]),
    [
      [0.5, 0.5, false],
      [0.5, 0.5, true],
    ],
  );
  const width = steps[1]?.width ?? 0;
  assert.deepEqual(figure.layout.xaxis?.range, [-0.5, width - 0.5]);
  assert.match(figure.alt, /each layer: conv1, conv2\. Shown: conv2\./);
});

test('no pictures are refused', () => {
  assert.throws(() => imageStepsFigure({ ...words, steps: [] }), InputError);
});
