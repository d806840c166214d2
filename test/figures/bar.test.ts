import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barFigure } from '../../lib/figures/bar';
import { problems, trace } from '../helpers/plotly';

const words = { title: 'A finding', x: 'x (s)', y: 'y (m)' };

test('error bars may be given as halves or as ends', () => {
  const bars = (errors: object) =>
    trace(
      barFigure({
        ...words,
        categories: ['p', 'q'],
        series: [{ name: 'a', values: [1, 2], errors: errors as number[] }],
      }),
      0,
    ).error_y;
  assert.deepEqual(bars([0.5, 0.25]).array, [0.5, 0.25]);
  const ends = bars({ low: [0.5, 1], high: [3, 4] });
  assert.deepEqual([ends.array, ends.arrayminus, ends.symmetric], [[2, 2], [0.5, 1], false]);
});

test('bars stand beside each other, or one on the other with their numbers inside', () => {
  const series = [
    { name: 'a', values: [1, 2] },
    { name: 'b', values: [3, 4] },
  ];
  const look = (stacked?: boolean) => {
    const options = { ...words, categories: ['p', 'q'], series, labels: true };
    const figure = barFigure({ ...options, stacked });
    assert.deepEqual(problems(figure.data, figure.layout), []);
    return [figure.layout.barmode, trace(figure, 1).textposition];
  };
  assert.deepEqual(look(), ['group', 'outside']);
  assert.deepEqual(look(true), ['stack', 'inside']);
});
