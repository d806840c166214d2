import assert from 'node:assert/strict';
import { test } from 'node:test';
import { derivativeFigure } from '../../lib/figures/derivative';
import { trace } from '../helpers/plotly';

test('a tangent goes through its point with the derivative as its slope', () => {
  const x = [0, 1, 2, 3, 4];
  const square = { name: 'square', y: [0, 1, 4, 9, 16], derivative: [0, 2, 4, 6, 8] };
  const options = { title: 'A finding', input: 'x', output: 'y', x, places: 5 };
  const figure = derivativeFigure({ ...options, curves: [square] });
  // The curve and its derivative, then three traces for each of five places.
  assert.equal(figure.data.length, 2 + 5 * 3);
  const visible = figure.data.map((_, i) => trace(figure, i).visible !== false);
  assert.deepEqual(visible.indexOf(true, 2), 2 + 3 * 3, 'starts right of the middle');
  const [tangent, point, words] = [14, 15, 16].map((i) => trace(figure, i)); // at x = 4
  const [before, at, after] = tangent.x;
  assert.deepEqual([at, tangent.y[1]], [4, 16]);
  assert.ok(Math.abs((tangent.y[2] - tangent.y[0]) / (after - before) - 8) < 1e-2);
  assert.deepEqual([point.x, point.y, words.text], [[4], [8], [' square: 8']]);
  assert.throws(
    () => derivativeFigure({ ...options, curves: [{ ...square, y: [1] }] }),
    /curve "square".*y.*1 long/s,
  );
});
