import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sliderFigure } from '../../lib/figures/line-slider';
import { problems, trace } from '../helpers/plotly';

const words = { title: 'A finding', x: 'x (s)', y: 'y (m)' };

test('a slider shows one step at a time and keeps what is fixed', () => {
  const figure = sliderFigure({
    ...words,
    slider: 'alpha',
    start: 1,
    fixed: [{ name: 'fixed', y: [1, 2] }],
    steps: [3, 4, 5].map((y) => ({ label: `${y}`, series: [{ name: 'a', y: [y, y] }] })),
  });
  const visible = figure.data.map((_, i) => trace(figure, i).visible ?? true);
  assert.deepEqual(visible, [true, false, true, false]);
  const slider = figure.layout.sliders?.[0];
  assert.equal(slider?.active, 1);
  assert.deepEqual(
    slider?.steps?.map((step) => (step.args as [{ visible: boolean[] }])[0].visible),
    [
      [true, true, false, false],
      [true, false, true, false],
      [true, false, false, true],
    ],
  );
  // The axis holds all steps, so that it need not move.
  const [low, high] = figure.layout.yaxis?.range ?? [];
  assert.ok(Number(low) < 1 && Number(high) > 5);
});

test('the y axis holds the bands of all steps, on a logarithmic axis what has a place there', () => {
  const band = { low: [1e-3, 0], high: [1e3, 10] };
  const range = (options: object, logY = false) => {
    const steps = ['p', 'q'].map((label, i) => {
      const series = [i === 0 ? { name: 'a', y: [1, 10] } : { name: 'a', y: [1, 0], ...options }];
      return { label, series };
    });
    const { data, layout } = sliderFigure({ ...words, slider: 'width', steps, logY });
    assert.deepEqual(problems(data, layout), []);
    return layout.yaxis?.range?.map((end) => Number(Number(end).toFixed(2)));
  };
  // What is there and 6 % of it at each end, in powers of ten on a logarithmic axis.
  assert.deepEqual(range({}), [-0.6, 10.6]);
  assert.deepEqual(range({}, true), [-0.06, 1.06]);
  assert.deepEqual(range({ band }), [-60, 1060]);
  assert.deepEqual(range({ band }, true), [-3.36, 3.36]);
});
