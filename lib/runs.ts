// Recorded trainings: a folder with run.json (what was done and what came of it) and checkpoints.
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { checkList, checkNumber, checkObject, InputError } from './errors';
import { writeFileWhole } from './files';
import type { versions } from './runtime';
import { checkTraining, type History, type TrainingConfig } from './training';

const FORMAT = 'alexnet-mnist run';
const VERSION = 1;

/** What a model does on a set of images. */
export interface Score {
  count: number;
  accuracy: number;
  loss: number;
}

export interface Run {
  config: TrainingConfig;
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
  let run: Run & { format: string; version: number };
  try {
    run = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return fail('file', code ?? message, 'a readable JSON file', error);
  }
  if (run?.format !== FORMAT) fail('format', run?.format, FORMAT);
  if (run.version !== VERSION) fail('version', run.version, String(VERSION));
  checkObject(file, 'config', run.config);
  checkTraining(run.config, `${file} config`);
  for (const list of ['steps', 'epochs'] as const) {
    checkList(file, `history.${list}`, run.history?.[list]);
  }
  run.history.epochs.forEach((record, i) => {
    const epoch = record?.epoch;
    if (epoch !== i + 1) fail(`history.epochs[${i}].epoch`, epoch, String(i + 1));
  });
  checkNumber(file, 'seconds', run.seconds, { low: 0 });
  const { format: _format, version: _version, ...rest } = run;
  return rest;
}
