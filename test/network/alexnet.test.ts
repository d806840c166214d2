import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeOf } from '../../lib/base/shape';
import { gather } from '../../lib/data/batches';
import { featureMaps, forward, mnistConfig, paperConfig } from '../../lib/network/alexnet';
import { baselineConfig } from '../../lib/network/baselines';
import type { AlexNetConfig } from '../../lib/network/config';
import { lossAndGradients } from '../../lib/network/gradients';
import { createWeights, weightShapes } from '../../lib/network/weights';
import { LRN_CONVENTIONS, lrn } from '../../lib/tensorflow/lrn';
import { tf } from '../../lib/tensorflow/runtime';
import { postConfig } from '../../lib/training/config';
import { assertClose, held, pattern, tinyImages, tinyModel } from '../helpers/tiny';

const parametersOf = (config: AlexNetConfig) =>
  Object.values(weightShapes(config)).reduce((sum, shape) => sum + sizeOf(shape), 0);

test("the paper's network has 60,965,224 parameters", () => {
  const shapes = weightShapes(paperConfig());
  assert.deepEqual(shapes['conv1/filters'], [11, 11, 3, 96]);
  assert.deepEqual(shapes['conv2/filters'], [5, 5, 48, 256], 'each half sees half the channels');
  assert.deepEqual(shapes['conv3/filters'], [3, 3, 256, 384]);
  assert.deepEqual(shapes['conv4/filters'], [3, 3, 192, 384]);
  assert.deepEqual(shapes['conv5/filters'], [3, 3, 192, 256]);
  assert.deepEqual(shapes['fc6/weights'], [6 * 6 * 256, 4096]);
  assert.deepEqual(shapes['fc8/weights'], [4096, 1000]);
  // 34,944 + 307,456 + 885,120 + 663,936 + 442,624 + 37,752,832 + 16,781,312 + 4,097,000
  assert.equal(parametersOf(paperConfig()), 60_965_224);
});

test('for 28x28, at full and quarter width', () => {
  const shapes = weightShapes(mnistConfig());
  assert.deepEqual(Object.values(shapes), [
    [5, 5, 1, 24],
    [24],
    [5, 5, 24, 64],
    [64],
    [3, 3, 64, 96],
    [96],
    [3, 3, 96, 96],
    [96],
    [3, 3, 96, 64],
    [64],
    [2 * 2 * 64, 1024],
    [1024],
    [1024, 1024],
    [1024],
    [1024, 10],
    [10],
  ]);
  // 624 + 38,464 + 55,392 + 83,040 + 55,360 + 263,168 + 1,049,600 + 10,250
  assert.equal(parametersOf(mnistConfig()), 1_555_898);
  // 2,496 + 614,656 + 885,120 + 1,327,488 + 884,992 + 4,198,400 + 16,781,312 + 40,970
  assert.equal(parametersOf(mnistConfig({ width: 1 })), 24_735_434);
});

test('each config is its own: changing one leaves the next as it was', () => {
  const change = (value: object): void => {
    for (const [key, inner] of Object.entries(value)) {
      if (inner && typeof inner === 'object') change(inner);
      else Object.assign(value, { [key]: 'changed' });
    }
  };
  for (const make of [paperConfig, mnistConfig, () => baselineConfig('shallow'), postConfig]) {
    const first = make();
    const before = structuredClone(first);
    change(first);
    assert.notDeepEqual(first, before);
    assert.deepEqual(make(), before);
  }
});

test("28x28x1 under the paper's geometry fails, and says at which layer", () => {
  // 28 under 11, stride 4: 5; pooled: 2; conv2 keeps it; no window of 3x3 fits in 2x2.
  assert.throws(() => weightShapes(paperConfig({ inputShape: [28, 28, 1] })), {
    name: 'InputError',
    message: 'pool2: input size is 2x2, expected at least 3x3 to fit a 3x3 window',
  });
});

