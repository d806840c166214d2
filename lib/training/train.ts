// The training loop: carries a training on, step by step.
import { checkNumber, InputError } from '../base/errors';
import { type Batch, batchAt, batchCount } from '../data/batches';
import { checkLabeledImages } from '../data/check';
import type { LabeledImages } from '../data/images';
import { type Evaluation, evaluate } from '../evaluation/evaluate';
import { inputAndClasses } from '../network/layers';
import { checkWeights } from '../network/weights';
import { tf } from '../tensorflow/runtime';
import { checkCurrent } from './config';
import type { EpochRecord } from './history';
import { learningRateAt } from './schedule';
import { noSums, type Sums, type Training } from './state';
import { createEngine, type Engine, type StepOptions } from './step';

/** Where a training is after a step: `step` of `steps`, and the batch's loss and accuracy. */
export interface StepProgress {
  step: number;
  steps: number;
  loss: number;
  accuracy: number;
  /** The values of what `watch` gave, by name. */
  watched: Record<string, number[]>;
}

export interface TrainOptions extends StepOptions {
  /** Images to evaluate on after each epoch. */
  validation?: LabeledImages;
  /** Whether steps run as one TensorFlow graph (the default) or op by op: the same up to rounding. */
  compiled?: boolean;
  /** Training ends before the next step once `stopped` is true. */
  stop?: { stopped: boolean };
  /** Ends after this many steps over all epochs, even in the middle of an epoch. */
  untilStep?: number;
  /**
   * Called after each step. The training's weights are then those of the last epoch's end; they are brought
   * up to date at each epoch's end, and when `train` returns.
   */
  onStep?: (progress: StepProgress) => void;
  /** Called after each epoch, with its weights. What it changes in them is trained on with. */
  onEpoch?: (record: EpochRecord, training: Training) => void | Promise<void>;
}

/**
 * Carries a training on to the end of its epochs, or until it is stopped. On return weights and history are
 * up to date, whether it ended, was stopped or threw; call again to go on. Throws an InputError if the loss
 * is no longer a number, for data that do not fit the network, and if the training cannot be carried on:
 * begun on another number of images, by an earlier version, or without its optimizer's state.
 */
export async function train(
  training: Training,
  data: LabeledImages,
  options: TrainOptions = {},
): Promise<void> {
  const { config } = training;
  checkCurrent(config);
  checkState(training);
  checkWeights(config.model, training.weights);
  const network = inputAndClasses(config.model);
  checkLabeledImages(data, 'data', network);
  checkNumber('config', 'batchSize', config.batchSize, { low: 1, high: data.count, whole: true });
  if (options.validation) checkLabeledImages(options.validation, 'validation', network);
  rememberCount(training, data);
  const stepsPerEpoch = batchCount(data.count, config.batchSize);
  const steps = config.epochs * stepsPerEpoch;
  const last = Math.min(steps, options.untilStep ?? steps);
  const engine = createEngine(training, options.compiled ?? true, options);
  try {
    while (training.step < last && !options.stop?.stopped) {
      const place = { step: training.step, stepsPerEpoch, epochs: config.epochs };
      const learningRate = learningRateAt(config.schedule, place);
      const batch = batchAt(data, config, training.step);
      const result = runStep(engine, training, batch, learningRate);
      note(training, result, learningRate);
      const accuracy = result.correct / result.images;
      const { loss, watched } = result;
      options.onStep?.({ step: training.step, steps, loss, accuracy, watched });
      if (training.step % stepsPerEpoch === 0) {
        await endEpoch(training, training.step / stepsPerEpoch, engine, options);
      }
      // Lets the notebook draw, and a stop button be heard.
      await new Promise(setImmediate);
    }
  } finally {
    engine.readWeights();
    engine.dispose();
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
    checkLoss('loss', loss[0], step + 1, learningRate);
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

async function endEpoch(
  training: Training,
  epoch: number,
  engine: Engine,
  { validation, onEpoch }: TrainOptions,
): Promise<void> {
  const { config, step } = training;
  const { loss, accuracy } = means(training.sinceEpoch);
  let result: Evaluation | null = null;
  if (validation) {
    result = evaluate(engine.predict, validation);
    const place = { step: step - 1, stepsPerEpoch: step / epoch, epochs: config.epochs };
    checkLoss('validation loss', result.loss, step, learningRateAt(config.schedule, place));
  }
  const record: EpochRecord = {
    epoch,
    trainLoss: loss,
    trainAccuracy: accuracy,
    validationLoss: result?.loss ?? null,
    validationAccuracy: result?.accuracy ?? null,
    seconds: training.sinceEpoch.seconds,
  };
  training.history.epochs.push(record);
  training.sinceEpoch = noSums();
  if (!onEpoch) return;
  engine.readWeights();
  await onEpoch(record, training);
  engine.writeWeights();
}

function means({ loss, correct, images }: Sums): { loss: number; accuracy: number } {
  return { loss: loss / images, accuracy: correct / images };
}

/** Remembers the number of images. Throws an InputError if the training began on another. */
function rememberCount(training: Training, { count }: LabeledImages): void {
  const { imageCount = count } = training;
  training.imageCount = imageCount;
  if (count === imageCount) return;
  const expected = `${imageCount}, as when this training began`;
  throw new InputError({ where: 'data', field: 'number of images', found: count, expected });
}

function checkLoss(field: string, loss: number, step: number, learningRate: number): void {
  if (Number.isFinite(loss)) return;
  const expected = `a number; the learning rate was ${learningRate}`;
  throw new InputError({ where: `step ${step}`, field, found: loss, expected });
}

/** Throws an InputError if the optimizer's state was left out of the checkpoint. */
function checkState({ config, optimizerState }: Training): void {
  const { kind } = config.optimizer;
  if (kind === 'sgd' || Object.keys(optimizerState).length > 0) return;
  const found = 'missing (the checkpoint holds the weights alone)';
  const expected = `that of ${kind}, to train on`;
  throw new InputError({ where: 'training', field: 'optimizerState', found, expected });
}
