import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tf } from '../../lib/tensorflow/runtime';
import { postConfig, type TrainingConfig } from '../../lib/training/config';
import { disposeTraining, startTraining, type Training } from '../../lib/training/state';
import { train } from '../../lib/training/train';
import { held, tinyImages, tinyModel } from '../helpers/tiny';

const data = tinyImages(8);
const config = (overrides: Partial<TrainingConfig> = {}): TrainingConfig =>
  postConfig({ model: tinyModel(), epochs: 2, batchSize: 8, ...overrides });
const sgd = { kind: 'sgd', weightDecay: 0 } as const;

for (const compiled of [true, false]) {
  const how = compiled ? 'compiled' : 'op by op';

  test(`${how}: predictions that are no longer numbers end it, with the step and the rate`, async () => {
    // The epoch's one step makes the weights so large that only the next logits would tell.
    const schedule = { kind: 'constant', learningRate: 1e38 } as const;
    const training = startTraining(config({ optimizer: sgd, schedule }));
    // Again and again, until somebody mends the weights.
    for (let call = 0; call < 2; call++) {
      await assert.rejects(
        train(training, data, { compiled, validation: data }),
        /^InputError: step 1, the end of epoch 1: probabilities of image 0 is NaN, expected numbers.*the learning rate was 1e\+38/,
      );
    }
    assert.equal(training.history.epochs.length, 0);
    disposeTraining(training);
  });

  test(`${how}: weights that are no longer numbers end it, by name, without validation images`, async () => {
    const before = held();
    // The one step's loss is a number; what it makes of the weights would be seen by nobody.
    const schedule = { kind: 'constant', learningRate: 1e38 } as const;
    const training = startTraining(config({ optimizer: sgd, schedule, epochs: 1 }));
    const seen: number[] = [];
    await assert.rejects(
      train(training, data, {
        compiled,
        loss: (logits) => tf.mul(tf.mean(logits), 1e4) as tf.Scalar,
        onEpoch: ({ epoch }) => void seen.push(epoch),
      }),
      /^InputError: step 1, the end of epoch 1: conv1\/\w+ value \d+ is (NaN|-?Infinity), expected a finite number; the learning rate was 1e\+38/,
    );
    assert.deepEqual(seen, []);
    assert.deepEqual(training.history.epochs, []);
    disposeTraining(training);
    assert.deepEqual(held(), before);
  });

  test(`${how}: a state of the optimizer that is no longer numbers ends it, though the weights stay`, async () => {
    // At a rate of 0 Adam changes nothing but its averages; these gradients' squares are too large for them.
    const schedule = { kind: 'constant', learningRate: 0 } as const;
    const training = startTraining(config({ schedule, epochs: 1 }));
    await assert.rejects(
      train(training, data, {
        compiled,
        loss: (logits) => tf.mul(tf.mean(logits), 1e25) as tf.Scalar,
      }),
      /^InputError: step 1, the end of epoch 1: square\/\S+ value \d+ is Infinity, expected a finite number/,
    );
    disposeTraining(training);
  });

  test(`${how}: what onEpoch assigned stays, though it throws`, async () => {
    const training = startTraining(config());
    const bias = training.weights['fc8/biases'] as tf.Variable;
    const onEpoch = () => {
      tf.tidy(() => bias.assign(tf.fill([10], 0.5)));
      throw new Error('from onEpoch');
    };
    await assert.rejects(train(training, data, { compiled, onEpoch }), /from onEpoch/);
    assert.deepEqual([...bias.dataSync()], Array(10).fill(0.5));
    disposeTraining(training);
  });

  test(`${how}: another variable, or another config, from onEpoch is refused`, async () => {
    const exchange = (variables: Training['weights'], name: string) => {
      variables[name] = tf.tidy(() => tf.variable(tf.zeros(variables[name]?.shape ?? [])));
    };
    const bad: [change: (training: Training) => void, message: RegExp][] = [
      [({ weights }) => exchange(weights, 'fc8/biases'), /^fc8\/biases is another object, expected the variable/],
      [({ optimizerState }) => exchange(optimizerState, 'beta1Power'), /^beta1Power is another object/],
      [({ weights }) => exchange(weights, 'fc9/biases'), /^fc9\/biases is another object/],
      [({ weights }) => void delete weights['fc8/biases'], /^fc8\/biases is another object/],
      [({ config }) => void Object.assign(config, { seed: 2 }), /^config is changed, expected as it was/],
      [({ config }) => void Object.assign(config.schedule, { learningRate: 1 }), /^config is changed/],
      [(training) => void Object.assign(training, { config: config({ maxShift: 1 }) }), /^config is changed/],
    ]; // biome-ignore format: a table
    for (const [change, message] of bad) {
      const training = startTraining(config());
      const variables = { ...training.weights, ...training.optimizerState };
      const onEpoch = (_: unknown, one: Training) => change(one);
      await assert.rejects(train(training, data, { compiled, onEpoch }), (error: Error) => {
        assert.match(error.message.replace(/^training: /, ''), message);
        return true;
      });
      assert.equal(training.step, 1);
      tf.dispose(variables);
      disposeTraining(training);
    }
    const training = startTraining(config());
    const onEpoch = (_: unknown, one: Training) => {
      one.weights = { ...one.weights };
      one.config = structuredClone(one.config);
    };
    await train(training, data, { compiled, onEpoch });
    assert.equal(training.step, 2, 'copies of the records are the same training');
    disposeTraining(training);
  });
}
