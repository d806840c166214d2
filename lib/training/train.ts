// The training loop: carries a training on, step by step.
import { InputError } from '../base/errors';
import { type Batch, batchAt, batchCount } from '../data/batches';
import type { LabeledImages } from '../data/images';
import type { Weights } from '../network/alexnet';
import { tf } from '../tensorflow/runtime';
import { beginningOf, checkReady, checkSame } from './check';
import { endEpoch } from './epoch';
import type { TrainOptions } from './options';
import { learningRateAt } from './schedule';
import { means, noSums, type Training } from './state';
import { createEngine, type Engine } from './step';

/** The weights of the trainings that go on: two at once would undo each other's steps. */
const underway = new WeakSet<Weights>();

/**
 * Carries a training on to the end of its epochs, or until it is stopped. On return weights and history are
 * up to date, whether it ended, was stopped or threw; call again to go on. An epoch that an error kept from
 * its end, as one from `onStep` at its last step does, is ended by the next call. Throws an InputError if the loss
 * is no longer a number, or a weight at an epoch's end; for data that do not fit the network; and if the
 * training cannot be carried on: while another `train` does, with a config that cannot be used or options
 * that make no sense, begun on another number of images or by an earlier version, or with other weights or
 * another optimizer's state than its config needs.
 */
export async function train(
  training: Training,
  data: LabeledImages,
  options: TrainOptions = {},
): Promise<void> {
  const { config, weights } = training;
  if (underway.has(weights)) {
    const expected = 'one train at a time: await it';
    throw new InputError({ where: 'training', field: 'state', found: 'being trained', expected });
  }
  checkReady(training, data, options);
  rememberCount(training, data);
  const stepsPerEpoch = batchCount(data.count, config.batchSize);
  const steps = config.epochs * stepsPerEpoch;
  const last = Math.min(steps, options.untilStep ?? steps);
  const begun = beginningOf(training);
  const engine = createEngine(training, options.compiled ?? true, options);
  underway.add(weights);
  const rateAt = (step: number) =>
    learningRateAt(config.schedule, { step, stepsPerEpoch, epochs: config.epochs });
  const epochIsDue = () => training.step % stepsPerEpoch === 0 && training.sinceEpoch.steps > 0;
  const finishEpoch = async () => {
    const { step } = training;
    await endEpoch(training, step / stepsPerEpoch, rateAt(step - 1), engine, options);
    checkSame(training, begun);
  };
  try {
    // An error right after an epoch's last step may have kept the last call from it.
    if (epochIsDue()) await finishEpoch();
    while (training.step < last && !options.stop?.stopped) {
      const learningRate = rateAt(training.step);
      const batch = batchAt(data, config, training.step);
      const result = runStep(engine, training, batch, learningRate);
      note(training, result, learningRate);
      const accuracy = result.correct / result.images;
      const { loss, watched } = result;
      options.onStep?.({ step: training.step, steps, loss, accuracy, watched });
      if (epochIsDue()) await finishEpoch();
      // Lets the notebook draw, and a stop button be heard.
      await new Promise(setImmediate);
    }
  } finally {
    underway.delete(weights);
    try {
      engine.readWeights();
    } finally {
      engine.dispose();
    }
  }
}

/** What a step came to. */
interface StepNumbers {
  loss: number;
  correct: number;
  images: number;
  seconds: number;
  watched: Record<string, number[]>;
}

/** Runs one step and disposes of its batch. Throws an InputError if the loss is no number. */
function runStep(
  engine: Engine,
  { config, step }: Training,
  batch: Batch,
  learningRate: number,
): StepNumbers {
  const started = performance.now();
  const images = batch.labels.size;
  const seed = tf.tensor1d([config.seed, step], 'int32');
  const inputs = { ...batch, learningRate: tf.scalar(learningRate), seed };
  try {
    const result = engine.step(inputs);
    const values = Object.entries(result).map(([name, x]) => [name, Array.from(x.dataSync())]);
    tf.dispose(result);
    const { loss, correct, ...watched } = Object.fromEntries(values);
    checkLoss(loss[0], step + 1, learningRate);
    const seconds = (performance.now() - started) / 1000;
    return { loss: loss[0], correct: correct[0], images, seconds, watched };
  } finally {
    tf.dispose(inputs);
  }
}

/** Counts the step in, and adds a line to the history where one is due. */
function note(training: Training, result: StepNumbers, learningRate: number): void {
  const { config, history } = training;
  training.step += 1;
  for (const sums of [training.sinceDisplay, training.sinceEpoch]) {
    sums.steps += 1;
    sums.images += result.images;
    sums.loss += result.loss * result.images;
    sums.correct += result.correct;
    sums.seconds += result.seconds;
  }
  if (training.step % config.displayStep !== 0) return;
  history.steps.push({ step: training.step, ...means(training.sinceDisplay), learningRate });
  training.sinceDisplay = noSums();
}

/** Remembers the number of images. Throws an InputError if the training began on another. */
function rememberCount(training: Training, { count }: LabeledImages): void {
  const { imageCount = count } = training;
  training.imageCount = imageCount;
  if (count === imageCount) return;
  const expected = `${imageCount}, as when this training began`;
  throw new InputError({ where: 'data', field: 'number of images', found: count, expected });
}

function checkLoss(loss: number, step: number, learningRate: number): void {
  if (Number.isFinite(loss)) return;
  const expected = `a number; the learning rate was ${learningRate}`;
  throw new InputError({ where: `step ${step}`, field: 'loss', found: loss, expected });
}
