// What a training notes of itself on the way.
import { checkList, checkNumber, checkObject } from '../base/errors';

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
