// npm run train: the post's training, or another, outside a notebook. Saves after every epoch.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { checkNumber, InputError } from '../lib/base/errors';
import { type ImageSet, loadMnist, slice } from '../lib/data/mnist';
import { duration, progress } from '../lib/notebook/progress';
import { imagesOf } from '../lib/runs/images';
import {
  bestEpoch,
  checkSameTraining,
  loadRun,
  machine,
  type Run,
  saveRun,
} from '../lib/runs/record';
import { versions } from '../lib/tensorflow/runtime';
import { loadCheckpoint, saveCheckpoint } from '../lib/training/checkpoint';
import type { EpochRecord } from '../lib/training/history';
import { startTraining, type Training } from '../lib/training/state';
import { train } from '../lib/training/train';
import { quote, refuse, runCommand } from './command';
import { scoreOf, testText } from './evaluate';
import { takeFolder } from './train-folder';
import { configure, HELP, readArguments } from './train-options';

const WHERE = 'command line';

/** The files of a training in its folder. */
function filesOf(folder: string) {
  const file = (name: string) => path.join(folder, name);
  return {
    record: file('run.json'),
    last: file('last.safetensors'),
    best: file('best.safetensors'),
    final: file('final.safetensors'),
  };
}

type Files = ReturnType<typeof filesOf>;

/** A training, its record, and the images of both. */
interface Begun {
  training: Training;
  run: Run;
  set: ImageSet;
}

/** A training that is in the folder, and its record. */
function goOn(files: Files): Begun {
  const run = loadRun(files.record);
  const training = loadCheckpoint(files.last);
  checkSameTraining(run, training, files.record, path.basename(files.last));
  return { training, run, set: imagesOf(run) };
}

/** A training at its first step, and its record. */
function begin(
  { config, validationCount, imageCount, own }: ReturnType<typeof configure>,
  noTest: boolean,
): Begun {
  const set = own?.set ?? loadMnist();
  const { count } = set.train;
  const rest = count - validationCount;
  const bounds = { low: config.batchSize, high: count, whole: true };
  checkNumber(WHERE, `images beside --validation ${validationCount}`, rest, bounds);
  const images = { ...bounds, high: rest };
  if (imageCount !== undefined) checkNumber(WHERE, '--images', imageCount, images);
  const training = startTraining(config);
  const run: Run = {
    config,
    ...(own ? { data: own.data } : {}),
    imageCount: imageCount ?? rest,
    validationCount,
    history: training.history,
    finished: false,
    best: null,
    test: null,
    ...(noTest ? { noTest } : {}),
    versions: versions(),
    machine: machine(),
    seconds: 0,
    peakMemory: 0,
  };
  return { training, run, set };
}

/** What was loaded, in a line. */
function setText({ name, classes, train, test }: ImageSet): string {
  const size = `${train.rows}x${train.columns}`;
  return `${name}: ${train.count} images of ${size} to train with, ${test.count} to test with, ${classes} classes`; // biome-ignore format: one line
}

async function main(args: string[]): Promise<void> {
  const given = readArguments(args);
  if (given.help) return void process.stdout.write(HELP);
  if (!given.out) refuse('--out', given.out, 'the folder to write to');
  const folder = path.resolve(String(given.out));
  const files = filesOf(folder);
  const asked = given.resume ? null : configure(given);
  if (given.resume && !existsSync(folder)) {
    refuse('--out', `${folder}, which is missing`, 'the folder of a training to go on with');
  }
  takeFolder(folder);
  // A record without epochs is what a kill right at the start leaves.
  const recorded = () =>
    existsSync(files.record) && loadRun(files.record).history.epochs.length > 0;
  if (asked && (existsSync(files.last) || recorded())) {
    refuse('--out', `${folder}, which holds a training`, '--resume beside it, or a new folder');
  }
  const done = asked ? null : loadRun(files.record);
  if (done?.finished) return void process.stdout.write(`${endText(done, String(given.out))}\n`);
  const { training, run, set } = asked ? begin(asked, Boolean(given['no-test'])) : goOn(files);
  const { train: all, test } = set;
  if (run.data) process.stdout.write(`${setText(set)}\n`);
  const split = all.count - run.validationCount;
  const data = slice(all, 0, run.imageCount ?? split);
  const validation = run.validationCount > 0 ? slice(all, split, all.count) : undefined;

  const before = run.seconds;
  const started = performance.now();
  let savedStep = training.step;
  // The record first: a checkpoint is of no use without one, and brings it up to date.
  const save = () => {
    run.history = training.history;
    run.best = bestEpoch(training.history);
    run.seconds = before + (performance.now() - started) / 1000;
    run.peakMemory = Math.max(run.peakMemory, process.resourceUsage().maxRSS * 1024);
    saveRun(files.record, run);
    saveCheckpoint(files.last, training);
    savedStep = training.step;
  };
  if (asked) save();

  const bar = progress(training.config);
  // It takes Ctrl-C in the next turn; the first step would keep that waiting for seconds.
  await new Promise(setImmediate);
  let told = false;
  const end = () => {
    told = true;
  };
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  const stop = {
    get stopped() {
      return told || bar.stopped;
    },
  };
  try {
    await train(training, data, {
      validation,
      compiled: !given.plain,
      stop,
      onStep: bar.update,
      onEpoch: (record) => {
        if (bestEpoch(training.history)?.epoch === record.epoch) {
          saveCheckpoint(files.best, training, { weightsOnly: true });
        }
        save();
        process.stdout.write(`${process.stdout.isTTY ? '\r\x1b[K' : ''}${epochText(record)}\n`);
      },
    });
    save();
  } catch (error) {
    if (!(error instanceof InputError && error.problem.where.startsWith('step '))) throw error;
    const last = `the last good checkpoint is ${files.last}, of step ${savedStep}`;
    const expected = `${error.problem.expected}; ${last}`;
    throw new InputError({ ...error.problem, expected }, error);
  } finally {
    bar.done();
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.off(signal, end);
  }
  if (stop.stopped) {
    const out = quote(String(given.out));
    process.stdout.write(`Saved. To go on: npm run train -- --out ${out} --resume\n`);
    return;
  }
  if (!run.noTest) {
    const best = loadCheckpoint(files.best);
    checkSameTraining(run, best, files.record, path.basename(files.best), run.best?.epoch);
    run.test = { last: scoreOf(training, test), best: scoreOf(best, test) };
  }
  process.stdout.write(`${endText(run, String(given.out))}\n`);
  saveCheckpoint(files.final, training, { weightsOnly: true });
  // Last: a record that says so is believed to have its weights beside it.
  run.finished = true;
  save();
}

/** What a training that is done says of the test images. */
function endText({ test }: Run, out: string): string {
  return test ? testText(test) : `To look at the test images: npm run evaluate -- ${quote(out)}`;
}

function epochText({ epoch, trainAccuracy, validationAccuracy, seconds }: EpochRecord): string {
  const percent = (share: number | null) =>
    share === null ? 'none' : `${(100 * share).toFixed(2)} %`;
  const scores = `training ${percent(trainAccuracy)}, validation ${percent(validationAccuracy)}`;
  return `epoch ${epoch}: ${scores}, ${duration(seconds)}`;
}

if (require.main === module) runCommand(main);
