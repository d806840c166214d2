import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heatmapFigure } from '../../lib/figures/heatmap';
import { problems, trace } from '../helpers/plotly';

const words = { title: 'A table', x: 'column', y: 'row', scale: 'amount' };
const table = {
  ...words,
  columns: ['a', 'b'],
  rows: ['1', '2'],
  values: [
    [1, Number.NaN],
    [-3, 2],
  ],
};

test('a row a row, the first on top, holes where there is no number', () => {
  const figure = heatmapFigure(table);
  assert.deepEqual(problems(figure.data, figure.layout), []);
  assert.deepEqual(trace(figure).z, [
    [1, null],
    [-3, 2],
  ]);
  assert.deepEqual(trace(figure).text[0], ['1', '']);
  assert.equal(figure.layout.yaxis?.autorange, 'reversed');
  assert.match(figure.alt, /Highest, 2, at 2, b\./);
});

test('colors reach from the lowest to the highest value, or as far below zero as above', () => {
  const ends = (options: object) => {
    const { zmin, zmax } = trace(heatmapFigure({ ...table, ...options }));
    return [zmin, zmax];
  };
  assert.deepEqual(ends({}), [-3, 2]);
  assert.deepEqual(ends({ colors: 'diverging' }), [-3, 3]);
  assert.deepEqual(ends({ range: [0, 10] }), [0, 10]);
});
