import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { contourFigure, pathStepsFigure } from '../../lib/figures/contour';
import { problems, trace } from '../helpers/plotly';

const words = { title: 'A valley', x: 'a', y: 'b', scale: 'height', slider: 'rate' };
const surface = {
  surface: (x: number, y: number) => x * x + y * y,
  xRange: [-1, 1] as const,
  yRange: [-1, 1] as const,
  resolution: 5,
};
const path = (name: string, end: number) => ({ name, x: [1, end], y: [1, end] });
const steps = [
  { label: 'slow', paths: [path('one', 0.9), path('two', 0.8)] },
  { label: 'fast', paths: [path('one', 0.1)] },
];

test('each position of the slider shows the surface and its own paths', () => {
  const { data, layout, alt } = pathStepsFigure({ ...words, ...surface, steps, start: 1 });
  assert.deepEqual(problems(data, layout), []);
  assert.deepEqual(
    data.map((trace) => ('visible' in trace ? trace.visible : undefined)),
    [undefined, false, false, true],
  );
  const visible = layout.sliders?.[0]?.steps?.map((step) => step.args?.[0] as object);
  assert.deepEqual(visible, [
    { visible: [true, true, true, false] },
    { visible: [true, false, false, true] },
  ]);
  assert.match(alt, /one ends at \(0.1, 0.1\).*slow, fast\. Shown: fast/);
});

test('no steps, and a start that is none of them, are refused', () => {
  assert.throws(() => pathStepsFigure({ ...words, ...surface, steps: [] }), InputError);
  assert.throws(() => pathStepsFigure({ ...words, ...surface, steps, start: 2 }), InputError);
});

test('a surface is sampled where the axes say', () => {
  const figure = contourFigure({
    ...words,
    scale: 'loss',
    surface: (x, y) => x + 10 * y,
    xRange: [0, 1],
    yRange: [0, 2],
    resolution: 2,
    paths: [{ name: 'p', x: [1, 0], y: [1, 0] }],
  });
  assert.deepEqual(trace(figure, 0).z, [
    [0, 1],
    [20, 21],
  ]);
  assert.match(figure.alt, /p ends at \(0, 0\), height 0/);
});
