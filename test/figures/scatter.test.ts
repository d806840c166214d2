import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scatterFigure } from '../../lib/figures/scatter';
import { problems, trace } from '../helpers/plotly';

const words = { title: 'One factor', x: 'before', y: 'after' };
const many = Float32Array.from({ length: 5000 }, (_, i) => ((i * 7919) % 5000) + 1);
const doubled = { name: 'doubled', x: many, y: many.map((x) => 2 * x) };

test('of many points some are drawn, both ends among them, each with its own y', () => {
  const figure = scatterFigure({ ...words, series: [doubled, doubled], logX: true, logY: true });
  assert.deepEqual(problems(figure.data, figure.layout), []);
  assert.ok(JSON.stringify(figure.data).length < 40_000);
  const { x, y } = trace(figure, 0);
  assert.equal(x.length, 1000);
  assert.deepEqual([x[0], x.at(-1)], [1, 5000]);
  assert.ok(x.every((value: number, i: number) => y[i] === 2 * value));
  const labels = Array.from(many, String);
  const few = scatterFigure({ ...words, series: [{ ...doubled, labels }], points: 10 });
  assert.deepEqual(trace(few, 0).text, trace(few, 0).x.map(String));
});

test('a proportion goes through zero, or has slope 1 on logarithmic axes', () => {
  const series = [{ name: 'a', x: [-1, 0, 100], y: [1, 1, 1] }];
  const proportions = [{ label: 'unchanged', factor: 3 }];
  const linear = trace(scatterFigure({ ...words, series, proportions }), 1);
  assert.deepEqual([linear.x, linear.y], [[-1, 100], [-3, 300]]); // biome-ignore format: two lists
  const positive = [{ name: 'a', x: [-1, 1, 100], y: [1, 1, 1] }];
  const logs = { ...words, logX: true, logY: true, series: positive, proportions };
  const figure = scatterFigure(logs);
  assert.deepEqual(trace(figure, 1).x, [1, 100], 'where a logarithm has a place');
  assert.deepEqual(problems(figure.data, figure.layout), []);
  assert.deepEqual(scatterFigure({ ...logs, xRange: [0.1, 10] }).layout.xaxis?.range, [-1, 1]);
});
