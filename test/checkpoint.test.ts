import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, mock, test } from 'node:test';
import { loadCheckpoint, saveCheckpoint } from '../lib/checkpoint';
import { InputError } from '../lib/errors';
import type { Optimizer } from '../lib/optimizer';
import { tf } from '../lib/runtime';
import { decodeSafetensors, encodeSafetensors, type Safetensors } from '../lib/safetensors';
import { train } from '../lib/train';
import {
  disposeTraining,
  postConfig,
  startTraining,
  type Training,
  type TrainingConfig,
} from '../lib/training';
import { held, tinyImages, tinyModel } from './tiny';

const folder = fs.mkdtempSync(path.join(tmpdir(), 'checkpoint-test-'));
const file = path.join(folder, 'training.safetensors');
after(() => fs.rmSync(folder, { recursive: true }));

const config = (overrides: Partial<TrainingConfig> = {}) =>
  postConfig({ model: tinyModel(), epochs: 3, batchSize: 4, displayStep: 2, ...overrides });

/** All of a training as plain values. */
function plain({ weights, optimizerState, ...rest }: Training) {
  const read = (variables: Training['weights']) =>
    Object.entries(variables).map(([name, one]) => [
      name,
      one.shape,
      one.trainable,
      one.dataSync(),
    ]);
  return { ...rest, weights: read(weights), optimizerState: read(optimizerState) };
}

const OPTIMIZERS: Optimizer[] = [
  { kind: 'sgd', weightDecay: 0 },
  { kind: 'momentum', momentum: 0.9, weightDecay: 5e-4 },
  { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.01 },
];
for (const optimizer of OPTIMIZERS) {
  test(`with ${optimizer.kind}, what is loaded is what was saved, bit for bit`, async () => {
    const before = held();
    const training = startTraining(config({ optimizer }));
    await train(training, tinyImages(10), { untilStep: 5 });
    saveCheckpoint(file, training);
    const loaded = loadCheckpoint(file);
    assert.deepEqual(plain(loaded), plain(training));
    assert.equal(loaded.step, 5);
    assert.equal(loaded.sinceDisplay.steps, 1);
    assert.equal(loaded.history.steps.length, 2);

    saveCheckpoint(path.join(folder, 'again'), loaded);
    assert.deepEqual(fs.readFileSync(path.join(folder, 'again')), fs.readFileSync(file));
    disposeTraining(training);
    disposeTraining(loaded);
    assert.deepEqual(held(), before);
  });
}

test('weightsOnly keeps weights, config and history, at a third of the size', () => {
  const training = startTraining(config());
  saveCheckpoint(file, training);
  const weights = path.join(folder, 'weights.safetensors');
  saveCheckpoint(weights, training, { weightsOnly: true });
  const loaded = loadCheckpoint(weights);
  assert.deepEqual(plain(loaded), { ...plain(training), optimizerState: [] });
  const share = fs.statSync(weights).size / fs.statSync(file).size;
  assert.ok(share < 0.36, `${share} of the size`);
  disposeTraining(training);
  disposeTraining(loaded);
});

const training = startTraining(config());
saveCheckpoint(file, training);
disposeTraining(training);
const good = fs.readFileSync(file);

type Change = (content: Safetensors) => void;

/** The good checkpoint with its content changed and its checksum right. */
function changed(change: Change): Uint8Array {
  const content = decodeSafetensors(good);
  change(content);
  return encodeSafetensors(content);
}

const withTraining = (change: (training: Training) => void): Uint8Array =>
  changed(({ metadata }) => {
    const parsed = JSON.parse(metadata.training ?? '');
    change(parsed);
    metadata.training = JSON.stringify(parsed);
  });

const set = (array: string, position: number, value: number) =>
  changed(({ arrays }) => {
    const { values } = arrays[array] as { values: Float32Array };
    values[position] = value;
  });