test('configs that cannot be built are refused by layer and field', () => {
  const model = mnistConfig();
  const layer = (i: number, change: object) => ({
    ...model,
    convolutions: model.convolutions.map((one, k) => (k === i ? { ...one, ...change } : one)),
  });
  const units = (count: number) => ({
    ...model,
    fullyConnected: model.fullyConnected.map((one) => ({ ...one, units: count })),
  });
  const bad: [config: unknown, message: RegExp][] = [
    [{ ...model, activation: 'gelu' }, /^config: activation is gelu, expected one of relu, tanh/],
    [{ ...model, initialization: 'zeros' }, /^config: initialization is zeros/],
    [{ ...model, dropoutRate: 1 }, /^config: dropoutRate is 1/],
    [{ ...model, dropoutRate: -0.1 }, /dropoutRate is -0.1/],
    [{ ...model, dropoutRate: Number.NaN }, /dropoutRate is NaN/],
    [{ ...model, lrn: { ...LRN_CONVENTIONS.paper, beta: -1 } }, /^config.lrn: beta is -1/],
    [
      { ...model, pool: { ...model.pool, padding: 1 } },
      /^config.pool: padding is 1, expected 'same'/,
    ],
    [{ ...model, pool: { ...model.pool, strides: 0 } }, /strides is 0/],
    [layer(0, { filters: 0 }), /^conv1: filters is 0, expected a whole number of at least 1/],
    [layer(2, { filters: 2.5 }), /^conv3: filters is 2.5/],
    [layer(1, { kernelSize: 0 }), /^conv2: kernelSize is 0/],
    [layer(1, { strides: -1 }), /^conv2: strides is -1/],
    [layer(3, { padding: 'full' }), /^conv4: padding is full/],
    [layer(1, { groups: 5 }), /^conv2: groups is 5, expected a divisor of its 24 channels/],
    [layer(1, { groups: 0 }), /^conv2: groups is 0/],
    [
      layer(0, { kernelSize: 29, padding: 0 }),
      /^conv1: input size is 28x28, expected at least 29x29/,
    ],
    [units(0), /^fc6: units is 0/],
    [mnistConfig({ width: 0.001 }), /^conv1: filters is 0/],
    [{ ...model, inputShape: [28, 0, 1] }, /^config.inputShape: width is 0, expected a whole/],
    [{ ...model, inputShape: [28, 28, 0] }, /^config.inputShape: channels is 0/],
    [{ ...model, convolutions: undefined }, /^config: convolutions is missing, expected a list/],
    [{ ...model, convolutions: [null] }, /^config: convolutions\[0\] is null, expected an object/],
    [{ ...model, inputShape: 28 }, /^config: inputShape is 28, expected a list/],
    [{ ...model, pool: null }, /^config: pool is null/],
    [{ ...model, fullyConnected: [] }, /^config: number of fullyConnected is 0/],
    [
      layer(0, { name: 'conv2' }),
      /^config: convolutions\[1\].name is "conv2", expected a name of its own/,
    ],
    ...['activation1', 'lrn2', 'pool5', 'dropout6', 'flatten'].map((name): [unknown, RegExp] => [
      layer(0, { name }),
      new RegExp(`^config: convolutions\\[0\\].name is "${name}", expected a name of its own`),
    ]),
    [
      { ...model, fullyConnected: [{ name: 'flatten', units: 10, paperBias: 0 }] },
      /^config: fullyConnected\[0\].name is "flatten", expected a name of its own/,
    ],
  ];
  for (const [config, message] of bad) {
    assert.throws(() => weightShapes(config as AlexNetConfig), { name: 'InputError', message });
    assert.throws(() => createWeights(config as AlexNetConfig, 1), { name: 'InputError', message });
  }
  for (const width of [-1, 0, Number.NaN, Number.POSITIVE_INFINITY, '1']) {
    assert.throws(() => mnistConfig({ width: width as number }), /mnistConfig: width is/);
  }
});

/** Mean and standard deviation. */
function moments(tensor: tf.Tensor): [number, number] {
  const { mean, variance } = tf.moments(tensor);
  return [mean.dataSync()[0] as number, Math.sqrt(variance.dataSync()[0] as number)];
}

test('He weights have the deviation sqrt(2 / fan-in) and zero biases', () => {
  const weights = createWeights(mnistConfig(), 1);
  for (const [name, weight] of Object.entries(weights)) {
    if (weight.rank === 1) {
      assert.ok(
        weight.dataSync().every((value) => value === 0),
        name,
      );
      continue;
    }
    const fanIn = weight.size / (weight.shape.at(-1) as number);
    const [mean, deviation] = moments(weight);
    const expected = Math.sqrt(2 / fanIn);
    // Five standard errors.
    assert.ok(Math.abs(mean) < (5 * expected) / Math.sqrt(weight.size), `${name} mean ${mean}`);
    const error = (5 * expected) / Math.sqrt(2 * weight.size);
    assert.ok(Math.abs(deviation - expected) < error, `${name} deviation ${deviation}`);
    assert.ok(weight.trainable);
  }
  tf.dispose(weights);
});

