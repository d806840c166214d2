import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAPER_MOMENTUM } from '../lib/optimizer';
import {
  checkProgress,
  checkTraining,
  disposeTraining,
  isFullRun,
  noSums,
  postConfig,
  startTraining,
  type TrainingConfig,
} from '../lib/training';
import { held, tinyModel } from './tiny';

test("the post's parameters", () => {
  const { optimizer, schedule, epochs, batchSize, displayStep } = postConfig();
  assert.equal(optimizer.kind, 'adam');
  assert.deepEqual(schedule, { kind: 'constant', learningRate: 0.001 });
  assert.deepEqual([epochs, batchSize, displayStep], [90, 64, 20]);
  assert.equal(postConfig({ epochs: 2 }).epochs, 2);
  checkTraining(postConfig());
});

test('a training starts at step 0, with weights by its seed and nothing in its history', () => {
  const before = held();
  const config = postConfig({ model: tinyModel(), seed: 4, optimizer: PAPER_MOMENTUM });
  const [one, two, other] = [config, config, { ...config, seed: 5 }].map(startTraining);
  const filters = [one, two, other].map((training) =>
    training?.weights['conv1/filters']?.dataSync(),
  );
  assert.deepEqual(filters[0], filters[1]);
  assert.notDeepEqual(filters[0], filters[2]);
  assert.equal(one?.step, 0);
  assert.deepEqual(one?.history, { steps: [], epochs: [] });
  assert.equal(Object.keys(one?.optimizerState ?? {}).length, 16);
  for (const training of [one, two, other]) if (training) disposeTraining(training);
  assert.deepEqual(held(), before);
});

test('configs that cannot be used are refused by the field, and nothing is made of them', () => {
  const config = postConfig({ model: tinyModel() });
  const bad: [overrides: object, message: RegExp][] = [
    [{ epochs: 0 }, /^config: epochs is 0, expected a whole number of at least 1/],
    [{ epochs: 1.5 }, /^config: epochs is 1.5/],
    [{ batchSize: 0 }, /^config: batchSize is 0/],
    [{ batchSize: Number.NaN }, /^config: batchSize is NaN/],
    [{ displayStep: 0 }, /^config: displayStep is 0/],
    [{ seed: -1 }, /^config: seed is -1, expected a whole number from 0 to 2147483647/],
    [{ seed: 2 ** 31 }, /^config: seed is 2147483648/],
    [{ seed: '1' }, /^config: seed is 1/],
    [{ scale: -1 }, /^config: scale is -1/],
    [{ scale: Number.POSITIVE_INFINITY }, /^config: scale is Infinity/],
    [{ maxShift: 15 }, /^config: maxShift is 15/],
    [{ maxShift: 0.5 }, /^config: maxShift is 0.5/],
    [{ schedule: { kind: 'constant', learningRate: -1 } }, /^config schedule: learningRate is -1/],
    [{ schedule: { kind: 'constant', learningRate: Number.NaN } }, /learningRate is NaN/],
    [{ schedule: undefined }, /^config: schedule is undefined/],
    [{ optimizer: { kind: 'adam', weightDecay: 0 } }, /^config optimizer: beta1 is undefined/],
    [{ optimizer: undefined }, /^config: optimizer is undefined/],
    [{ model: undefined }, /^config: model is undefined/],
    [{ model: { ...config.model, activation: 'gelu' } }, /activation is gelu/],
    [{ model: { ...config.model, convolutions: undefined } }, /convolutions is undefined/],
    [{ model: tinyModel({ inputShape: [4, 4, 1] }) }, /^pool2: input size is 1x1/],
  ];
  const before = held();
  for (const [overrides, message] of bad) {
    const broken = { ...config, ...overrides } as TrainingConfig;
    assert.throws(() => startTraining(broken), { name: 'InputError', message });
  }
  assert.throws(() => checkTraining(null as never, 'here'), {
    name: 'InputError',
    message: /^here: config is null/,
  });
  assert.deepEqual(held(), before);
});

test('what a file says of a position is checked', () => {
  const good = {
    step: 3,
    history: { steps: [], epochs: [] },
    sinceDisplay: noSums(),
    sinceEpoch: noSums(),
  };
  checkProgress(good, 'here');
  const bad: [overrides: object, message: RegExp][] = [
    [{ step: -1 }, /^here: step is -1/],
    [{ step: 0.5 }, /^here: step is 0.5/],
    [{ history: undefined }, /^here: history.steps is undefined, expected a list/],
    [{ history: { steps: [], epochs: 3 } }, /^here: history.epochs is 3/],
    [{ sinceDisplay: undefined }, /^here: sinceDisplay.steps is undefined/],
    [{ sinceEpoch: { ...noSums(), loss: null } }, /^here: sinceEpoch.loss is null/],
  ];
  for (const [overrides, message] of bad) {
    assert.throws(() => checkProgress({ ...good, ...overrides } as never, 'here'), {
      name: 'InputError',
      message,
    });
  }
});

test('the environment variable turns on the full run, and only 1 does', () => {
  const { ALEXNET_FULL } = process.env;
  const full = (value: string) => {
    process.env.ALEXNET_FULL = value;
    return isFullRun();
  };
  assert.deepEqual(['1', '0', ''].map(full), [true, false, false]);
  delete process.env.ALEXNET_FULL;
  assert.equal(isFullRun(), false);
  if (ALEXNET_FULL !== undefined) process.env.ALEXNET_FULL = ALEXNET_FULL;
});
