import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { sidesFigure } from '../../lib/figures/sides';
import { trace } from '../helpers/plotly';

const title = '28 pixels become nothing';
const layers = ['image', 'conv1', 'pool1'];
const rows = [
  { name: 'paper', sides: [227, 55, 27] },
  { name: 'digit', sides: [28, 0] },
];

test('squares are true to scale within a row, and all images are equally large', () => {
  const { x } = trace(sidesFigure({ title, layers, rows }), 0);
  // Five corners and a gap for each square.
  const side = (square: number) => x[6 * square + 1] - x[6 * square];
  assert.ok(Math.abs(side(1) / side(0) - 55 / 227) < 1e-2);
  assert.ok(Math.abs(side(2) / side(0) - 27 / 227) < 1e-2);
  assert.ok(Math.abs(side(3) - side(0)) < 1e-2);
  assert.equal(x.length, 4 * 6, 'none where nothing is left');
});

test('squares stand beside each other without touching', () => {
  const whole = [{ name: 'same', sides: [28, 28, 28] }];
  const { x } = trace(sidesFigure({ title, layers, rows: whole }), 0);
  assert.ok(x[6] > x[1] && x[12] > x[7]);
});

test('the words hold all sides', () => {
  const { alt } = sidesFigure({ title, layers, rows });
  assert.match(alt, /paper: image 227, conv1 55, pool1 27\. digit: image 28, conv1 0\./);
});

const wrong: Record<string, () => unknown> = {
  'no rows': () => sidesFigure({ title, layers, rows: [] }),
  'no sides': () => sidesFigure({ title, layers, rows: [{ name: 'none', sides: [] }] }),
  'more sides than layers': () =>
    sidesFigure({ title, layers, rows: [{ name: 'long', sides: [4, 3, 2, 1] }] }),
  'a side after nothing': () =>
    sidesFigure({ title, layers, rows: [{ name: 'after', sides: [4, 0, 1] }] }),
  'half a pixel': () => sidesFigure({ title, layers, rows: [{ name: 'half', sides: [4, 1.5] }] }),
};
for (const [name, build] of Object.entries(wrong)) {
  test(`${name}: refused`, () => assert.throws(build, InputError));
}
