import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binShares, histogramFigure } from '../../lib/figures/histogram';
import { problems, trace, traces } from '../helpers/plotly';

test('bins hold hand-counted shares; what lies outside counts at the ends, NaN nowhere', () => {
  assert.deepEqual(binShares('a', [-Infinity, 0.1, Infinity, Infinity], 2, [0, 1]), [50, 50]);
  assert.deepEqual(binShares('a', [0, 0.1, 0.9, 1, 5, -5, Number.NaN, 0.5], 2, [0, 1]), [
    (100 * 3) / 7,
    (100 * 4) / 7,
  ]);
});

test('sets stand in one frame, or each in a panel of its own', () => {
  const sets = ['a', 'b'].map((name, i) => ({ name, values: [i, i + 1, i + 1] }));
  const options = { title: 'Two sets', x: 'value', series: sets, bins: 2, range: [0, 2] as const };
  const together = histogramFigure(options);
  const apart = histogramFigure({ ...options, apart: true });
  for (const { data, layout } of [together, apart]) assert.deepEqual(problems(data, layout), []);
  // The last height twice: it holds until the end of its bin.
  assert.deepEqual([traces(together)[0].x, traces(together)[0].y], [[0, 1, 2], [33.333, 66.667, 66.667]]); // biome-ignore format: two lists
  assert.deepEqual(traces(apart)[1].y, traces(together)[1].y);
  assert.deepEqual(traces(apart).map(({ yaxis }) => yaxis), ['y', 'y2']); // biome-ignore format: one line
  assert.equal(together.alt, apart.alt);
});

test('without a range the bins reach from the lowest to the highest number of all sets', () => {
  const edges = (...sets: number[][]) => {
    const series = sets.map((values, i) => ({ name: `${i}`, values }));
    return trace(histogramFigure({ title: 'Sets', x: 'value', series, bins: 2 })).x;
  };
  assert.deepEqual(edges([1, 2, -Infinity], [0, Number.NaN]), [0, 1, 2]);
  assert.deepEqual(edges([3, 3]), [2.5, 3, 3.5], 'one number alone stands in the middle');
  assert.deepEqual(edges([Infinity]), [0, 0.5, 1]);
});
