import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineFigure } from '../../lib/figures/line';

const words = { title: 'A finding', x: 'x (s)', y: 'y (m)' };

test('logarithmic ranges and references are given in powers of ten where Plotly wants them', () => {
  const series = [{ name: 'a', y: [1, 10] }];
  const references = [
    { y: 10, label: 'ten' },
    { x: 100, label: 'hundred' },
  ];
  const logs = { logX: true, logY: true, yRange: [0.1, 100] as const };
  const { layout } = lineFigure({ ...words, ...logs, series, references });
  assert.deepEqual(layout.yaxis?.range, [-1, 2]);
  assert.equal(layout.shapes?.[0]?.y0, 10);
  assert.equal(layout.shapes?.[1]?.x0, 100);
  assert.equal(layout.annotations?.[0]?.x, 2);
});

test('a reference is named in the legend, or above the figure if it stands upright', () => {
  const series = [{ name: 'a', y: [1, 10] }];
  const across = lineFigure({ ...words, series, references: [{ y: 10, label: 'ten' }] }).layout;
  assert.equal(across.showlegend, true);
  assert.deepEqual(across.annotations, []);
  const upright = lineFigure({ ...words, series, references: [{ x: 2, label: 'two' }] }).layout;
  assert.equal(upright.showlegend, false);
  assert.deepEqual(
    upright.annotations?.map(({ text, yanchor }) => [text, yanchor]),
    [['two', 'bottom']],
  );
});
