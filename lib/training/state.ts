// A training as plain data: its configuration, its state at some step, its history.
import { checkNumber } from '../base/errors';
import type { Weights } from '../network/alexnet';
import { createWeights } from '../network/weights';
import { tf } from '../tensorflow/runtime';
import { checkCurrent, checkTraining, type TrainingConfig } from './config';
import { checkHistory, type History } from './history';
import { createOptimizerState } from './optimizer';

/** Sums over the steps since a history line, or since the epoch began. */
export interface Sums {
  steps: number;
  images: number;
  loss: number;
  correct: number;
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

export const noSums = (): Sums => ({ steps: 0, images: 0, loss: 0, correct: 0, seconds: 0 });

/** The means over images that sums give. */
export function means({ loss, correct, images }: Sums): { loss: number; accuracy: number } {
  return { loss: loss / images, accuracy: correct / images };
}

/**
 * A training at step 0: new weights from the seed. Free it with `disposeTraining`. Throws an InputError for
 * an unusable config, or for one whose seeds an earlier version drew in another way.
 */
export function startTraining(config: TrainingConfig): Training {
  checkTraining(config);
  checkCurrent(config);
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
  // Not known before the first step.
  const { imageCount = 1 } = training;
  checkNumber(where, 'imageCount', imageCount, { low: 1, whole: true });
}
