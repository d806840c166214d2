import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTraining, postConfig } from '../../lib/training/config';
import { PAPER_MOMENTUM } from '../../lib/training/optimizer';
import { checkProgress, disposeTraining, noSums, startTraining } from '../../lib/training/state';
import { held, tinyModel } from '../helpers/tiny';

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

test('a config that is not one is refused by the name it is given', () => {
  assert.throws(() => checkTraining(null as never, 'here'), {
    name: 'InputError',
    message: /^here: config is null/,
  });
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
    [{ history: undefined }, /^here: history is missing, expected an object/],
    [{ history: { steps: [], epochs: 3 } }, /^here: history.epochs is 3/],
    [{ sinceDisplay: undefined }, /^here: sinceDisplay.steps is missing/],
    [{ sinceEpoch: { ...noSums(), loss: null } }, /^here: sinceEpoch.loss is null/],
  ];
  for (const [overrides, message] of bad) {
    assert.throws(() => checkProgress({ ...good, ...overrides } as never, 'here'), {
      name: 'InputError',
      message,
    });
  }
});
