import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import {
  featureMaps,
  type Maps,
  mnistConfig,
  paperConfig,
  type Weights,
} from '../../lib/network/alexnet';
import type { AlexNetConfig } from '../../lib/network/config';
import { ledger, REASONS } from '../../lib/network/departures';
import { createWeights } from '../../lib/network/weights';
import { tf } from '../../lib/tensorflow/runtime';

const config = mnistConfig();
const rows = ledger(paperConfig(), config);
const here = Object.fromEntries(rows.map((row) => [row.what, row.here]));
const paper = Object.fromEntries(rows.map((row) => [row.what, row.paper]));

const build = (model: AlexNetConfig): { weights: Weights; maps: Maps } => {
  const weights = createWeights(model, 1);
  const maps = tf.tidy(() => {
    const seed = tf.tensor1d([1, 0], 'int32');
    return featureMaps(model, weights, tf.zeros([1, ...model.inputShape]), {
      training: true,
      dropoutSeed: seed,
    });
  });
  return { weights, maps };
};
const built = build(config);
after(() => tf.dispose([built.weights, built.maps]));

const number = (text = '') => Number(text.replaceAll(',', ''));
const shapeOf = (name: string) => built.weights[name]?.shape ?? [];
const sizeOf = (layer: string) =>
  Object.entries(built.weights)
    .filter(([name]) => name.startsWith(`${layer}/`))
    .reduce((sum, [, weight]) => sum + weight.size, 0);

test('each number of the ledger is that of the network as it is built', () => {
  for (const [i, layer] of config.convolutions.entries()) {
    const { name } = layer;
    const [height, width, channels, filters] = shapeOf(`${name}/filters`) as [
      number,
      number,
      number,
      number,
    ];
    assert.equal(here[`${name} kernelSize`], `${height}x${width}`);
    assert.equal(number(here[`${name} filters`]), filters);
    assert.equal(number(here[`${name} parameters`]), sizeOf(name));
    const map = built.maps[name]?.shape.slice(1) ?? [];
    assert.equal(here[`${name} output`], map.join('x'));
    const products = height * width * channels * filters * (map[0] ?? 0) * (map[1] ?? 0);
    assert.equal(number(here[`${name} multiplyAdds`]), products);
    const pool = built.maps[`pool${i + 1}`];
    assert.equal(here[`pool${i + 1} output`], pool?.shape.slice(1).join('x'));
  }
  for (const { name } of config.fullyConnected) {
    const [inputs, units] = shapeOf(`${name}/weights`);
    assert.equal(number(here[`${name} inputs`]), inputs);
    assert.equal(number(here[`${name} units`]), units);
    assert.equal(number(here[`${name} parameters`]), sizeOf(name));
  }
  const all = Object.values(built.weights).reduce((sum, weight) => sum + weight.size, 0);
  assert.equal(number(here['all parameters']), all);
});

test('the order within each layer is that of the maps', () => {
  const names: Record<string, string> = { LRN: 'lrn', pooling: 'pool', dropout: 'dropout' };
  const order: string[] = [];
  [...config.convolutions, ...config.fullyConnected].forEach(({ name }, i) => {
    const steps = here[`${name} order`]?.split(', ') ?? [];
    if (name === 'fc6') order.push('flatten');
    order.push(name);
    for (const step of steps.slice(1)) {
      if (step === 'softmax') continue;
      order.push(`${names[step] ?? 'activation'}${i + 1}`);
    }
  });
  assert.deepEqual(order, Object.keys(built.maps));
});

test('the column of the paper holds what the paper says', () => {
  assert.equal(paper['conv1 output'], '55x55x96');
  assert.equal(paper['conv2 output'], '27x27x256');
  assert.equal(paper['pool5 output'], '6x6x256');
  assert.equal(paper['conv2 groups'], '2');
  assert.equal(paper['conv1 order'], 'convolution, relu, LRN, pooling');
  assert.equal(paper['fc8 units'], '1,000');
  assert.equal(paper['all parameters'], '60,965,224');
});

test('a reason stands where the two differ and nowhere else', () => {
  for (const { what, paper, here, why } of rows) assert.equal(paper !== here, why !== '', what);
  assert.ok(rows.some(({ why }) => why === ''));
  const used = new Set(rows.map(({ why }) => why).filter((why) => why !== ''));
  assert.deepEqual([...used].sort(), [...new Set(Object.values(REASONS))].sort());
  assert.ok(ledger(config, config).every(({ why }) => why === ''));
});

test('padding that is written in another way is no difference', () => {
  const row = rows.find(({ what }) => what === 'conv2 padding');
  assert.deepEqual(row, { what: 'conv2 padding', paper: '2', here: '2', why: '' });
});

test('an odd number of zeros has its last one at the end', () => {
  const [conv1, ...others] = config.convolutions;
  assert.ok(conv1);
  const wide = { ...config, convolutions: [{ ...conv1, kernelSize: 4 }, ...others] };
  const row = ledger(wide, wide).find(({ what }) => what === 'conv1 padding');
  assert.equal(row?.here, '1 and 2');
});

test('batch normalization is a step of its own, and a fact', () => {
  const rows = ledger(
    config,
    { ...config, batchNorm: true },
    {
      order: 'a test',
      batchNorm: 'a test',
      parameters: 'a scale for each filter',
    },
  );
  const differ = rows.filter(({ why }) => why === 'a test').map(({ what, here }) => [what, here]);
  const first = 'convolution, batch normalization, relu';
  assert.deepEqual(differ, [
    ['conv1 order', `${first}, LRN, pooling`],
    ['conv2 order', `${first}, LRN, pooling`],
    ['conv3 order', first],
    ['conv4 order', first],
    ['conv5 order', `${first}, pooling`],
    ['batchNorm', 'after each convolution'],
  ]);
});

test('what weights and biases start from is read off the layers', () => {
  const model = mnistConfig({ initialization: 'authors' });
  Object.assign(model.convolutions[1] ?? {}, { paperBias: 0.5, authorsDeviation: 0.02 });
  const found = Object.fromEntries(ledger(model, model).map(({ what, here }) => [what, here]));
  const deviations = '0.02 in conv2; 0.03 in conv3, conv4, conv5; 0.01 elsewhere';
  assert.equal(found.weightDeviation, deviations);
  assert.equal(found.initialBiases, '0.5 in conv2; 1 in conv4, conv5, fc6, fc7; 0 elsewhere');
});

test('a difference without a reason is refused', () => {
  const refused = (changed: AlexNetConfig, field: string) =>
    assert.throws(
      () => ledger(paperConfig(), changed),
      (error) => error instanceof InputError && error.problem.field === field,
    );
  refused({ ...config, activation: 'tanh' }, 'conv1 order');
  refused({ ...config, dropoutRate: 0.2 }, 'dropoutRate');
  refused({ ...config, pool: { kernelSize: 2, strides: 2, padding: 'valid' } }, 'pooling');
  refused({ ...config, lrn: null }, 'conv1 order');
  refused({ ...config, batchNorm: true }, 'conv1 order');
  refused({ ...config, convolutions: config.convolutions.slice(0, 4) }, 'conv5 kernelSize');
  const reasons = { ...REASONS, dropoutRate: 'a test' };
  const row = ledger(paperConfig(), { ...config, dropoutRate: 0.2 }, reasons).find(
    ({ what }) => what === 'dropoutRate',
  );
  assert.deepEqual(row, { what: 'dropoutRate', paper: '0.5', here: '0.2', why: 'a test' });
});
