// What a training notes of itself on the way.
import { checkList, checkNumber, checkObject } from '../base/errors';
import { fields, number, share, whole } from '../base/fields';

/** One line of the history: means over the steps since the line before, dropout on. */
export interface StepRecord {
  /** Steps done, over all epochs. */
  step: number;
  loss: number;
  accuracy: number;
  learningRate: number;
}

/** What an epoch came to. */
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

/** A training's history, in the order of steps and epochs. */
export interface History {
  steps: StepRecord[];
  epochs: EpochRecord[];
}

const STEP = fields({
  step: whole(1),
  loss: number({ low: 0 }),
  accuracy: share,
  learningRate: number({ low: 0 }),
});

const EPOCH = fields({
  trainLoss: number({ low: 0 }),
  trainAccuracy: share,
  seconds: number({ low: 0 }),
});
const VALIDATION = fields({ validationLoss: number({ low: 0 }), validationAccuracy: share });

/** Throws an InputError that names the line and the field if a history that was read is unusable. */
export function checkHistory(history: History, where: string): void {
  checkObject(where, 'history', history);
  checkList(where, 'history.steps', history.steps);
  checkList(where, 'history.epochs', history.epochs);
  let before = 0;
  for (const [i, record] of history.steps.entries()) {
    const at = `history.steps[${i}]`;
    STEP(where, at, record);
    checkNumber(where, `${at}.step`, record.step, { low: before + 1, whole: true });
    before = record.step;
  }
  for (const [i, record] of history.epochs.entries()) {
    const at = `history.epochs[${i}]`;
    EPOCH(where, at, record);
    checkNumber(where, `${at}.epoch`, record.epoch, { low: i + 1, high: i + 1 });
    const { validationLoss, validationAccuracy } = record;
    if (validationLoss !== null || validationAccuracy !== null) VALIDATION(where, at, record);
  }
}
