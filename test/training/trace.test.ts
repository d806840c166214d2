import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchAt } from '../../lib/data/batches';
import { gradientNorms } from '../../lib/network/gradients';
import { postConfig } from '../../lib/training/config';
import { disposeTraining, startTraining } from '../../lib/training/state';
import { traceTraining } from '../../lib/training/trace';
import { train } from '../../lib/training/train';
import { assertClose, held, tinyImages, tinyModel } from '../helpers/tiny';

// 14 images in batches of 4: the last batch of an epoch is smaller. Shifts and dropout draw at random.
for (const [maxShift, dropoutRate] of [
  [0, 0],
  [2, 0],
  [2, 0.5],
] as const) {
  test(`a watched training is the same training: shifts ${maxShift}, dropout ${dropoutRate}`, async () => {
    const data = tinyImages(14);
    const model = tinyModel({ activation: 'tanh', dropoutRate });
    const config = postConfig({
      model,
      epochs: 2,
      batchSize: 4,
      seed: 3,
      maxShift,
      displayStep: 2,
    });
    const [watched, plain] = [startTraining(config), startTraining(config)];
    const norms = gradientNorms(model, plain.weights, batchAt(data, config, 0));
    const before = held();
    const trace = await traceTraining(watched, data, 3);
    const rest = await traceTraining(watched, data, 4);
    // Native tensors grow, since zeros are not handed to TensorFlow before they are used.
    assert.deepEqual({ ...held(), native: 0 }, { ...before, native: 0 });
    const losses: number[] = [];
    await train(plain, data, { untilStep: 7, onStep: ({ loss }) => losses.push(loss) });
    assertClose([...trace.losses, ...rest.losses], losses, 1e-4, 'losses');
    assert.deepEqual(Object.keys(trace.norms), Object.keys(norms));
    const first = Object.values(trace.norms).map((list) => list[0] as number);
    if (dropoutRate === 0) assertClose(first, Object.values(norms), 1e-4, 'norms');
    for (const [name, weight] of Object.entries(watched.weights)) {
      assertClose(weight.dataSync(), plain.weights[name]?.dataSync() ?? [], 1e-3, name);
    }
    const steps = ({ history }: typeof plain) => history.steps.map(({ step }) => step);
    assert.deepEqual(steps(watched), steps(plain));
    assert.equal(watched.history.epochs.length, 1);
    disposeTraining(watched);
    disposeTraining(plain);
  });
}

test('more steps than the epochs have are refused', async () => {
  const training = startTraining(postConfig({ model: tinyModel(), epochs: 1, batchSize: 4 }));
  for (const steps of [0, 4, 1.5]) {
    await assert.rejects(traceTraining(training, tinyImages(12), steps), /traceTraining: steps is/);
  }
  disposeTraining(training);
});

test('a config that cannot be used is refused by its field, before steps are counted', async () => {
  const training = startTraining(postConfig({ model: tinyModel(), epochs: 1, batchSize: 4 }));
  training.config.epochs = Number.NaN;
  await assert.rejects(traceTraining(training, tinyImages(12), 1), /^InputError: config: epochs is NaN/); // biome-ignore format: one line
  disposeTraining(training);
});