test("the paper's weights are N(0, 0.01), with biases of 1 where it says so", () => {
  const weights = createWeights(mnistConfig({ initialization: 'paper' }), 1);
  const biases = Object.entries(weights)
    .filter(([name]) => name.endsWith('/biases'))
    .map(([name, weight]) => [name.split('/')[0], ...new Set(weight.dataSync())]);
  assert.deepEqual(biases, [
    ['conv1', 0],
    ['conv2', 1],
    ['conv3', 0],
    ['conv4', 1],
    ['conv5', 1],
    ['fc6', 1],
    ['fc7', 1],
    ['fc8', 0],
  ]);
  const [mean, deviation] = moments(weights['fc7/weights'] as tf.Tensor);
  assert.ok(Math.abs(mean) < 5e-5);
  assert.ok(Math.abs(deviation - 0.01) < 4e-5);
  tf.dispose(weights);
});

const batch = gather(tinyImages(3), [0, 1, 2]);

test('featureMaps gives every map on the way, in order, by name and shape', () => {
  const model = mnistConfig();
  const weights = createWeights(model, 1);
  const seed = tf.tensor1d([1, 2], 'int32');
  tf.tidy(() => {
    const maps = featureMaps(model, weights, batch.images, { training: true, dropoutSeed: seed });
    const shapes = Object.entries(maps).map(([name, map]) => [name, map.shape]);
    assert.deepEqual(shapes, [
      ['conv1', [3, 28, 28, 24]],
      ['activation1', [3, 28, 28, 24]],
      ['lrn1', [3, 28, 28, 24]],
      ['pool1', [3, 13, 13, 24]],
      ['conv2', [3, 13, 13, 64]],
      ['activation2', [3, 13, 13, 64]],
      ['lrn2', [3, 13, 13, 64]],
      ['pool2', [3, 6, 6, 64]],
      ['conv3', [3, 6, 6, 96]],
      ['activation3', [3, 6, 6, 96]],
      ['conv4', [3, 6, 6, 96]],
      ['activation4', [3, 6, 6, 96]],
      ['conv5', [3, 6, 6, 64]],
      ['activation5', [3, 6, 6, 64]],
      ['pool5', [3, 2, 2, 64]],
      ['flatten', [3, 256]],
      ['fc6', [3, 1024]],
      ['activation6', [3, 1024]],
      ['dropout6', [3, 1024]],
      ['fc7', [3, 1024]],
      ['activation7', [3, 1024]],
      ['dropout7', [3, 1024]],
      ['fc8', [3, 10]],
    ]);
    const logits = forward(model, weights, batch.images, { training: true, dropoutSeed: seed });
    assert.deepEqual(logits.dataSync(), maps.fc8?.dataSync());
  });
  tf.dispose(weights);
});

test('each map is made from the one before, with tfjs alone', () => {
  const model = tinyModel({ activation: 'tanh', initialization: 'paper' });
  const weights = createWeights(model, 1);
  const w = (name: string) => weights[name] as tf.Variable;
  tf.tidy(() => {
    const maps = featureMaps(model, weights, batch.images);
    const map = (name: string) => maps[name] as tf.Tensor4D;
    const convolution = (input: string, layer: string) => {
      const x = tf.conv2d(map(input), w(`${layer}/filters`) as tf.Tensor4D, 1, 'same');
      return tf.add(x, w(`${layer}/biases`));
    };
    const product = (input: string, layer: string) =>
      tf.add(tf.matMul(map(input), w(`${layer}/weights`)), w(`${layer}/biases`));
    const expected: Record<string, tf.Tensor> = {
      conv2: convolution('pool1', 'conv2'),
      activation2: tf.tanh(map('conv2')),
      lrn2: lrn(map('activation2'), LRN_CONVENTIONS.paper),
      pool2: tf.maxPool(map('lrn2'), 3, 2, 'valid'),
      conv3: convolution('pool2', 'conv3'),
      conv4: convolution('activation3', 'conv4'),
      fc6: product('flatten', 'fc6'),
      fc7: product('activation6', 'fc7'),
      fc8: product('activation7', 'fc8'),
    };
    for (const [name, tensor] of Object.entries(expected)) {
      assertClose(map(name).dataSync(), tensor.dataSync(), 1e-5, name);
    }
    assert.ok(!('dropout6' in maps), 'no dropout without a seed');
    assert.deepEqual(map('flatten').dataSync(), map('pool5').dataSync());
  });
  tf.dispose(weights);
});