const bad: Record<string, [bytes: Uint8Array, message: RegExp]> = {
  empty: [new Uint8Array(0), /length is 0 bytes/],
  'cut in the middle': [
    good.subarray(0, good.length / 2),
    /length is \d+ bytes, expected at least/,
  ],
  'cut by a byte': [good.subarray(0, -1), /length is/],
  'a byte too many': [Buffer.concat([good, Buffer.alloc(1)]), /length is/],
  'a bit that fell over': [
    Buffer.from(good).fill((good.at(-3) as number) ^ 16, good.length - 3, good.length - 2),
    /SHA-256/,
  ],
  'text of another kind': [Buffer.from('{"format": "alexnet-mnist run"}'), /header size/],
  'no format': [changed(({ metadata }) => delete metadata.format), /format is undefined, expected/],
  'another format': [
    changed(({ metadata }) => Object.assign(metadata, { format: 'pt' })),
    /format is pt, expected alexnet-mnist training/,
  ],
  'a newer version': [
    changed(({ metadata }) => Object.assign(metadata, { version: '2' })),
    /version is 2, expected 1/,
  ],
  'no training': [changed(({ metadata }) => delete metadata.training), /training is /],
  'a training that is not JSON': [
    changed(({ metadata }) => Object.assign(metadata, { training: '{"step"' })),
    /training is /,
  ],
  'a training that is null': [
    changed(({ metadata }) => Object.assign(metadata, { training: 'null' })),
    /training is /,
  ],
  'no config': [
    withTraining((one) => Object.assign(one, { config: undefined })),
    /config: config is undefined, expected an object/,
  ],
  'a config without a model': [
    withTraining(({ config }) => Object.assign(config, { model: undefined })),
    /config: model is undefined/,
  ],
  'a negative rate': [
    withTraining(({ config }) => Object.assign(config.schedule, { learningRate: -1 })),
    /learningRate is -1/,
  ],
  'a wider model than the weights': [
    withTraining(({ config }) =>
      Object.assign(config, { model: tinyModel({ width: 1 / 16 } as object) }),
    ),
    /expected/,
  ],
  'a step that is no number': [
    withTraining((one) => Object.assign(one, { step: 'x' })),
    /step is x/,
  ],
  'a negative step': [withTraining((one) => Object.assign(one, { step: -1 })), /step is -1/],
  'no history': [withTraining((one) => Object.assign(one, { history: null })), /history/],
  'no sums': [withTraining((one) => Object.assign(one, { sinceEpoch: undefined })), /sinceEpoch/],
  'a weight that is NaN': [
    set('weights/conv3/filters', 7, Number.NaN),
    /conv3\/filters value 7 is NaN, expected a finite number/,
  ],
  'a weight that is infinite': [
    set('weights/fc8/biases', 0, Number.POSITIVE_INFINITY),
    /fc8\/biases value 0 is Infinity/,
  ],
  'an average that is NaN': [
    set('optimizer/mean/fc6/weights', 1, Number.NaN),
    /mean\/fc6.* is NaN/,
  ],
  'a weight missing': [
    changed(({ arrays }) => delete arrays['weights/conv2/biases']),
    /weights\/conv2\/biases is missing, expected an array of shape \[8\]/,
  ],
  'a weight too many': [
    changed(({ arrays }) => {
      arrays['weights/conv9/biases'] = { shape: [1], values: new Float32Array(1) };
    }),
    /an array is weights\/conv9\/biases, expected only those that its config needs under weights/,
  ],
  'a wrong shape': [
    changed(({ arrays }) => {
      const array = arrays['weights/conv1/filters'] as { shape: number[] };
      array.shape = [5, 5, 3, 1];
    }),
    /conv1\/filters shape is \[5, 5, 3, 1\], expected \[5,5,1,3\]/,
  ],
  'an average missing': [
    changed(({ arrays }) => delete arrays['optimizer/square/fc8/biases']),
    /optimizer\/square\/fc8\/biases is missing/,
  ],
  'an average of a wrong shape': [
    changed(({ arrays }) => {
      const array = arrays['optimizer/mean/fc8/weights'] as { shape: number[] };
      array.shape = [10, 128];
    }),
    /mean\/fc8\/weights shape is \[10, 128\]/,
  ],
  'the state of another optimizer': [
    withTraining(({ config }) => {
      config.optimizer = { kind: 'momentum', momentum: 0.9, weightDecay: 0 };
    }),
    /an array is optimizer\/mean\/conv1\/filters, expected only those/,
  ],
  'the state of Adam with a config of SGD': [
    withTraining(({ config }) => {
      config.optimizer = { kind: 'sgd', weightDecay: 0 };
    }),
    /an array is optimizer\/mean\/conv1\/filters/,
  ],
};

for (const [name, [bytes, message]] of Object.entries(bad)) {
  test(`refused, and nothing is left of it: ${name}`, () => {
    const broken = path.join(folder, 'broken.safetensors');
    fs.writeFileSync(broken, bytes);
    const before = held();
    assert.throws(
      () => loadCheckpoint(broken),
      (error) => {
        assert.ok(error instanceof InputError, String(error));
        assert.ok(error.message.startsWith(broken), error.message);
        assert.match(error.message, message);
        return true;
      },
    );
    assert.deepEqual(held(), before);
  });
}

test('a missing file and a folder are refused by their names', () => {
  const missing = path.join(folder, 'missing');
  assert.throws(() => loadCheckpoint(missing), {
    name: 'InputError',
    message: /missing: file is ENOENT/,
  });
  assert.throws(() => loadCheckpoint(folder), { name: 'InputError', message: /file is EISDIR/ });
});

test('a save that fails leaves the checkpoint before it whole', () => {
  const next = startTraining(config({ seed: 2 }));
  const target = path.join(folder, 'kept.safetensors');
  fs.writeFileSync(target, good);
  const listing = fs.readdirSync(folder);
  mock.method(fs, 'writeSync', () => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  });
  assert.throws(() => saveCheckpoint(target, next), { code: 'ENOSPC' });
  mock.restoreAll();
  assert.deepEqual(fs.readFileSync(target), good);
  assert.deepEqual(fs.readdirSync(folder), listing);
  const missing = path.join(folder, 'no', 'such', 'folder.safetensors');
  assert.throws(() => saveCheckpoint(missing, next), { code: 'ENOENT' });
  disposeTraining(next);
});

test('arrays in another order, as other writers leave them, are put in ours', () => {
  const content = decodeSafetensors(good);
  const sorted = Object.entries(content.arrays).sort(([a], [b]) => (a < b ? 1 : -1));
  const other = path.join(folder, 'sorted.safetensors');
  fs.writeFileSync(other, encodeSafetensors({ ...content, arrays: Object.fromEntries(sorted) }));
  const [one, two] = [loadCheckpoint(file), loadCheckpoint(other)];
  assert.deepEqual(plain(two), plain(one));
  disposeTraining(one);
  disposeTraining(two);
});

test('loaded weights are variables of their own', () => {
  const one = loadCheckpoint(file);
  const two = loadCheckpoint(file);
  tf.tidy(() => one.weights['fc8/biases']?.assign(tf.ones([10])));
  assert.equal(two.weights['fc8/biases']?.dataSync()[0], 0);
  disposeTraining(one);
  disposeTraining(two);
});
