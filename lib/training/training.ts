// A training as plain data: its configuration, its state at some step, its history.

import { checkList, checkNumber, checkObject, InputError } from '../base/errors';
import { type AlexNetConfig, mnistConfig, type Weights } from '../network/alexnet';
import { createWeights, weightShapes } from '../network/weights';
import { tf } from '../tensorflow/runtime';
import { ADAM, checkOptimizer, createOptimizerState, type Optimizer } from './optimizer';
import { checkSchedule, type Schedule } from './schedule';

export interface TrainingConfig {
  model: AlexNetConfig;
  optimizer: Optimizer;
  schedule: Schedule;
  epochs: number;
  batchSize: number;
  /** Steps from one line of the history to the next. */
  displayStep: number;
  /** Fixes the weights at the start, the order of the images and the dropout. */
  seed: number;
  /** What pixels 0 to 255 are multiplied with. */
  scale: number;
  /** Pixels by which each training image is moved by chance; 0 is no augmentation. */
  maxShift: number;
}

/** The post's parameters: Adam, 0.001, 90 epochs, batches of 64, display step 20. */
export function postConfig(overrides: Partial<TrainingConfig> = {}): TrainingConfig {
  return {
    model: mnistConfig(),
    optimizer: ADAM,
    schedule: { kind: 'constant', learningRate: 0.001 },
    epochs: 90,
    batchSize: 64,
    displayStep: 20,
    seed: 1,
    scale: 1 / 255,
    maxShift: 0,
    ...overrides,
  };
}

/** Whether the notebooks train in full, which takes hours, rather than for a minute or so: set the
 * environment variable ALEXNET_FULL=1 before JupyterLab starts. Throws an InputError for a value
 * that says neither. */
export function isFullRun(): boolean {
  const value = process.env.ALEXNET_FULL ?? '';
  if (['', '0', '1'].includes(value)) return value === '1';
  const found = `"${value}"`;
  const expected = '1 for the full trainings, 0 or nothing for the short ones';
  throw new InputError({ where: 'environment', field: 'ALEXNET_FULL', found, expected });
}

/** One line of the history: means over the steps since the line before, dropout on. */
export interface StepRecord {
  /** Steps done, over all epochs. */
  step: number;
  loss: number;
  accuracy: number;
  learningRate: number;
}

export interface EpochRecord {
  /** Epochs done. */
  epoch: number;
  /** Means over the epoch's training batches, dropout on. */
  trainLoss: number;
  trainAccuracy: number;
  /** On the validation images at the epoch's end, dropout off; null without such images. */
  validationLoss: number | null;
  validationAccuracy: number | null;
  seconds: number;
}

export interface History {
  steps: StepRecord[];
  epochs: EpochRecord[];
}

/** Sums over the steps since a history line, or since the epoch began. */
export interface Sums {
  steps: number;
  images: number;
  loss: number;
  right: number;
  seconds: number;
}

/** A training at some step: all that is needed to carry it on as if it had not stopped. */
export interface Training {
  config: TrainingConfig;
  weights: Weights;
  optimizerState: Weights;
  /** Steps done, over all epochs. */
  step: number;
  history: History;
  sinceDisplay: Sums;
  sinceEpoch: Sums;
  /** How many images it trains on, from its first step on: with others, a step is another place. */
  imageCount?: number;
}

export const noSums = (): Sums => ({ steps: 0, images: 0, loss: 0, right: 0, seconds: 0 });

/** A training at step 0: new weights from the seed. Throws an InputError for an unusable config. */
export function startTraining(config: TrainingConfig): Training {
  checkTraining(config);
  const weights = createWeights(config.model, config.seed);
  return {
    config,
    weights,
    optimizerState: createOptimizerState(config.optimizer, weights),
    step: 0,
    history: { steps: [], epochs: [] },
    sinceDisplay: noSums(),
    sinceEpoch: noSums(),
  };
}

