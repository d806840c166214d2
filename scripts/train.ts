// npm run train: the post's training, or another, outside a notebook. Saves after every epoch.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkChoice, checkNumber, InputError } from '../lib/base/errors';
import { accuracyInterval } from '../lib/base/statistics';
import { loadMnist, slice } from '../lib/data/mnist';
import { evaluate, predictor } from '../lib/evaluation/evaluate';
import { mnistConfig, OVERLAPPING_POOL } from '../lib/network/alexnet';
import type { AlexNetConfig } from '../lib/network/config';
import { bestEpoch, loadRun, machine, type Run, type Score, saveRun } from '../lib/runs/record';
import { LRN_CONVENTIONS } from '../lib/tensorflow/lrn';
import { versions } from '../lib/tensorflow/runtime';
import { loadCheckpoint, saveCheckpoint } from '../lib/training/checkpoint';
import { checkTraining, postConfig, type TrainingConfig } from '../lib/training/config';
import { ADAM, type Optimizer, PAPER_MOMENTUM } from '../lib/training/optimizer';
import type { Schedule } from '../lib/training/schedule';
import { startTraining, type Training } from '../lib/training/state';
import { type StepProgress, train } from '../lib/training/train';

/** Option: its default, and what it means. A default of false makes it a switch. */
const OPTIONS: Record<string, [string | false, string]> = {
  out: ['', 'folder to write to; data/runs/NAME for a run to keep'],
  resume: [false, 'go on from the last checkpoint in that folder'],
  config: ['', 'take the configuration from this run.json; options given beside it come on top'],
  width: ['0.25', "multiplies filters and units; 1 is the paper's"],
  epochs: ['90', 'passes over the training images'],
  'batch-size': ['64', 'images in a step'],
  'display-step': ['20', 'steps from one line of the history to the next'],
  'learning-rate': ['0.001', 'at its highest'],
  schedule: ['constant', 'constant, steps (divided by 10 three times) or cosine'],
  'warm-up': ['1', 'epochs over which the cosine schedule rises first'],
  optimizer: ['adam', 'sgd, momentum or adam'],
  'weight-decay': ['0', 'of filters and weights, not of biases'],
  activation: ['relu', 'relu, tanh or sigmoid'],
  lrn: ['paper', `${Object.keys(LRN_CONVENTIONS).join(', ')} or none`],
  'batch-norm': [false, 'batch normalization after each convolution'],
  initialization: ['he', 'he, paper (its text) or authors (their code)'],
  'pool-size': [
    '3',
    'side of the pooling windows; their stride is 2, so 3 overlaps and 2 does not',
  ],
  dropout: ['0.5', 'rate in fc6 and fc7'],
  'largest-pixel': ['1', 'what the network is given for a white pixel: 1 or 255'],
  'pixel-mean': ['0', 'taken off each pixel of 0 to 255 first'],
  'max-shift': ['0', 'pixels by which training images are moved by chance'],
  seed: ['1', 'fixes weights, order and dropout'],
  images: ['', 'train on the first so many images only, for a try'],
  validation: ['5000', 'images split off the training set, to choose by'],
  plain: [false, 'run op by op instead of as one TensorFlow graph'],
  help: [false, 'this text'],
};

const HELP = `npm run train -- --out FOLDER [options]

Trains AlexNet on MNIST. Before the first epoch and after each it writes last.safetensors (all that
is needed to go on), best.safetensors (the weights that did best on validation) and run.json to
FOLDER, and at the end final.safetensors (the last weights). Ctrl-C saves and stops; a second one
stops at once.

${Object.entries(OPTIONS)
  .map(([name, [value, text]]) => {
    const flag = `--${name}${value === false ? '' : ' X'}`;
    return `  ${flag.padEnd(20)} ${text}${value ? ` (${value})` : ''}`;
  })
  .join('\n')}
`;

type Arguments = Record<string, string | boolean | undefined>;

