import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barFigure } from '../../lib/figures/bar';

const words = { title: 'A finding', x: 'x (s)', y: 'y (m)' };

// biome-ignore lint/suspicious/noExplicitAny: traces differ by type; a test may look anywhere
const trace = (figure: { data: unknown[] }, i: number) => figure.data[i] as any;

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