/** Frees the weights and the optimizer's state. */
export function disposeTraining({ weights, optimizerState }: Training): void {
  tf.dispose(weights);
  tf.dispose(optimizerState);
}

/** Throws an InputError that names the field if a training cannot be started. */
export function checkTraining(config: TrainingConfig, where = 'config'): void {
  checkObject(where, 'config', config);
  for (const field of ['model', 'optimizer', 'schedule'] as const) {
    checkObject(where, field, config[field]);
  }
  checkNumber(where, 'epochs', config.epochs, { low: 1, whole: true });
  checkNumber(where, 'batchSize', config.batchSize, { low: 1, whole: true });
  checkNumber(where, 'displayStep', config.displayStep, { low: 1, whole: true });
  checkNumber(where, 'seed', config.seed, { low: 0, high: 2 ** 31 - 1, whole: true });
  checkNumber(where, 'scale', config.scale, { low: 0 });
  checkNumber(where, 'maxShift', config.maxShift, { low: 0, high: 14, whole: true });
  checkSchedule(config.schedule, `${where} schedule`);
  checkOptimizer(config.optimizer, `${where} optimizer`);
  try {
    weightShapes(config.model);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // It names the layer, or config.lrn; this, where that stands.
    const part = error.problem.where.replace(/^config\.?/, '');
    throw new InputError({ ...error.problem, where: `${where} ${part}`.trim() }, error);
  }
}

/** Throws an InputError that names the field if a training that was read cannot be carried on. */
export function checkProgress(
  training: Pick<Training, 'step' | 'history' | 'sinceDisplay' | 'sinceEpoch' | 'imageCount'>,
  where: string,
): void {
  checkNumber(where, 'step', training.step, { low: 0, whole: true });
  checkHistory(training.history, where);
  for (const name of ['sinceDisplay', 'sinceEpoch'] as const) {
    for (const key of Object.keys(noSums()) as (keyof Sums)[]) {
      checkNumber(where, `${name}.${key}`, training[name]?.[key], { low: 0 });
    }
  }
  const { length } = training.history.steps;
  const last = training.history.steps[length - 1]?.step ?? 0;
  checkNumber(where, `history.steps[${length - 1}].step`, last, { high: training.step });
  // The first version's checkpoints do without.
  const { imageCount = 1 } = training;
  checkNumber(where, 'imageCount', imageCount, { low: 1, whole: true });
}

/** Throws an InputError that names the line and the field if a history that was read is unusable. */
export function checkHistory(history: History, where: string): void {
  const share = { low: 0, high: 1 };
  checkObject(where, 'history', history);
  checkList(where, 'history.steps', history.steps);
  checkList(where, 'history.epochs', history.epochs);
  let before = 0;
  for (const [i, record] of history.steps.entries()) {
    const at = `history.steps[${i}]`;
    checkObject(where, at, record);
    checkNumber(where, `${at}.step`, record.step, { low: before + 1, whole: true });
    checkNumber(where, `${at}.loss`, record.loss);
    checkNumber(where, `${at}.accuracy`, record.accuracy, share);
    checkNumber(where, `${at}.learningRate`, record.learningRate, { low: 0 });
    before = record.step;
  }
  for (const [i, record] of history.epochs.entries()) {
    const at = `history.epochs[${i}]`;
    checkObject(where, at, record);
    checkNumber(where, `${at}.epoch`, record.epoch, { low: i + 1, high: i + 1 });
    checkNumber(where, `${at}.trainLoss`, record.trainLoss);
    checkNumber(where, `${at}.trainAccuracy`, record.trainAccuracy, share);
    checkNumber(where, `${at}.seconds`, record.seconds, { low: 0 });
    if (record.validationLoss === null && record.validationAccuracy === null) continue;
    checkNumber(where, `${at}.validationLoss`, record.validationLoss);
    checkNumber(where, `${at}.validationAccuracy`, record.validationAccuracy, share);
  }
}
