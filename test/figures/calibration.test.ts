import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { calibrationFigure } from '../../lib/figures/calibration';
import { problems, trace } from '../helpers/plotly';

const title = 'Surer than right';
const bins = [
  { confidence: 0.8, accuracy: 0.75, count: 100, low: 0.65, high: 0.83 },
  { confidence: 0.999, accuracy: 1, count: 100, low: 0.96, high: 1 },
  { confidence: 0.5, accuracy: 0, count: 0 },
];
const series = [{ name: 'test', bins }];

test('points stand at confidence and accuracy in percent, empty bins nowhere', () => {
  const figure = calibrationFigure({ title, series });
  const { x, y, error_y } = trace(figure, 1);
  assert.deepEqual([x, y], [
    [80, 99.9],
    [75, 100],
  ]); // biome-ignore format: two lists
  assert.deepEqual(error_y.array, [8, 0]);
  // (100 * 0.05 + 100 * 0.001) / 200
  assert.match(figure.alt, /test: confidence and accuracy differ by 2.55 points on average/);
});

test('on logarithmic axes: the share that is wrong over what is left of confidence', () => {
  const figure = calibrationFigure({ title, series, log: true });
  const [some, none, mistakes] = [1, 2, 3].map((i) => trace(figure, i));
  assert.deepEqual([some.x, some.y], [[0.2], [0.25]]);
  assert.deepEqual([none.x, none.y], [[0.001], [0.04]], 'where its interval ends');
  assert.deepEqual(mistakes.y, [25, 0]);
});

test('certainty itself has a place on a logarithmic axis', () => {
  const sure = [{ name: 'sure', bins: [{ confidence: 1, accuracy: 0.99, count: 100 }] }];
  const figure = calibrationFigure({ title, series: sure, log: true });
  assert.ok(trace(figure, 1).x[0] > 0);
  assert.deepEqual(problems(figure.data, figure.layout), []);
});

test('nothing to draw is refused', () => {
  assert.throws(() => calibrationFigure({ title, series: [] }), InputError);
  const empty = [{ name: 'none', bins: bins.slice(2) }];
  assert.throws(() => calibrationFigure({ title, series: empty, log: true }), InputError);
});
