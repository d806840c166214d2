// Recorded trainings: a folder with run.json (what was done and what came of it) and checkpoints.
import os from 'node:os';
import { checkNumber, checkObject, checkSwitch, InputError } from '../base/errors';
import { readFileOrRefuse, writeFileWhole } from '../base/files';
import type { versions } from '../tensorflow/runtime';
import {
  checkHistory,
  checkTraining,
  type History,
  type TrainingConfig,
} from '../training/training';

const FORMAT = 'alexnet-mnist run';
const VERSION = 1;
/** A record larger than this is refused: 90 epochs take less than a hundredth of it. */
const LIMIT = 100_000_000;

/** What a model does on a set of images. */
export interface Score {
  count: number;
  accuracy: number;
  loss: number;
}

export interface Run {
  config: TrainingConfig;
  /** Images that it trains on; absent where that is all that validation leaves. */
  imageCount?: number;
  /** Images split off the end of the training set, which weights never see. */
  validationCount: number;
  history: History;
  /** Whether all epochs are done. */
  finished: boolean;
  /** The epoch that did best on validation, and what it reached there. */
  best: { epoch: number; accuracy: number } | null;
  /** On the test set, once, at the end: the last weights and those of the best epoch. */
  test: { last: Score; best: Score | null } | null;
  versions: ReturnType<typeof versions>;
  machine: { processor: string; cores: number; memoryGiB: number; platform: string };
  /** Seconds of training and evaluation, over all sittings. */
  seconds: number;
  /** Largest resident memory, in bytes. */
  peakMemory: number;
}

/** The machine that this runs on, as a run records it. */
export function machine(): Run['machine'] {
  return {
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
  };
}

/** Writes a run record, whole or not at all. */
export function saveRun(file: string, run: Run): void {
  writeFileWhole(file, `${JSON.stringify({ format: FORMAT, version: VERSION, ...run })}\n`);
}

/** Reads a run record. Throws an InputError that names the file and the field if it is unusable. */
export function loadRun(file: string): Run {
  const fail = (field: string, found: unknown, expected: string, cause?: unknown): never => {
    throw new InputError({ where: file, field, found, expected }, cause);
  };
  const text = readFileOrRefuse(file, 'a run record', LIMIT).toString();
  let run: Run & { format: string; version: number };
  try {
    run = JSON.parse(text);
  } catch (error) {
    return fail(
      'content',
      `unreadable (${(error as Error).message})`,
      'a whole JSON record',
      error,
    );
  }
  if (run?.format !== FORMAT) fail('format', run?.format, FORMAT);
  if (run.version !== VERSION)
    fail('version', JSON.stringify(run.version), `${VERSION}, the only one known here`);
  checkObject(file, 'config', run.config);
  checkTraining(run.config, `${file} config`);
  checkNumber(file, 'validationCount', run.validationCount, { low: 0, whole: true });
  const { imageCount = 1 } = run;
  checkNumber(file, 'imageCount', imageCount, { low: 1, whole: true });
  checkHistory(run.history, file);
  checkSwitch(file, 'finished', run.finished);
  const { length } = run.history.epochs;
  if (run.finished && length !== run.config.epochs) {
    fail('number of history.epochs', length, `${run.config.epochs}, since it is finished`);
  }
  if (run.best !== null) {
    checkObject(file, 'best', run.best);
    checkNumber(file, 'best.epoch', run.best.epoch, { low: 1, high: length, whole: true });
    checkNumber(file, 'best.accuracy', run.best.accuracy, { low: 0, high: 1 });
  }
  if (run.test !== null) {
    checkObject(file, 'test', run.test);
    checkScore(run.test.last, file, 'test.last');
    if (run.test.best !== null) checkScore(run.test.best, file, 'test.best');
  }
  checkObject(file, 'versions', run.versions);
  checkObject(file, 'machine', run.machine);
  checkNumber(file, 'seconds', run.seconds, { low: 0 });
  checkNumber(file, 'peakMemory', run.peakMemory, { low: 0 });
  const { format: _format, version: _version, ...rest } = run;
  return rest;
}

function checkScore(score: unknown, where: string, field: string): void {
  checkObject(where, field, score);
  checkNumber(where, `${field}.count`, score.count, { low: 1, whole: true });
  checkNumber(where, `${field}.accuracy`, score.accuracy, { low: 0, high: 1 });
  checkNumber(where, `${field}.loss`, score.loss, { low: 0 });
}

/** The first epoch that did best on validation, or without validation on its training batches. */
export function bestEpoch({ epochs }: History): Run['best'] {
  let best: Run['best'] = null;
  for (const { epoch, validationAccuracy, trainAccuracy } of epochs) {
    const accuracy = validationAccuracy ?? trainAccuracy;
    if (!best || accuracy > best.accuracy) best = { epoch, accuracy };
  }
  return best;
}