function refuse(field: string, found: unknown, expected: string): never {
  throw new InputError({ where: 'command line', field, found, expected });
}

/** The options of a command line. Throws an InputError for what is unknown or lacks its value. */
export function readArguments(args: string[]): Arguments {
  const types = Object.entries(OPTIONS).map(([name, [value]]) => {
    return [name, { type: value === false ? 'boolean' : 'string' }] as const;
  });
  const options = Object.fromEntries(types);
  const known = Object.keys(OPTIONS).map((name) => `--${name}`);
  const parsed = parseArgs({ args, options, strict: false, tokens: true });
  for (const token of parsed.tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional')
      return refuse('argument', token.value, 'options only, such as --out');
    const { name, rawName, value } = token;
    const [initial, meaning] =
      OPTIONS[name] ?? refuse(rawName, 'unknown', `one of ${known.join(', ')}`);
    if (initial === false && value !== undefined) refuse(rawName, value, 'no value');
    if (initial !== false && (!value || value.startsWith('--'))) {
      refuse(rawName, 'without a value', `one: ${meaning}`);
    }
  }
  const given = parsed.values as Arguments;
  const beside = Object.keys(given).filter((name) => !['out', 'resume', 'plain'].includes(name));
  if (given.resume && !given.help && beside.length > 0) {
    refuse(`--${beside[0]}`, 'given beside --resume', 'nothing: the checkpoint has it already');
  }
  return given;
}

/** The configuration that the arguments ask for, on top of a recorded one if they name it. */
export function configure(given: Arguments): {
  config: TrainingConfig;
  validationCount: number;
  imageCount: number | undefined;
} {
  const recorded = given.config ? loadRun(String(given.config)) : null;
  const text = (name: string) => String(given[name] ?? OPTIONS[name]?.[0]);
  const number = (name: string) => {
    const value = text(name).trim() === '' ? Number.NaN : Number(text(name));
    const found = Number.isNaN(value) ? text(name) : value;
    checkNumber('command line', `--${name}`, found, { low: 0 });
    return value;
  };
  const choice = <const Choice extends string>(name: string, choices: readonly Choice[]) => {
    checkChoice('command line', `--${name}`, text(name), choices);
    return text(name) as Choice;
  };
  // With a recorded configuration, only what the command line names replaces it.
  const asked = (...names: string[]) => !recorded || names.some((name) => name in given);
  const take = <Value>(names: string[], value: () => Value, kept: Value | undefined): Value =>
    asked(...names) ? value() : (kept as Value);

  const old = recorded?.config;
  const schedule = (): Schedule => {
    const learningRate = number('learning-rate');
    const kind = choice('schedule', ['constant', 'steps', 'cosine']);
    if (kind === 'cosine') return { kind, learningRate, warmUpEpochs: number('warm-up') };
    if (kind === 'constant') return { kind, learningRate };
    // After epochs 30, 60 and 75 of 90. The paper divides three times and does not say when.
    const divisions = [1 / 3, 2 / 3, 5 / 6].map((part) => Math.round(number('epochs') * part));
    return { kind, learningRate, epochs: divisions, divisor: 10 };
  };
  const optimizer = (): Optimizer => {
    const kind = choice('optimizer', ['sgd', 'momentum', 'adam']);
    const weightDecay = number('weight-decay');
    if (kind === 'adam') return { ...ADAM, weightDecay };
    return kind === 'momentum' ? { ...PAPER_MOMENTUM, weightDecay } : { kind, weightDecay };
  };
  const conventions = Object.keys(LRN_CONVENTIONS) as (keyof typeof LRN_CONVENTIONS)[];
  const model = (): AlexNetConfig => {
    const convention = choice('lrn', [...conventions, 'none']);
    return mnistConfig({
      width: number('width'),
      activation: choice('activation', ['relu', 'tanh', 'sigmoid']),
      initialization: choice('initialization', ['he', 'paper', 'authors']),
      dropoutRate: number('dropout'),
      lrn: convention === 'none' ? null : LRN_CONVENTIONS[convention],
      pool: { ...OVERLAPPING_POOL, kernelSize: number('pool-size') },
      ...(given['batch-norm'] ? { batchNorm: true } : {}),
    });
  };
  const modelNames = ['width', 'activation', 'initialization', 'dropout', 'lrn', 'batch-norm', 'pool-size']; // biome-ignore format: one line
  const scheduleNames = ['schedule', 'learning-rate', 'warm-up'];
  const config = postConfig({
    model: take(modelNames, model, old?.model),
    optimizer: take(['optimizer', 'weight-decay'], optimizer, old?.optimizer),
    schedule: take(scheduleNames, schedule, old?.schedule),
    epochs: take(['epochs'], () => number('epochs'), old?.epochs),
    batchSize: take(['batch-size'], () => number('batch-size'), old?.batchSize),
    displayStep: take(['display-step'], () => number('display-step'), old?.displayStep),
    seed: take(['seed'], () => number('seed'), old?.seed),
    scale: take(['largest-pixel'], () => number('largest-pixel') / 255, old?.scale),
    mean: take(['pixel-mean'], () => number('pixel-mean'), old?.mean),
    maxShift: take(['max-shift'], () => number('max-shift'), old?.maxShift),
  });
  const validationCount = take(
    ['validation'],
    () => number('validation'),
    recorded?.validationCount,
  );
  try {
    checkTraining(config, 'command line');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const option = error.problem.field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const field = option in OPTIONS ? `--${option}` : error.problem.field;
    throw new InputError({ ...error.problem, field }, error);
  }
  const imageCount = given.images === undefined ? recorded?.imageCount : number('images');
  return { config, validationCount, imageCount };
}

