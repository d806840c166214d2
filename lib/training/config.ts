// What a training is to do, as plain data.
import { checkNumber, checkObject, InputError, retelling } from '../base/errors';
import type { BatchConfig } from '../data/batches';
import { mnistConfig } from '../network/alexnet';
import type { AlexNetConfig } from '../network/config';
import { layersOf } from '../network/layers';
import { checkSeed } from '../network/weights';
import { ADAM, checkOptimizer, type Optimizer } from './optimizer';
import { checkSchedule, type Schedule } from './schedule';

/**
 * How seeds become weights, shifts and dropout. Version 1 gave neighboring seeds some masks in common, and
 * networks with batch normalization other weights: what it trained is not carried on.
 */
export const CONFIG_VERSION = 2;

/** A network, and how it is to be trained. `checkTraining` says what can be. */
export interface TrainingConfig extends BatchConfig {
  version: number;
  model: AlexNetConfig;
  optimizer: Optimizer;
  schedule: Schedule;
  epochs: number;
  batchSize: number;
  /** Steps from one line of the history to the next. */
  displayStep: number;
  /** Fixes the weights at the start, the order of the images, their shifts and the dropout. */
  seed: number;
  /** Pixels 0 to 255, less `mean`, times `scale` are what the network is given. */
  scale: number;
  mean: number;
  /** Pixels by which each training image is moved at random; 0 is no augmentation. */
  maxShift: number;
}

/**
 * What the post states: a rate of 0.001, 90 epochs, batches of 64, a display step of 20. The rest fills in
 * what it leaves out: Adam, He's weights, pixels from 0 to 1.
 */
export function postConfig(overrides: Partial<TrainingConfig> = {}): TrainingConfig {
  return {
    version: CONFIG_VERSION,
    model: mnistConfig(),
    optimizer: { ...ADAM },
    schedule: { kind: 'constant', learningRate: 0.001 },
    epochs: 90,
    batchSize: 64,
    displayStep: 20,
    seed: 1,
    scale: 1 / 255,
    mean: 0,
    maxShift: 0,
    ...overrides,
  };
}

/** The config in a file. Throws as `checkTraining` does. */
export function readConfig(written: unknown, where: string): TrainingConfig {
  checkObject(where, 'config', written);
  const config = written as unknown as TrainingConfig;
  checkTraining(config, `${where} config`);
  return config;
}

/** Throws an InputError that names the field if a training cannot be started. */
export function checkTraining(config: TrainingConfig, where = 'config'): void {
  checkObject(where, 'config', config);
  for (const field of ['model', 'optimizer', 'schedule'] as const) {
    checkObject(where, field, config[field]);
  }
  checkNumber(where, 'version', config.version, { low: 1, high: CONFIG_VERSION, whole: true });
  checkNumber(where, 'epochs', config.epochs, { low: 1, whole: true });
  checkNumber(where, 'batchSize', config.batchSize, { low: 1, whole: true });
  checkNumber(where, 'displayStep', config.displayStep, { low: 1, whole: true });
  checkSeed(where, 'seed', config.seed);
  checkNumber(where, 'scale', config.scale, { low: 0 });
  checkNumber(where, 'mean', config.mean, { low: 0, high: 255 });
  checkNumber(where, 'maxShift', config.maxShift, { low: 0, high: 14, whole: true });
  checkSchedule(config.schedule, `${where} schedule`);
  checkOptimizer(config.optimizer, `${where} optimizer`);
  // It names the layer, or config.lrn; this, where that stands.
  const place = (part: string) => `${where} ${part.replace(/^config\.?/, '')}`.trim();
  retelling(
    () => layersOf(config.model),
    (problem) => ({ where: place(problem.where) }),
  );
}

/** Throws an InputError unless seeds mean now what they meant when the config was made. */
export function checkCurrent({ version }: TrainingConfig, where = 'config'): void {
  if (version === CONFIG_VERSION) return;
  const expected = `${CONFIG_VERSION}, since seeds give other numbers now: start a new training`;
  throw new InputError({ where, field: 'version', found: version, expected });
}
