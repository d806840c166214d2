import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { batchAt } from '../../lib/data/batches';
import { slice } from '../../lib/data/slice';
import { evaluate, predictor } from '../../lib/evaluation/evaluate';
import { lossAndGradients } from '../../lib/network/gradients';
import { tf, withBinding } from '../../lib/tensorflow/runtime';
import { loadCheckpoint, saveCheckpoint } from '../../lib/training/checkpoint';
import { postConfig, type TrainingConfig } from '../../lib/training/config';
import type { History } from '../../lib/training/history';
import type { StepProgress } from '../../lib/training/options';
import type { Schedule } from '../../lib/training/schedule';
import { disposeTraining, startTraining, type Training } from '../../lib/training/state';
import { traceTraining } from '../../lib/training/trace';
import { train } from '../../lib/training/train';
import { assertClose, held, tinyImages, tinyModel } from '../helpers/tiny';

const folder = mkdtempSync(path.join(tmpdir(), 'train-test-'));
after(() => rmSync(folder, { recursive: true }));

/** 20 images in batches of 8: each epoch has steps of 8, 8 and 4 images. */
const data = tinyImages(20);

const config = (overrides: Partial<TrainingConfig> = {}): TrainingConfig =>
  postConfig({ model: tinyModel(), epochs: 2, batchSize: 8, displayStep: 2, ...overrides });

/** The history without its times, which differ from run to run. */
const timeless = ({ steps, epochs }: History) => ({
  steps,
  epochs: epochs.map((epoch) => ({ ...epoch, seconds: 0 })),
});

/** The numbers of a history, in order. */
const losses = ({ steps, epochs }: History) => [
  ...steps.flatMap(({ loss, accuracy }) => [loss, accuracy]),
  ...epochs.flatMap((epoch) => [epoch.trainLoss, epoch.validationLoss ?? 0]),
];

const values = ({ weights, optimizerState }: Training) =>
  Object.entries({ ...weights, ...optimizerState }).map(([name, variable]) => [
    name,
    Buffer.from(variable.dataSync().buffer).toString('base64'),
  ]);

test('a tiny net learns 32 images by heart', async () => {
  const training = startTraining(
    config({
      model: tinyModel({ dropoutRate: 0 }),
      schedule: { kind: 'constant', learningRate: 0.003 },
      epochs: 40,
      batchSize: 16,
      displayStep: 10,
    }),
  );
  const images = tinyImages(32);
  await train(training, images);
  const steps = training.history.steps.map(({ loss }) => loss);
  assert.equal(steps.length, 8);
  assert.ok((steps[0] as number) > 1, 'it starts near ln 10, knowing nothing');
  assert.ok((steps[7] as number) < 0.1, `loss ${steps.join(', ')}`);
  assert.equal(evaluate(predictor(training.config, training.weights), images).accuracy, 1);
  disposeTraining(training);
});

test('the history holds means over images, every displayStep steps and every epoch', async () => {
  const schedule: Schedule = { kind: 'steps', learningRate: 0.001, epochs: [1], divisor: 10 };
  const training = startTraining(config({ schedule }));
  const validation = tinyImages(30);
  const seen: StepProgress[] = [];
  const evaluated: { loss: number; accuracy: number }[] = [];
  await train(training, data, {
    validation,
    onStep: (progress) => seen.push(progress),
    onEpoch: (record, { config, weights }) => {
      evaluated.push(evaluate(predictor(config, weights), validation));
      assert.equal(record.epoch, evaluated.length);
    },
  });
  assert.deepEqual(
    seen.map(({ step, steps }) => [step, steps]),
    [1, 2, 3, 4, 5, 6].map((step) => [step, 6]),
  );
  const mean = (from: number, to: number, key: 'loss' | 'accuracy') => {
    const part = seen.slice(from, to).map((one, i) => ({
      value: one[key],
      images: [8, 8, 4][(from + i) % 3] as number,
    }));
    const images = part.reduce((sum, one) => sum + one.images, 0);
    return part.reduce((sum, one) => sum + one.value * one.images, 0) / images;
  };
  const { steps, epochs } = training.history;
  assert.deepEqual(
    steps.map(({ step, learningRate }) => [step, learningRate]),
    [
      [2, 0.001],
      [4, 0.0001],
      [6, 0.0001],
    ],
  );
  steps.forEach(({ loss, accuracy }, i) => {
    assertClose([loss], [mean(2 * i, 2 * i + 2, 'loss')], 1e-12);
    assertClose([accuracy], [mean(2 * i, 2 * i + 2, 'accuracy')], 1e-12);
  });
  assert.equal(epochs.length, 2);
  epochs.forEach((epoch, i) => {
    assertClose([epoch.trainLoss], [mean(3 * i, 3 * i + 3, 'loss')], 1e-12);
    assertClose([epoch.trainAccuracy], [mean(3 * i, 3 * i + 3, 'accuracy')], 1e-12);
    // Evaluated compiled and op by op: the weights that onEpoch sees are those of the epoch's end.
    assertClose([epoch.validationLoss ?? 0], [evaluated[i]?.loss ?? 1], 1e-5);
    assert.equal(epoch.validationAccuracy, evaluated[i]?.accuracy);
    assert.ok(epoch.seconds > 0);
  });
  disposeTraining(training);
});

