import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binShares, histogramFigure } from '../../lib/figures/histogram';
import { problems } from '../helpers/plotly';

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
  // biome-ignore lint/suspicious/noExplicitAny: traces differ by type
  const drawn = ({ data }: { data: unknown[] }) => data as any[];
  // The last height twice: it holds until the end of its bin.
  assert.deepEqual([drawn(together)[0].x, drawn(together)[0].y], [[0, 1, 2], [33.333, 66.667, 66.667]]); // biome-ignore format: two lists
  assert.deepEqual(drawn(apart)[1].y, drawn(together)[1].y);
  assert.deepEqual(drawn(apart).map(({ yaxis }) => yaxis), ['y', 'y2']); // biome-ignore format: one line
  assert.equal(together.alt, apart.alt);
});