test('LRN, dropout and each activation can be left out or exchanged', () => {
  const weights = createWeights(tinyModel(), 1);
  const names = (overrides: Partial<AlexNetConfig>, seed?: tf.Tensor1D) =>
    tf.tidy(() =>
      Object.keys(
        featureMaps(tinyModel(overrides), weights, batch.images, {
          training: true,
          dropoutSeed: seed,
        }),
      ),
    );
  const seed = tf.tensor1d([1, 2], 'int32');
  assert.ok(!(names({ lrn: null }) as string[]).some((name) => name.startsWith('lrn')));
  assert.ok(!(names({ dropoutRate: 0 }, seed) as string[]).includes('dropout6'));
  const logits = (['relu', 'tanh', 'sigmoid'] as const).map((activation) =>
    forward(tinyModel({ activation }), weights, batch.images).dataSync().join(),
  );
  assert.equal(new Set(logits).size, 3);
  tf.dispose(weights);
});

test('two groups do not see each other', () => {
  // conv1 in one group, conv2 in two: the second half of its filters has no share in the first.
  const model = tinyModel({ lrn: null });
  model.convolutions = model.convolutions.map((layer) => ({
    ...layer,
    filters: 8,
    groups: layer.name === 'conv2' ? 2 : 1,
  }));
  const weights = createWeights(model, 1);
  assert.deepEqual(weights['conv2/filters']?.shape, [5, 5, 4, 8]);
  const before = forward(model, weights, batch.images);
  assert.deepEqual(before.shape, [3, 10]);
  const conv2 = () =>
    tf.tidy(() =>
      featureMaps(model, weights, batch.images).conv2?.arraySync(),
    ) as unknown as number[][][][];
  const old = conv2();
  const filters = weights['conv1/filters'] as tf.Variable;
  // Changes the last of conv1's filters: the second group's input.
  tf.tidy(() => filters.assign(tf.add(filters, tf.tensor1d([0, 0, 0, 0, 0, 0, 0, 1]))));
  const changed = conv2();
  const [a, b] = [old[0]?.[5]?.[5] ?? [], changed[0]?.[5]?.[5] ?? []];
  assert.deepEqual(b.slice(0, 4), a.slice(0, 4));
  for (let i = 4; i < 8; i++) assert.notEqual(b[i], a[i]);
  tf.dispose([weights, before]);
});

test('windows with strides, zeros and even sides compute and train as tf.conv2d does', () => {
  const variants = [
    { kernelSize: 4, strides: 1, padding: 'same' },
    { kernelSize: 3, strides: 2, padding: 'same' },
    { kernelSize: 3, strides: 1, padding: 'valid' },
    { kernelSize: 5, strides: 1, padding: 2 },
    { kernelSize: 11, strides: 1, padding: 5 },
  ] as const;
  for (const variant of variants) {
    const model = tinyModel({ dropoutRate: 0 });
    model.convolutions = model.convolutions
      .slice(0, 2)
      .map((layer, i) => (i === 0 ? { ...layer, ...variant } : layer));
    const weights = createWeights(model, 1);
    tf.tidy(() => {
      const { padding, strides } = variant;
      const given = typeof padding === 'number' ? [[0, 0], [padding, padding], [padding, padding], [0, 0]] : null; // biome-ignore format: one line
      const x = given ? tf.pad(batch.images, given as [number, number][]) : batch.images;
      const filters = weights['conv1/filters'] as tf.Tensor4D;
      const pad = typeof padding === 'number' ? 'valid' : padding;
      const expected = tf.conv2d(x as tf.Tensor4D, filters, strides, pad);
      const maps = featureMaps(model, weights, batch.images);
      assert.deepEqual(maps.conv1?.shape, expected.shape);
      assertClose(maps.conv1?.dataSync() ?? [], expected.dataSync(), 1e-5);
      const { gradients } = lossAndGradients(model, weights, batch);
      assert.deepEqual(gradients['conv1/filters']?.shape, filters.shape);
    });
    tf.dispose(weights);
  }
});

