import assert from 'node:assert/strict';
import { test } from 'node:test';
import { computationFigure } from '../../lib/figures/computation';
import { gallery } from '../helpers/gallery';

test('every value and gradient of a computation is drawn, and told in words', () => {
  const figure = gallery.computation?.();
  const drawn = JSON.stringify(figure?.data);
  for (const word of ['a = x²', 'value 24', 'gradient 16']) assert.ok(drawn.includes(word), word);
  assert.match(figure?.alt ?? '', /x: value 2, gradient 16\. .*x leads to a = x²/);
});

test('names alone are drawn without numbers', () => {
  const nodes = [
    { name: 'x', from: [], at: [0, 0] as const },
    { name: 'y', from: ['x'], at: [1, 0] as const },
  ];
  const { alt, data } = computationFigure({ title: 'A graph', nodes });
  assert.doesNotMatch(JSON.stringify(data), /value|gradient/);
  assert.match(alt, /x leads to y\.$/);
});

test('a value from nowhere is refused', () => {
  const nodes = [{ name: 'x', from: ['z'], at: [0, 0] as const, value: 1, gradient: 1 }];
  assert.throws(() => computationFigure({ title: 't', nodes }), {
    message: 'computationFigure: from is z, expected one of x',
  });
});

test('an arrow leads from each value to those computed from it, and one back', () => {
  const { layout } = gallery.computation?.() ?? {};
  const arrows = layout?.annotations ?? [];
  const ends = arrows.map(({ ax, x }) => Math.sign(Number(x) - Number(ax)));
  assert.deepEqual(ends, [1, -1, 1, -1, 1, -1, 1, -1]);
  assert.notEqual(arrows[0]?.arrowcolor, arrows[1]?.arrowcolor);
});
