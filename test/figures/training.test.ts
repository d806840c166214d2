import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trainingFigure } from '../../lib/figures/training';
import { problems, traces } from '../helpers/plotly';

const loss = [{ name: 'training', y: [1, 0.1] }];
const accuracy = [
  { name: 'test', y: [90, 98] },
  { name: 'training', y: [91, 99] },
];
const options = { title: 'It learns', x: 'epoch', loss, accuracy };

test('loss above on a logarithmic axis, accuracy below, one color a name', () => {
  const figure = trainingFigure({ ...options, accuracyRange: [80, 100] });
  assert.deepEqual(problems(figure.data, figure.layout), []);
  assert.deepEqual(
    traces(figure).map(({ name, yaxis, showlegend }) => [name, yaxis, showlegend]),
    [
      ['training', 'y', true],
      ['test', 'y2', true],
      ['training', 'y2', false],
    ],
  );
  assert.equal(traces(figure)[0].line.color, traces(figure)[2].line.color);
  assert.equal(figure.layout.yaxis?.type, 'log');
  assert.deepEqual(figure.layout.yaxis2?.range, [80, 100]);
  assert.match(
    figure.alt,
    /Last loss: training 0\.1\. Last accuracy in percent: test 98, training 99\./,
  );
});

test('a few epochs have a tick each', () => {
  const ticks = (length: number) => {
    const y = Array.from({ length }, (_, i) => i + 1);
    const series = [{ name: 'a', y }];
    const figure = trainingFigure({ ...options, loss: series, accuracy: series });
    return (figure.layout.xaxis2 as { dtick?: number }).dtick;
  };
  assert.deepEqual([ticks(5), ticks(50)], [1, undefined]);
});
