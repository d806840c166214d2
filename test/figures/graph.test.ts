import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { type GraphNode, graphFigure } from '../../lib/figures/graph';
import { problems } from '../helpers/plotly';

const title = 'Values go forward, gradients come back';
// y = (w x + b)^2
const nodes: GraphNode[] = [
  { name: 'w', value: 2, gradient: 30 },
  { name: 'x', value: -3, gradient: -20 },
  { name: 'b', value: 1, gradient: -10 },
  { name: 'p', op: '×', inputs: ['w', 'x'], value: -6, gradient: -10 },
  { name: 's', op: '+', inputs: ['p', 'b'], value: -5, gradient: -10 },
  { name: 'y', op: 'square', inputs: ['s'], value: 25, gradient: 1 },
];
const forward = nodes.map(({ gradient, ...node }) => node);

// biome-ignore lint/suspicious/noExplicitAny: traces differ by type; a test may look anywhere
const trace = (figure: { data: unknown[] }, i: number) => figure.data[i] as any;

test('Plotly finds nothing wrong, with gradients and without', () => {
  for (const some of [nodes, forward, nodes.slice(0, 1)]) {
    const { data, layout } = graphFigure({ title, nodes: some });
    assert.deepEqual(problems(data, layout), []);
  }
});

test('each node stands right of its inputs, and what goes in beside its reader', () => {
  const { x, y, text } = trace(graphFigure({ title, nodes }), 0);
  assert.deepEqual(x, [0, 0, 1, 1, 2, 3]);
  assert.deepEqual(y, [0.5, -0.5, 0.5, -0.5, 0, 0]);
  assert.deepEqual(text.slice(2), ['<b>b</b>', '<b>×</b>', '<b>+</b>', '<b>square</b>']);
});

test('an arrow forward for each input, and one back where there are gradients', () => {
  const both = graphFigure({ title, nodes }).layout.annotations ?? [];
  assert.equal(both.length, 2 * 5);
  const [there, back] = both;
  assert.deepEqual([there?.ax, there?.x, back?.ax, back?.x], [0, 1, 1, 0]);
  assert.notEqual(there?.arrowcolor, back?.arrowcolor);
  assert.equal(graphFigure({ title, nodes: forward }).layout.annotations?.length, 5);
});

test('values stand above, gradients below', () => {
  const figure = graphFigure({ title, nodes });
  assert.deepEqual(trace(figure, 1).text, ['2', '-3', '1', 'p = -6', 's = -5', 'y = 25']);
  assert.deepEqual(trace(figure, 2).text, ['30', '-20', '-10', '-10', '-10', '1']);
  assert.match(figure.alt, /p \(× of w, x\) -6, gradient -10/);
});

test('a name given twice, an unknown input and no nodes are refused', () => {
  const [w] = nodes as [GraphNode];
  assert.throws(() => graphFigure({ title, nodes: [] }), InputError);
  assert.throws(() => graphFigure({ title, nodes: [w, w] }), /nodes\[1\]\.name is "?w/);
  const lost = { name: 'z', op: '+', inputs: ['later'], value: 0 };
  assert.throws(() => graphFigure({ title, nodes: [w, lost] }), /nodes\[1\]\.inputs is "?later/);
});
