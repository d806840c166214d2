import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, mock, test } from 'node:test';
import { tf } from '../../lib/tensorflow/runtime';
import { loadCheckpoint, saveCheckpoint } from '../../lib/training/checkpoint';
import { postConfig, type TrainingConfig } from '../../lib/training/config';
import type { Optimizer } from '../../lib/training/optimizer';
import { decodeSafetensors, encodeSafetensors } from '../../lib/training/safetensors';
import { disposeTraining, startTraining, type Training } from '../../lib/training/state';
import { train } from '../../lib/training/train';
import { held, tinyImages, tinyModel } from '../helpers/tiny';

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

test('a save that fails leaves the checkpoint before it whole', () => {
  const next = startTraining(config({ seed: 2 }));
  const target = path.join(folder, 'kept.safetensors');
  fs.writeFileSync(target, good);
  const listing = fs.readdirSync(folder);
  mock.method(fs, 'writeSync', () => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  });
  assert.throws(() => saveCheckpoint(target, next), {
    code: 'ENOSPC',
    message: `${target} could not be written: the disk is full; what was there before is unchanged`,
  });
  mock.restoreAll();
  assert.deepEqual(fs.readFileSync(target), good);
  assert.deepEqual(fs.readdirSync(folder), listing);
  const missing = path.join(folder, 'no', 'such', 'folder.safetensors');
  assert.throws(() => saveCheckpoint(missing, next), { code: 'ENOENT' });
  disposeTraining(next);
});

test('weights that are no longer numbers are not saved', () => {
  const broken = startTraining(config());
  tf.tidy(() => broken.weights['fc7/biases']?.assign(tf.fill([128], Number.NaN)));
  const target = path.join(folder, 'still good.safetensors');
  fs.writeFileSync(target, good);
  assert.throws(() => saveCheckpoint(target, broken), {
    name: 'InputError',
    message: `${target}: weights/fc7/biases value 0 is NaN, expected a finite number`,
  });
  assert.deepEqual(fs.readFileSync(target), good);
  disposeTraining(broken);
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