test('without validation images the history has null, not a number', async () => {
  const training = startTraining(config({ epochs: 1 }));
  await train(training, data, { compiled: false });
  const [epoch] = training.history.epochs;
  assert.deepEqual([epoch?.validationLoss, epoch?.validationAccuracy], [null, null]);
  disposeTraining(training);
});

for (const compiled of [true, false]) {
  const how = compiled ? 'compiled' : 'op by op';
  // Both kinds of chance, dropout and the shift of the images; and averages that are not trained.
  const model = tinyModel({ batchNorm: true });
  const setting = config({ model, epochs: 3, maxShift: 2, displayStep: 4 });
  const validation = tinyImages(10);
  const whole = async () => {
    const training = startTraining(setting);
    await train(training, data, { compiled, validation });
    const result = { history: timeless(training.history), values: values(training) };
    disposeTraining(training);
    return result;
  };
  let made: ReturnType<typeof whole> | undefined;
  // Made when it is first needed: a test that counts tensors must not run beside it.
  const unbroken = () => (made ??= whole());

  test(`${how}: the same seed gives the same training, another seed another`, async () => {
    const again = startTraining(setting);
    await train(again, data, { compiled, validation });
    assert.deepEqual(timeless(again.history), (await unbroken()).history);
    assert.deepEqual(values(again), (await unbroken()).values);
    disposeTraining(again);

    const other = startTraining({ ...setting, seed: 2, epochs: 1 });
    await train(other, data, { compiled, validation });
    assert.notEqual(
      other.history.epochs[0]?.trainLoss,
      (await unbroken()).history.epochs[0]?.trainLoss,
    );
    disposeTraining(other);
  });

  test(`${how}: stopped at any step and carried on, in memory or from disk, it is the same training`, async () => {
    let training = startTraining(setting);
    const file = path.join(folder, `${how}.safetensors`);
    // In the middle of an epoch, at its end, after a step of the next, and before a history line.
    for (const untilStep of [2, 3, 4, 7]) {
      await train(training, data, { compiled, validation, untilStep });
      assert.equal(training.step, untilStep);
      if (untilStep === 3) continue;
      saveCheckpoint(file, training);
      disposeTraining(training);
      training = loadCheckpoint(file);
    }
    await train(training, data, { compiled, validation });
    assert.deepEqual(timeless(training.history), (await unbroken()).history);
    assert.deepEqual(values(training), (await unbroken()).values);
    disposeTraining(training);
  });

  test(`${how}: the stop flag ends it before the next step`, async () => {
    const training = startTraining(setting);
    const stop = { stopped: true };
    await train(training, data, { compiled, stop });
    assert.equal(training.step, 0, 'stopped before it began');
    stop.stopped = false;
    const onStep = ({ step }: StepProgress) => {
      stop.stopped = step === 5;
    };
    await train(training, data, { compiled, validation, stop, onStep });
    assert.equal(training.step, 5);
    assert.equal(training.history.epochs.length, 1);
    stop.stopped = false;
    await train(training, data, { compiled, validation });
    assert.deepEqual(timeless(training.history), (await unbroken()).history);
    assert.deepEqual(values(training), (await unbroken()).values);
    disposeTraining(training);
  });

  test(`${how}: nothing leaks, whether it ends, is stopped or fails`, async () => {
    const before = held();
    const training = startTraining(setting);
    const started = held();
    await train(training, data, { compiled, validation, untilStep: 1 });
    assert.deepEqual(held().tensors, started.tensors, 'stopped in an epoch');
    await train(training, data, { compiled, validation, untilStep: 6 });
    assert.deepEqual(held().tensors, started.tensors, 'two epochs');
    const counts: number[] = [];
    const onStep = () => counts.push(held().native);
    await train(training, data, { compiled, validation, onStep });
    assert.ok(new Set(counts.slice(1)).size <= 2, `native tensors ${counts.join(', ')}`);
    training.config.epochs = 4;
    const fail = () => {
      throw new Error('from onStep');
    };
    await assert.rejects(train(training, data, { compiled, onStep: fail }), /from onStep/);
    assert.deepEqual(held().tensors, started.tensors, 'failed in an epoch');
    disposeTraining(training);
    assert.deepEqual(held(), before);
  });
}

