import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeOf } from '../../lib/base/shape';
import { mnistConfig, paperConfig } from '../../lib/network/alexnet';
import { fitModel } from '../../lib/network/config';
import { summarize, total } from '../../lib/network/summary';
import { weightShapes } from '../../lib/network/weights';

test('the paper, layer by layer', () => {
  const rows = summarize(paperConfig());
  const table = rows.map(({ name, output, parameters, multiplyAdds }) => [
    name,
    output.join('x'),
    parameters,
    multiplyAdds,
  ]);
  // Multiply-adds: the weights of a layer without its biases, times its positions.
  assert.deepEqual(table, [
    ['conv1', '55x55x96', 34_944, 34_848 * 55 * 55],
    ['lrn1', '55x55x96', 0, 0],
    ['pool1', '27x27x96', 0, 0],
    ['conv2', '27x27x256', 307_456, 307_200 * 27 * 27],
    ['lrn2', '27x27x256', 0, 0],
    ['pool2', '13x13x256', 0, 0],
    ['conv3', '13x13x384', 885_120, 884_736 * 13 * 13],
    ['conv4', '13x13x384', 663_936, 663_552 * 13 * 13],
    ['conv5', '13x13x256', 442_624, 442_368 * 13 * 13],
    ['pool5', '6x6x256', 0, 0],
    ['fc6', '4096', 37_752_832, 37_748_736],
    ['fc7', '4096', 16_781_312, 16_777_216],
    ['fc8', '1000', 4_097_000, 4_096_000],
  ]);
  assert.equal(total(rows, 'parameters'), 60_965_224);
  assert.equal(total(rows, 'multiplyAdds'), 724_406_816);
  const kinds = rows.map(({ kind }) => kind);
  assert.equal(kinds[0], '11x11 convolution, stride 4');
  assert.equal(kinds[1], 'local response normalization, 5 channels');
  assert.equal(kinds[2], '3x3 max pooling, stride 2');
  assert.equal(kinds[3], '5x5 convolution, stride 1, 2 groups');
  assert.equal(kinds.at(-1), 'fully connected');
});

test('for any width, the parameters are those of the weights', () => {
  for (const width of [1 / 32, 0.25, 0.5, 1]) {
    const config = mnistConfig({ width });
    const sizes = Object.values(weightShapes(config)).map(sizeOf);
    assert.equal(
      total(summarize(config), 'parameters'),
      sizes.reduce((sum, size) => sum + size, 0),
    );
  }
  assert.equal(total(summarize(mnistConfig()), 'parameters'), 1_555_898);
});

test('without LRN it has no row', () => {
  const names = summarize(mnistConfig({ lrn: null })).map(({ name }) => name);
  assert.ok(!names.some((name) => name.startsWith('lrn')));
  assert.ok(names.includes('pool1'));
});

test('batch normalization is told of, with its scales: one for each filter', () => {
  const [plain] = summarize(mnistConfig());
  const [conv1] = summarize(mnistConfig({ batchNorm: true }));
  assert.equal(conv1?.kind, '5x5 convolution, stride 1, batch normalization');
  assert.equal(conv1?.parameters, (plain?.parameters ?? 0) + 24);
});

test('a network fitted to other images reads them and has a unit for each class', () => {
  const model = mnistConfig();
  const { inputShape, fullyConnected, ...rest } = fitModel(model, {
    classes: 26,
    train: { rows: 20, columns: 30 },
  });
  assert.deepEqual(inputShape, [20, 30, 1]);
  assert.deepEqual(
    fullyConnected.map(({ units }) => units),
    [1024, 1024, 26],
  );
  assert.deepEqual({ ...model, ...rest }, mnistConfig(), 'and what was given is as it was');
});
