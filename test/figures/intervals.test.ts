import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { type IntervalRow, intervalFigure } from '../../lib/figures/intervals';
import { problems } from '../helpers/plotly';

const rows: IntervalRow[] = [
  { name: 'tanh', value: -0.5, low: -0.75, high: -0.25 },
  { name: 'batch norm', value: 0.25, low: -0.25, high: 1, color: 6 },
];
const words = { title: 'Tanh loses; batch norm may gain', x: 'gain (points)' };

interface Trace {
  x: number[];
  y: string[];
  error_x: { array: number[]; arrayminus: number[] };
}
const trace = (made: readonly IntervalRow[], i: number) =>
  intervalFigure({ ...words, rows: made }).data[i] as unknown as Trace;

test('Plotly finds nothing wrong', () => {
  const references = [{ label: 'no change', x: 0 }];
  const figure = intervalFigure({ ...words, rows, references, xRange: [-1, 1] });
  assert.deepEqual(problems(figure.data, figure.layout), []);
  assert.equal(figure.layout.shapes?.[0]?.x0, 0);
  assert.deepEqual(figure.layout.xaxis?.range, [-1, 1]);
});

test('each row has its own line, from the low to the high end, the first at the top', () => {
  const { x, y, error_x } = trace(rows, 1);
  assert.deepEqual([x, y], [[0.25], ['batch norm']]);
  assert.deepEqual([error_x.arrayminus, error_x.array], [[0.5], [0.75]]);
  const { layout, alt } = intervalFigure({ ...words, rows });
  const [bottom, top] = layout.yaxis?.range ?? [];
  assert.ok(Number(bottom) > Number(top));
  assert.deepEqual(layout.yaxis?.categoryarray, ['tanh', 'batch norm']);
  assert.match(alt, /tanh -0.5 \(-0.75 to -0.25\); batch norm 0.25 \(-0.25 to 1\)/);
});

test('what cannot be drawn is refused by name', () => {
  const refused = (made: readonly IntervalRow[], says: RegExp) =>
    assert.throws(
      () => intervalFigure({ ...words, rows: made }),
      (error: Error) => error instanceof InputError && says.test(error.message),
    );
  refused([], /rows/);
  refused(
    [...rows, { name: 'tanh', value: 0, low: 0, high: 0 }],
    /rows\[2\] is tanh, expected a name that no other has/,
  );
  refused([{ name: 'beside', value: 2, low: 0, high: 1 }], /0 to 1.*around the value, 2/);
  refused([{ name: 'missing', value: Number.NaN, low: 0, high: 1 }], /NaN/);
});

test('an interval of no length may miss its value by a rounding error', () => {
  const { error_x } = trace([{ name: 'equal', value: 0.3, low: 0.1 + 0.2, high: 0.1 + 0.2 }], 0);
  assert.ok([...error_x.array, ...error_x.arrayminus].every((length) => length >= 0));
});

test('ratios stand on a logarithmic axis, beside the line of no change', () => {
  const ratios = [
    { name: 'no dropout', value: 2, low: 1, high: 4, kind: 'five seeds' },
    { name: 'batch norm', value: 0.5, low: 0.25, high: 1, kind: 'one network' },
    { name: 'tanh', value: 1, low: 0.5, high: 2, kind: 'five seeds' },
  ];
  const references = [{ label: 'no change', x: 1 }];
  const figure = intervalFigure({
    ...words,
    rows: ratios,
    references,
    logX: true,
    xRange: [0.1, 10],
  });
  assert.deepEqual(problems(figure.data, figure.layout), []);
  assert.deepEqual([figure.layout.xaxis?.type, figure.layout.xaxis?.range], ['log', [-1, 1]]);
  assert.deepEqual([figure.layout.shapes?.[0]?.x0, figure.layout.annotations?.[0]?.x], [1, 0]);
  const zero = [{ name: 'none', value: 1, low: 0, high: 2 }];
  assert.throws(() => intervalFigure({ ...words, rows: zero, logX: true }), /rows\[0\].low is .*0/);
});

test('each kind of interval has a color and stands in the legend once', () => {
  const kinds = ['five seeds', 'one network', 'five seeds'];
  const made = kinds.map((kind, i) => ({ name: `${i}`, value: 1, low: 0, high: 2, kind }));
  const { data, layout } = intervalFigure({ ...words, rows: made });
  const drawn = data as { name: string; showlegend: boolean; marker: { color: string } }[];
  assert.equal(layout.showlegend, true);
  assert.deepEqual(
    drawn.map(({ name, showlegend }) => [name, showlegend]),
    [
      ['five seeds', true],
      ['one network', true],
      ['2', false],
    ],
  );
  assert.equal(drawn[0]?.marker.color, drawn[2]?.marker.color);
  assert.notEqual(drawn[0]?.marker.color, drawn[1]?.marker.color);
  assert.equal(intervalFigure({ ...words, rows }).layout.showlegend, false);
});