test('each step takes the running averages a tenth of the way to its batch, compiled or not', async () => {
  for (const compiled of [true, false]) {
    const training = startTraining(config({ model: tinyModel({ batchNorm: true }) }));
    const { config: made, weights } = training;
    const mode = { training: true, dropoutSeed: tf.tensor1d([made.seed, 0], 'int32') };
    const { statistics } = lossAndGradients(made.model, weights, batchAt(data, made, 0), mode);
    await train(training, data, { compiled, untilStep: 1 });
    assert.equal(Object.keys(statistics).length, 5);
    for (const [layer, { mean, variance }] of Object.entries(statistics)) {
      const average = (name: string) => weights[`${layer}/${name}`]?.dataSync() ?? [];
      assertClose(average('mean'), tf.mul(mean, 0.1).dataSync(), 1e-4, `${layer} mean`);
      const expected = tf.add(0.9, tf.mul(variance, 0.1)).dataSync();
      assertClose(average('variance'), expected, 1e-4, `${layer} variance`);
    }
    disposeTraining(training);
  }
});

test('dropout differs from step to step, compiled or not', async () => {
  // The same image each time, and weights that stay: only dropout is left to change the loss.
  const schedule = { kind: 'constant', learningRate: 0 } as const;
  for (const compiled of [true, false]) {
    const training = startTraining(config({ schedule, epochs: 4, batchSize: 1, displayStep: 1 }));
    await train(training, slice(data, 0, 1), { compiled });
    const losses = training.history.steps.map(({ loss }) => loss);
    assert.equal(new Set(losses).size, 4, losses.join(', '));
    disposeTraining(training);
  }
});

test('compiled and op by op give the same training, up to rounding', async () => {
  // Adam turns rounding noise into steps as large as any other; a small rate keeps them small.
  const schedule = { kind: 'constant', learningRate: 1e-4 } as const;
  const run = async (compiled: boolean) => {
    const training = startTraining(config({ epochs: 4, schedule }));
    await train(training, data, { compiled, validation: data });
    disposeTraining(training);
    return losses(training.history);
  };
  assertClose(await run(true), await run(false), 1e-4);
});

test('a stop between two epochs does not end one of them twice', async () => {
  const training = startTraining(config({ epochs: 2 }));
  for (const epochs of [0, 1, 2]) {
    await train(training, data, { untilStep: 3 * epochs });
    await train(training, data, { stop: { stopped: true } });
    await train(training, data, { untilStep: 3 * epochs });
    assert.equal(training.step, 3 * epochs);
    assert.equal(training.history.epochs.length, epochs);
  }
  disposeTraining(training);
});

test('an error right after the last step of an epoch leaves it whole: the next call ends it first', async () => {
  const unbroken = startTraining(config());
  await train(unbroken, data, { validation: data });
  const training = startTraining(config());
  const file = path.join(folder, 'after onStep.safetensors');
  const onStep = ({ step }: StepProgress) => {
    if (step % 3 === 0) throw new Error('from onStep');
  };
  for (const epochs of [1, 2]) {
    await assert.rejects(train(training, data, { validation: data, onStep }), /from onStep/);
    assert.equal(training.step, 3 * epochs);
    saveCheckpoint(file, training);
    disposeTraining(loadCheckpoint(file));
  }
  await train(training, data, { validation: data });
  assert.deepEqual(timeless(training.history), timeless(unbroken.history));
  assert.deepEqual(values(training), values(unbroken));
  for (const one of [unbroken, training]) disposeTraining(one);
});

test('weights changed in onEpoch are trained on with, compiled or not', async () => {
  const run = async (compiled: boolean) => {
    const training = startTraining(config({ epochs: 3 }));
    const { weights, optimizerState } = training;
    const bias = weights['fc8/biases'] as tf.Variable;
    const seen: number[][] = [];
    await train(training, data, {
      compiled,
      onEpoch: () => {
        seen.push(Array.from(bias.dataSync()));
        tf.tidy(() => bias.assign(tf.fill([10], 0.5)));
        tf.tidy(() => optimizerState['mean/fc8/biases']?.assign(tf.zeros([10])));
      },
    });
    const last = Array.from(bias.dataSync());
    disposeTraining(training);
    return [...seen, last];
  };
  const [compiled, plain] = [await run(true), await run(false)];
  assert.deepEqual(compiled[3], Array(10).fill(0.5));
  for (const [i, biases] of plain.entries()) {
    assertClose(compiled[i] ?? [], biases, 1e-3);
    // Two epochs of three steps change a bias by no more than six times the rate.
    if (i > 0) assert.ok(biases.every((value) => Math.abs(value - 0.5) < 0.02));
  }
});