test("the paper's own network computes, on one image", () => {
  const model = paperConfig();
  const weights = createWeights(model, 1);
  tf.tidy(() => {
    const maps = featureMaps(model, weights, pattern([1, 227, 227, 3]) as tf.Tensor4D);
    const sides = ['conv1', 'pool1', 'conv2', 'pool2', 'conv3', 'conv4', 'conv5', 'pool5'];
    assert.deepEqual(
      sides.map((name) => maps[name]?.shape[1]),
      [55, 27, 27, 13, 13, 13, 13, 6],
    );
    assert.deepEqual(maps.fc8?.shape, [1, 1000]);
    assert.ok(maps.fc8?.dataSync().every(Number.isFinite));
  });
  tf.dispose(weights);
});

test('forward leaves its logits and nothing else', () => {
  const weights = createWeights(tinyModel(), 1);
  const seed = tf.tensor1d([1, 2], 'int32');
  const before = held();
  const logits = forward(tinyModel(), weights, batch.images, { training: true, dropoutSeed: seed });
  assert.equal(held().tensors, before.tensors + 1);
  tf.dispose([weights, seed, logits]);
});

test('forward and featureMaps change no weight, in whatever mode, batch normalization or not', () => {
  for (const batchNorm of [false, true]) {
    const model = tinyModel({ batchNorm });
    const weights = createWeights(model, 1);
    const before = Object.values(weights).map((weight) => weight.dataSync().slice());
    const tensors = tf.memory().numTensors;
    for (const training of [false, true]) {
      for (const dropoutSeed of [undefined, tf.tensor1d([1, 2], 'int32')]) {
        const mode = { training, ...(dropoutSeed && { dropoutSeed }) };
        tf.dispose(forward(model, weights, batch.images, mode));
        tf.dispose(featureMaps(model, weights, batch.images, mode));
        dropoutSeed?.dispose();
      }
    }
    assert.equal(tf.memory().numTensors, tensors);
    for (const [i, weight] of Object.values(weights).entries()) {
      assert.deepEqual(weight.dataSync(), before[i]);
    }
    tf.dispose(weights);
  }
});

test('no two seeds, steps or layers share a dropout mask', () => {
  const model = tinyModel({ fullyConnected: [6, 7, 8].map((n) => ({ name: `fc${n}`, units: n < 8 ? 64 : 10, paperBias: 0 })) }); // biome-ignore format: one line
  const weights = createWeights(model, 1);
  // All activations are 1 then: what is not above 0 was dropped.
  for (const [name, weight] of Object.entries(weights)) {
    const start = name.endsWith('biases') ? tf.ones : tf.zeros;
    tf.tidy(() => weight.assign(start(weight.shape)));
  }
  const masks = new Map<string, string>();
  for (const seed of [1, 2, 3]) {
    for (const step of [0, 1, 2, 15, 16, 17]) {
      const dropoutSeed = tf.tensor1d([seed, step], 'int32');
      const image = tf.zeros<tf.Rank.R4>([1, 28, 28, 1]);
      const maps = featureMaps(model, weights, image, { training: false, dropoutSeed });
      for (const name of ['dropout6', 'dropout7']) {
        const kept = Array.from(maps[name]?.dataSync() ?? [], (value) => Number(value > 0));
        masks.set(`${name}, seed ${seed}, step ${step}`, kept.join(''));
      }
      tf.dispose([maps, dropoutSeed, image]);
    }
  }
  assert.equal(masks.size, 36);
  assert.equal(new Set(masks.values()).size, 36);
  for (const mask of masks.values()) assert.match(mask, /^[01]{64}$/);
  tf.dispose(weights);
});

test('a seed starts layers of the same name and shape alike, whatever else the network has', () => {
  const plain = createWeights(tinyModel(), 5);
  const normalized = createWeights(tinyModel({ batchNorm: true, lrn: null }), 5);
  for (const [name, weight] of Object.entries(plain)) {
    assert.deepEqual(normalized[name]?.dataSync(), weight.dataSync(), name);
  }
  const seeds = [plain, createWeights(tinyModel(), 6)].map((weights) =>
    Object.values(weights)
      .filter(({ rank }) => rank > 1)
      .map((weight) => weight.dataSync()[0]),
  );
  assert.equal(new Set(seeds.flat()).size, 16);
  tf.dispose([plain, normalized]);
});
