import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { type Panel, panelFigure } from '../../lib/figures/panels';
import { problems, traces } from '../helpers/plotly';

const words = { title: 'Two panels', x: 'step' };
const loss: Panel = {
  y: 'loss (nats)',
  logY: true,
  series: [
    { name: 'ReLU', y: [2, 0.1] },
    { name: 'tanh', y: [2, 0.5] },
  ],
  references: [{ y: Math.log(10), label: 'guessing' }],
};
const gradient: Panel = {
  name: 'conv1',
  y: 'gradient norm',
  series: [{ name: 'tanh', y: [3, 4], band: { low: [2, 3], high: [4, 5] } }],
  references: [{ x: 2, label: 'end' }],
};

test('Plotly finds nothing wrong, for one column and for three', () => {
  for (const columns of [1, 3]) {
    const panels = [loss, gradient, loss, gradient];
    const { data, layout } = panelFigure({ ...words, panels, columns, logX: true });
    assert.deepEqual(problems(data, layout), []);
  }
});

test('panels share x, stand below each other without touching, and end with the axis title', () => {
  const { layout } = panelFigure({ ...words, panels: [loss, gradient] });
  const { xaxis, xaxis2, yaxis, yaxis2 } = layout as Record<string, Record<string, unknown>>;
  assert.deepEqual([xaxis?.matches, xaxis2?.matches], [undefined, 'x']);
  assert.deepEqual([xaxis?.showticklabels, xaxis2?.showticklabels], [false, undefined]);
  const [upper, lower] = [yaxis?.domain, yaxis2?.domain] as [number[], number[]];
  assert.ok((lower[1] ?? 1) < (upper[0] ?? 0));
  assert.deepEqual([lower[0], upper[1]], [0, 1]);
  assert.deepEqual(layout.xaxis2?.title?.text, 'step');
  assert.deepEqual([yaxis?.type, yaxis2?.type], ['log', undefined]);
});

test('a name has one color and one place in the legend', () => {
  const figure = panelFigure({ ...words, panels: [loss, gradient] });
  const named = traces(figure).filter(({ line }) => line.width > 0);
  assert.deepEqual(
    named.map(({ name, xaxis, showlegend }) => [name, xaxis, showlegend]),
    [
      ['ReLU', 'x', true],
      ['tanh', 'x', true],
      ['tanh', 'x2', false],
    ],
  );
  assert.equal(named[1].line.color, named[2].line.color);
  assert.notEqual(named[0].line.color, named[1].line.color);
});

test('references stay in their panel', () => {
  const { layout } = panelFigure({ ...words, panels: [loss, gradient] });
  const [across, upright] = layout.shapes ?? [];
  assert.deepEqual([across?.yref, across?.y0, across?.name], ['y', Math.log(10), 'guessing']);
  assert.deepEqual([upright?.xref, upright?.x0, upright?.yref], ['x2', 2, 'y2 domain']);
  const texts = layout.annotations?.map(({ text }) => text);
  assert.deepEqual(texts, ['end', 'conv1']);
});

test('where each panel names its only line, there is no legend', () => {
  const alone = (name: string): Panel => ({ name, y: 'y', series: [{ name, y: [1, 2] }] });
  const panels = [alone('SGD'), alone('Adam')];
  assert.equal(panelFigure({ ...words, panels, columns: 2 }).layout.showlegend, false);
  assert.equal(panelFigure({ ...words, panels: [loss] }).layout.showlegend, true);
});

test('the words say each panel; no panels and empty ones are refused', () => {
  const { alt } = panelFigure({ ...words, panels: [loss, gradient] });
  assert.match(alt, /2 panels over step\. loss \(nats\): ReLU from 2 to 0\.1, .*conv1, gradient/);
  assert.throws(() => panelFigure({ ...words, panels: [] }), InputError);
  assert.throws(() => panelFigure({ ...words, panels: [{ y: 'y', series: [] }] }), InputError);
});
