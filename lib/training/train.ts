// The training loop: carries a training on, step by step.

import { checkNumber, InputError } from '../base/errors';
import { type Batch, batchCount, pipeline } from '../data/batches';
import type { LabelledImages } from '../data/mnist';
import { type Evaluation, evaluate, type Predict } from '../evaluation/evaluate';
import type { AlexNetConfig } from '../network/alexnet';
import { tf } from '../tensorflow/runtime';
import { learningRateAt } from './schedule';
import { createEngine, type Engine } from './step';
import { type EpochRecord, noSums, type Sums, type Training } from './training';

/** Where a training is after a step: `step` of `steps`, and the batch's loss and accuracy. */
export interface StepProgress {
  step: number;
  steps: number;
  loss: number;
  accuracy: number;
}

export interface TrainOptions {
  /** Images to evaluate on after each epoch. */
  validation?: LabelledImages;
  /** Whether steps run as one TensorFlow graph (the default) or op by op. Same numbers, more speed. */
  compiled?: boolean;
  /** Training ends before the next step once `stopped` is true. */
  stop?: { stopped: boolean };
  /** Ends after this many steps over all epochs, even in the middle of an epoch. */
  untilStep?: number;
  /** Called after each step with the batch's loss and accuracy. */
  onStep?: (progress: StepProgress) => void;
  /** Called after each epoch, when the weights are those of the epoch's end. */
  onEpoch?: (record: EpochRecord, training: Training) => void | Promise<void>;
}

/**
 * Carries a training on to the end of its epochs, or until it is stopped. On return weights and
 * history are up to date, whether it ended or was stopped; call again to go on.
 * Throws an InputError if the loss is no longer a number, or if the training began with another
 * number of images.
 */
export async function train(
  training: Training,
  data: LabelledImages,
  options: TrainOptions = {},
): Promise<void> {
  const { config, history } = training;
  checkNumber('config', 'batchSize', config.batchSize, { low: 1, high: data.count, whole: true });
  checkState(training);
  checkData(config.model, data);
  if (options.validation) checkData(config.model, options.validation, 'validation');
  checkCount(training, data);
  const stepsPerEpoch = batchCount(data.count, config.batchSize);
  const steps = config.epochs * stepsPerEpoch;
  const last = Math.min(steps, options.untilStep ?? steps);
  const engine = createEngine(training, options.compiled ?? true);
  try {
    while (training.step < last && !options.stop?.stopped) {
      const epoch = Math.floor(training.step / stepsPerEpoch);
      const batches = await pipeline(data, {
        batchSize: config.batchSize,
        shuffleSeed: `${config.seed}/${epoch}`,
        firstBatch: training.step % stepsPerEpoch,
        scale: config.scale,
        maxShift: config.maxShift,
        prefetch: 0, // what is made ahead would be lost, and its memory too, when training stops
      }).iterator();
      let batch = await batches.next();
      try {
        while (!batch.done && training.step < last && !options.stop?.stopped) {
          const position = { step: training.step, stepsPerEpoch, epochs: config.epochs };
          const learningRate = learningRateAt(config.schedule, position);
          const started = performance.now();
          const { loss, right } = runStep(engine, training, batch.value, learningRate);
          const images = batch.value.labels.size;
          tf.dispose(batch.value);
          const seconds = (performance.now() - started) / 1000;
          training.step += 1;
          for (const sums of [training.sinceDisplay, training.sinceEpoch]) {
            sums.steps += 1;
            sums.images += images;
            sums.loss += loss * images;
            sums.right += right;
            sums.seconds += seconds;
          }
          if (training.step % config.displayStep === 0) {
            const { loss, accuracy } = means(training.sinceDisplay);
            history.steps.push({ step: training.step, loss, accuracy, learningRate });
            training.sinceDisplay = noSums();
          }
          options.onStep?.({ step: training.step, steps, loss, accuracy: right / images });
          // Lets the notebook draw, and a stop button be heard.
          await new Promise(setImmediate);
          batch = await batches.next();
        }
      } finally {
        if (!batch.done) tf.dispose(batch.value);
      }
      if (training.sinceEpoch.steps > 0 && training.step % stepsPerEpoch === 0) {
        engine.synchronise();
        await endEpoch(training, training.step / stepsPerEpoch, engine.predict, options);
      }
    }
  } finally {
    engine.synchronise();
    engine.dispose();
  }
}

/** Throws an InputError unless the images fit the network's input, and the labels its output. */
function checkData(model: AlexNetConfig, data: LabelledImages, where = 'data'): void {
  const found = [data.rows, data.columns, 1];
  const field = 'image shape';
  if (String(found) !== String(model.inputShape)) {
    throw new InputError({ where, field, found, expected: `[${model.inputShape.join(', ')}]` });
  }
  const classes = model.fullyConnected.at(-1)?.units ?? 0;
  const wrong = data.labels.findIndex((label) => label >= classes);
  if (wrong < 0) return;
  const expected = `below ${classes}, the network's classes`;
  throw new InputError({ where, field: `label ${wrong}`, found: data.labels[wrong], expected });
}

/** Throws an InputError if the training began on another number of images; else remembers theirs. */
function checkCount(training: Training, { count }: LabelledImages): void {
  const { imageCount = count } = training;
  training.imageCount = imageCount;
  if (count === imageCount) return;
  const expected = `${imageCount}, as when this training began`;
  throw new InputError({ where: 'data', field: 'number of images', found: count, expected });
}

/** Runs one step; gives its loss and the number of images it got right. */
function runStep(engine: Engine, { config, step }: Training, batch: Batch, learningRate: number) {
  const [loss, right] = tf.tidy(() => {
    const seed = tf.tensor1d([config.seed, step], 'int32');
    const result = engine.step({ ...batch, learningRate: tf.scalar(learningRate), seed });
    return [result.loss.dataSync()[0], result.right.dataSync()[0]];
  }) as unknown as [number, number];
  checkLoss('loss', loss, step + 1, learningRate);
  return { loss, right };
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

async function endEpoch(
  training: Training,
  epoch: number,
  predict: Predict,
  { validation, onEpoch }: TrainOptions,
): Promise<void> {
  const { config, step } = training;
  const { loss, accuracy } = means(training.sinceEpoch);
  let result: Evaluation | null = null;
  if (validation) result = evaluate(predict, validation, { scale: config.scale });
  if (result) {
    const position = { step: step - 1, stepsPerEpoch: step / epoch, epochs: config.epochs };
    checkLoss('validation loss', result.loss, step, learningRateAt(config.schedule, position));
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
  await onEpoch?.(record, training);
}

function means({ loss, right, images }: Sums): { loss: number; accuracy: number } {
  return { loss: loss / images, accuracy: right / images };
}
