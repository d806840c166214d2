import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sliderFigure } from '../../lib/figures/line-slider';

const words = { title: 'A finding', x: 'x (s)', y: 'y (m)' };

// biome-ignore lint/suspicious/noExplicitAny: traces differ by type; a test may look anywhere
const trace = (figure: { data: unknown[] }, i: number) => figure.data[i] as any;

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