test('a training from an earlier version can be read, not carried on', async () => {
  const training = startTraining(config());
  training.config.version = 1;
  await assert.rejects(train(training, data), /config: version is 1, expected 2/);
  assert.throws(() => startTraining(training.config), /config: version is 1, expected 2/);
  disposeTraining(training);
});

test('a loss that is no longer a number ends it, with the step and the rate', async () => {
  for (const compiled of [true, false]) {
    const optimizer = { kind: 'sgd', weightDecay: 0 } as const;
    const schedule = { kind: 'constant', learningRate: 1e12 } as const;
    const before = held();
    const training = startTraining(config({ optimizer, schedule }));
    await assert.rejects(train(training, data, { compiled }), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /^step [2-5]: loss is NaN.*rate was 1000000000000/);
      assert.equal(error.problem.where, `step ${training.step + 1}`);
      return true;
    });
    disposeTraining(training);
    assert.deepEqual(held(), before);
  }
});

test('other images than it began with are refused, by their number', async () => {
  const training = startTraining(config());
  await train(training, data, { untilStep: 1 });
  assert.equal(training.imageCount, 20);
  const file = path.join(folder, 'count.safetensors');
  saveCheckpoint(file, training);
  const loaded = loadCheckpoint(file);
  for (const one of [training, loaded]) {
    await assert.rejects(
      train(one, slice(data, 0, 19)),
      /^InputError: data: number of images is 19, expected 20, as when this training began/,
    );
    assert.equal(one.step, 1);
    disposeTraining(one);
  }
});

test('two at once are refused, and the first goes on as if it were alone', async () => {
  for (const compiled of [true, false]) {
    const [one, alone] = [startTraining(config()), startTraining(config())];
    const first = train(one, data, { compiled });
    const message = /^InputError: training: state is being trained, expected one train at a time: await it$/; // biome-ignore format: one line
    await assert.rejects(train(one, data, { compiled }), message);
    await assert.rejects(train({ ...one }, data, { compiled }), message, 'its weights count');
    await assert.rejects(traceTraining(one, data, 1, { compiled }), message);
    await Promise.all([first, train(alone, data, { compiled })]);
    assert.deepEqual(timeless(one.history), timeless(alone.history));
    assert.deepEqual(values(one), values(alone));
    one.config.epochs = 3;
    const fail = () => {
      throw new Error('from onStep');
    };
    await assert.rejects(train(one, data, { compiled, onStep: fail }), /from onStep/);
    await train(one, data, { compiled });
    assert.equal(one.step, 9, 'free again after its end and after an error');
    disposeTraining(one);
    disposeTraining(alone);
  }
});

test('weights changed in onStep are trained on with op by op, and lost compiled', async () => {
  const run = async (compiled: boolean) => {
    const training = startTraining(config({ epochs: 1 }));
    const bias = training.weights['fc8/biases'] as tf.Variable;
    const onStep = () => tf.tidy(() => bias.assign(tf.fill([10], 0.5)));
    await train(training, data, { compiled, onStep });
    const last = [...bias.dataSync()];
    disposeTraining(training);
    return last;
  };
  assert.deepEqual(await run(false), Array(10).fill(0.5));
  assert.ok((await run(true)).every((value) => Math.abs(value) < 0.01));
});

test('a batch larger than the data is refused before anything starts', async () => {
  const training = startTraining(config({ batchSize: 21 }));
  await assert.rejects(train(training, data), /batchSize is 21, expected .* from 1 to 20/);
  assert.equal(training.step, 0);
  disposeTraining(training);
});

test('if TensorFlow refuses the graph, it says so once and goes on op by op', async () => {
  const run = async (compiled: boolean) => {
    const training = startTraining(config());
    await train(training, data, { compiled, validation: slice(data, 0, 5) });
    disposeTraining(training);
    return timeless(training.history);
  };
  const plain = await run(false);
  const { warn } = console;
  const warnings: string[] = [];
  const loadSavedModel = () => {
    throw new Error('no such kernel');
  };
  try {
    console.warn = (text: string) => warnings.push(text);
    // It is replaced until the first step has been tried, which `train` does before it waits.
    const running = withBinding(
      () => ({ loadSavedModel }),
      () => run(true),
    );
    assert.deepEqual(await running, plain);
  } finally {
    console.warn = warn;
  }
  assert.deepEqual(warnings, ['Training goes on op by op, more slowly: no such kernel']);
});
