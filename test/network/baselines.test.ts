// Simpler networks than AlexNet: their weights counted by hand, and each of them runs and is trained.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mnistConfig } from '../../lib/network/alexnet';
import { BASELINES, baselineConfig } from '../../lib/network/baselines';
import { layersOf } from '../../lib/network/layers';
import { summarize, total } from '../../lib/network/summary';
import { tf } from '../../lib/tensorflow/runtime';
import { postConfig } from '../../lib/training/config';
import { disposeTraining, startTraining } from '../../lib/training/state';
import { train } from '../../lib/training/train';
import { tinyImages } from '../helpers/tiny';

const parameters = (model = mnistConfig()) => total(summarize(model), 'parameters');

test('as many parameters as they say', () => {
  assert.equal(parameters(baselineConfig('linear')), 784 * 10 + 10);
  const small = 8 * 25 + 8 + (16 * 8 * 25 + 16) + (6 * 6 * 16 * 48 + 48) + (480 + 10);
  assert.equal(parameters(baselineConfig('small')), small);
  const shallow = parameters(baselineConfig('shallow'));
  assert.ok(Math.abs(shallow / parameters() - 1) < 0.002, `${shallow} against ${parameters()}`);
});

test('the shallow one begins as AlexNet does', () => {
  const [own, alexnet] = [layersOf(baselineConfig('shallow')), layersOf(mnistConfig())];
  assert.deepEqual(own.slice(0, 4), alexnet.slice(0, 4));
});

for (const name of BASELINES) {
  test(`${name} is trained`, async () => {
    const training = startTraining(
      postConfig({ model: baselineConfig(name), epochs: 1, batchSize: 8 }),
    );
    const [before] = Object.values(training.weights).map((weight) => weight.arraySync());
    const { numTensors } = tf.memory();
    await train(training, tinyImages(16));
    assert.equal(training.step, 2);
    assert.notDeepEqual(Object.values(training.weights)[0]?.arraySync(), before);
    assert.equal(tf.memory().numTensors, numTensors);
    disposeTraining(training);
  });
}
