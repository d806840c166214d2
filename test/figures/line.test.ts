import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineFigure } from '../../lib/figures/line';
import { problems, trace } from '../helpers/plotly';

const words = { title: 'A finding', x: 'x (s)', y: 'y (m)' };

test('a line has gaps where a number or its logarithm is missing', () => {
  const y = [1, Number.NaN, 0, -1, Number.POSITIVE_INFINITY, 2];
  const series = [{ name: 'a', y }];
  assert.deepEqual(trace(lineFigure({ ...words, series }), 0).y, [1, null, 0, -1, null, 2]);
  const logarithmic = lineFigure({ ...words, series, logY: true });
  assert.deepEqual(trace(logarithmic, 0).y, [1, null, null, null, null, 2]);
  assert.deepEqual(trace(logarithmic, 0).x, [1, 2, 3, 4, 5, 6]);
});

test('a staircase holds each value until the next', () => {
  const shape = (stairs: boolean) => {
    const series = [{ name: 'a', y: [1, 2], stairs }];
    return trace(lineFigure({ ...words, series }), 0).line.shape;
  };
  assert.deepEqual([shape(true), shape(false)], ['hv', 'linear']);
});

test('typed arrays become plain numbers of five digits', () => {
  const series = [{ name: 'a', y: Float32Array.of(0.1, 123.456789) }];
  assert.deepEqual(trace(lineFigure({ ...words, series }), 0).y, [0.1, 123.46]);
});

test('ticks of a wide logarithmic axis below lines stand at decades, where they have room', () => {
  const wide = { ...words, logX: true, series: [{ name: 'a', x: [1, 1e5], y: [1, 2] }] };
  assert.equal((lineFigure(wide).layout.xaxis as { dtick: unknown }).dtick, 1);
});

test('places along x may have names', () => {
  const layers = ['conv1', 'conv2', 'fc8'];
  const { data, layout } = lineFigure({
    ...words,
    names: layers,
    series: [{ name: 'a', y: [1, 2, 3] }],
  });
  assert.deepEqual(problems(data, layout), []);
  const { tickvals, ticktext } = layout.xaxis as { tickvals: number[]; ticktext: string[] };
  assert.deepEqual([tickvals, ticktext], [[1, 2, 3], layers]);
});