/** One line that says where the training is, over itself on a terminal. */
function progressLine(batchSize: number) {
  const started = Date.now();
  let first = -1;
  let shown = 0;
  return ({ step, steps, loss, accuracy }: StepProgress) => {
    if (first < 0) first = step;
    const pause = process.stdout.isTTY ? 500 : 30_000;
    if (Date.now() - shown < pause && step < steps) return;
    shown = Date.now();
    const perSecond = (step - first) / ((Date.now() - started) / 1000 || 1);
    const left = perSecond > 0 ? Math.round((steps - step) / perSecond / 60) : 0;
    const speed = Math.round(perSecond * batchSize);
    const text =
      `step ${step}/${steps}  loss ${loss.toFixed(4)}  accuracy ${accuracy.toFixed(3)}  ` +
      `${speed} images/s  ${left} min left`;
    process.stdout.write(process.stdout.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };
}

async function main(): Promise<void> {
  const given = readArguments(process.argv.slice(2));
  if (given.help) return void process.stdout.write(HELP);
  if (!given.out) refuse('--out', given.out, 'the folder to write to');
  const folder = path.resolve(String(given.out));
  const file = (name: string) => path.join(folder, name);

  // A record without epochs is what a kill right at the start leaves.
  const recorded = () =>
    existsSync(file('run.json')) && loadRun(file('run.json')).history.epochs.length > 0;
  if (!given.resume && (existsSync(file('last.safetensors')) || recorded())) {
    refuse('--out', `${folder}, which holds a training`, '--resume beside it, or a new folder');
  }
  const asked = given.resume ? null : configure(given);
  const { train: all, test } = loadMnist();
  let training: Training;
  let run: Run;
  if (!asked) {
    training = loadCheckpoint(file('last.safetensors'));
    run = loadRun(file('run.json'));
  } else {
    const { config, validationCount, imageCount } = asked;
    const rest = all.count - validationCount;
    const bounds = { low: config.batchSize, high: all.count, whole: true };
    checkNumber('command line', `images beside --validation ${validationCount}`, rest, bounds);
    const images = { ...bounds, high: rest };
    if (imageCount !== undefined) checkNumber('command line', '--images', imageCount, images);
    training = startTraining(config);
    run = {
      config,
      imageCount: imageCount ?? rest,
      validationCount,
      history: training.history,
      finished: false,
      best: null,
      test: null,
      versions: versions(),
      machine: machine(),
      seconds: 0,
      peakMemory: 0,
    };
  }
  const split = all.count - run.validationCount;
  const data = slice(all, 0, run.imageCount ?? split);
  const validation = run.validationCount > 0 ? slice(all, split, all.count) : undefined;

  const before = run.seconds;
  const started = Date.now();
  let savedStep = training.step;
  // The record first: a checkpoint is of no use without one, and brings it up to date.
  const save = () => {
    run.history = training.history;
    run.best = bestEpoch(training.history);
    run.seconds = before + (Date.now() - started) / 1000;
    run.peakMemory = Math.max(run.peakMemory, process.resourceUsage().maxRSS * 1024);
    saveRun(file('run.json'), run);
    saveCheckpoint(file('last.safetensors'), training);
    savedStep = training.step;
  };

  if (!given.resume) {
    mkdirSync(folder, { recursive: true });
    save();
  }

  const stop = { stopped: false };
  const onInterrupt = () => {
    if (stop.stopped) process.exit(130);
    stop.stopped = true;
    process.stdout.write('\nStopping after this step. Once more to stop at once.\n');
    // A second one that came during the same step is heard above; later ones need no JavaScript.
    setImmediate(() => process.off('SIGINT', onInterrupt));
  };
  process.on('SIGINT', onInterrupt);

  const finished = train(training, data, {
    validation,
    compiled: !given.plain,
    stop,
    onStep: progressLine(training.config.batchSize),
    onEpoch: (record) => {
      if (bestEpoch(training.history)?.epoch === record.epoch) {
        saveCheckpoint(file('best.safetensors'), training, { weightsOnly: true });
      }
      save();
      const percent = (share: number | null) =>
        share === null ? 'none' : `${(100 * share).toFixed(2)} %`;
      process.stdout.write(
        `${process.stdout.isTTY ? '\r\x1b[K' : ''}epoch ${record.epoch}: ` +
          `training ${percent(record.trainAccuracy)}, ` +
          `validation ${percent(record.validationAccuracy)}, ${record.seconds.toFixed(0)} s\n`,
      );
    },
  });
  await finished.catch((error) => {
    if (!(error instanceof InputError && error.problem.where.startsWith('step '))) throw error;
    const last = `the last good checkpoint is ${file('last.safetensors')}, of step ${savedStep}`;
    const expected = `${error.problem.expected}; ${last}`;
    throw new InputError({ ...error.problem, expected }, error);
  });
  process.off('SIGINT', onInterrupt);

  save();
  if (stop.stopped) {
    process.stdout.write(`Saved. To go on: npm run train -- --out ${given.out} --resume\n`);
    return;
  }
  const score = ({ config, weights }: Training): Score => {
    const { count, accuracy, loss } = evaluate(predictor(config, weights), test);
    return { count, accuracy, loss };
  };
  const best = loadCheckpoint(file('best.safetensors'));
  run.test = { last: score(training), best: score(best) };
  run.finished = true;
  save();
  saveCheckpoint(file('final.safetensors'), training, { weightsOnly: true });
  const { last } = run.test;
  const { low, high } = accuracyInterval(last.accuracy, last.count);
  process.stdout.write(
    `test: ${(100 * last.accuracy).toFixed(2)} % of ${last.count} images ` +
      `(95 % interval ${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)} %), ` +
      `best epoch's weights ${(100 * (run.test.best?.accuracy ?? 0)).toFixed(2)} %\n`,
  );
}

if (require.main === module) {
  main().catch((error: Error) => {
    // Bad input is explained by its message; anything else needs the trace.
    const expected = error instanceof InputError || 'code' in error;
    process.stderr.write(`${expected ? error.message : error.stack}\n`);
    process.exitCode = 1;
  });
}
