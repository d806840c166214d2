// Recorded trainings: a folder with run.json (what was done and what came of it) and checkpoints.
import os from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import {
  checkList,
  checkObject,
  checkSwitch,
  checkText,
  failing,
  InputError,
} from '../base/errors';
import { type Check, fields, number, optional, orNull, share, whole } from '../base/fields';
import { readFileOrRefuse, writeFileWhole } from '../base/files';
import { parseJson } from '../base/json';
import { kindOf } from '../base/kind';
import type { versions } from '../tensorflow/runtime';
import { readConfig, type TrainingConfig } from '../training/config';
import { checkHistory, type History } from '../training/history';
import type { Training } from '../training/state';

const FORMAT = 'alexnet-mnist run';
const VERSION = 1;
/** A record larger than this is refused: 90 epochs take less than a hundredth of it. */
const LIMIT = 100_000_000;

/** What a model does on a set of images. */
export interface Score {
  count: number;
  accuracy: number;
  loss: number;
  /** Which images were read wrong, in rising order; absent where those are more than half. */
  mistakes?: number[];
}

/** Images of one's own, as a run records them. */
export interface OwnData {
  /** What was loaded, as its files or their folder are called. */
  name: string;
  /** Where it was. */
  folder: string;
  /** Of all images and labels. */
  sha256: string;
}

/** A training, done or under way, and what came of it. */
export interface Run {
  config: TrainingConfig;
  /** Images of one's own that it was trained with; absent for MNIST. */
  data?: OwnData;
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
  /** Whether the end of training leaves the test images alone, for a command of its own. */
  noTest?: boolean;
  versions: ReturnType<typeof versions>;
  machine: { processor: string; cores: number; memoryGiB: number; platform: string };
  /** Seconds of training and evaluation, over all sittings. */
  seconds: number;
  /** Largest resident memory, in bytes. */
  peakMemory: number;
}

/** A run that is done, and was tried on the test images. */
export type FinishedRun = Run & { test: NonNullable<Run['test']> };

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
  const fail = failing(file);
  const bytes = readFileOrRefuse(file, 'a run record', LIMIT);
  const kind = kindOf(bytes);
  if (kind && kind !== 'JSON text') fail('content', kind, 'a run record');
  const record = parseJson(bytes.toString(), file);
  checkObject(file, 'content', record);
  const { format, version, ...rest } = record;
  if (format !== FORMAT) fail('format', format, FORMAT);
  if (version !== VERSION) {
    fail('version', JSON.stringify(version), `${VERSION}, the only one known here`);
  }
  const run = rest as unknown as Run;
  run.config = readConfig(run.config, file);
  checkHistory(run.history, file);
  const { length } = run.history.epochs;
  FIELDS(file, '', run);
  orNull(fields({ epoch: whole(1, length), accuracy: share }))(file, 'best', run.best);
  if (run.finished && length !== run.config.epochs) {
    fail('number of history.epochs', length, `${run.config.epochs}, since it is finished`);
  }
  return run;
}

/**
 * Reads the record of a training on MNIST that is done and was tried on the test images. Throws an
 * InputError as `loadRun` does, and if it is another.
 */
export function loadFinishedRun(file: string): FinishedRun {
  const run = loadRun(file);
  const { finished, history, config, test, data } = run;
  if (data) {
    throw new InputError({ where: file, field: 'data', found: data.name, expected: 'MNIST' });
  }
  const [field, expected] = ['training', 'a finished one with its test scores'];
  if (!finished) {
    const found = `unfinished, at epoch ${history.epochs.length} of ${config.epochs}`;
    throw new InputError({ where: file, field, found, expected });
  }
  if (!test) throw new InputError({ where: file, field, found: 'without a test', expected });
  return { ...run, test };
}

/**
 * Throws an InputError unless a record and a checkpoint are of the same training: the same config, the
 * same images, and the same history as far as both go; and, where `epoch` is given, unless the checkpoint
 * was made after so many epochs. `where` is the record's file, `what` the checkpoint's.
 */
export function checkSameTraining(
  run: Run,
  training: Pick<Training, 'config' | 'history' | 'imageCount'>,
  where: string,
  what: string,
  epoch?: number,
): void {
  const fail = (field: string, found: string) => {
    throw new InputError({ where, field, found, expected: `that of ${what} beside it` });
  };
  if (!isDeepStrictEqual(run.config, training.config)) fail('config', 'another');
  const { imageCount = run.imageCount } = training;
  if (imageCount !== (run.imageCount ?? imageCount)) fail('imageCount', `${run.imageCount}`);
  for (const part of ['epochs', 'steps'] as const) {
    const [ours, theirs] = [run.history[part], training.history[part]];
    // One of them may have been saved a little earlier.
    const both = Math.min(ours.length, theirs.length);
    const at = ours.slice(0, both).findIndex((record, i) => !isDeepStrictEqual(record, theirs[i]));
    if (at >= 0) fail(`history.${part}[${at}]`, 'another');
  }
  const found = training.history.epochs.length;
  if (epoch === undefined || found === epoch) return;
  throw new InputError({ where, field: `epoch of ${what}`, found, expected: `${epoch}` });
}

const SCORE: Check = (where, field, score) => {
  fields({ count: whole(1), accuracy: share, loss: number({ low: 0 }) })(where, field, score);
  const { count, accuracy, mistakes } = score as Score;
  if (mistakes === undefined) return;
  checkList(where, `${field}.mistakes`, mistakes);
  const wrong = count - Math.round(accuracy * count);
  if (mistakes.length !== wrong) {
    const expected = `${wrong}, as accuracy and count have it`;
    throw new InputError({ where, field: `number of ${field}.mistakes`, found: mistakes.length, expected }); // biome-ignore format: one line
  }
  for (const [i, index] of mistakes.entries()) {
    const low = i === 0 ? 0 : (mistakes[i - 1] as number) + 1;
    whole(low, count - 1)(where, `${field}.mistakes[${i}]`, index);
  }
};

/** What does not hang on other fields. */
const FIELDS = fields({
  data: optional(fields({ name: checkText, folder: checkText, sha256: checkText })),
  imageCount: optional(whole(1)),
  validationCount: whole(0),
  finished: checkSwitch,
  noTest: optional(checkSwitch),
  test: orNull(fields({ last: SCORE, best: orNull(SCORE) })),
  versions: fields({
    node: checkText,
    tfjs: checkText,
    tensorflow: checkText,
    backend: checkText,
  }),
  machine: fields({
    processor: checkText,
    cores: whole(1),
    memoryGiB: number({ low: 0 }),
    platform: checkText,
  }),
  seconds: number({ low: 0 }),
  peakMemory: number({ low: 0 }),
});

/** The first epoch that did best on validation, or without validation on its training batches. */
export function bestEpoch({ epochs }: History): Run['best'] {
  let best: Run['best'] = null;
  for (const { epoch, validationAccuracy, trainAccuracy } of epochs) {
    const accuracy = validationAccuracy ?? trainAccuracy;
    if (!best || accuracy > best.accuracy) best = { epoch, accuracy };
  }
  return best;
}
