// npm run ablate: trains a grid of changes and seeds, one file for each, and does nothing twice.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { InputError } from '../lib/base/errors';
import { ABLATIONS_FOLDER } from '../lib/base/folders';
import { BASELINE, listAblations } from '../lib/runs/ablations';
import { loadRun } from '../lib/runs/record';
import {
  explain,
  numberOf,
  type Options,
  readCommandLine,
  refuse,
  runCommand,
  textOf,
} from './command';

/** What all of them share: eight epochs at a rate that rises for one and falls to zero, and weight decay. */
const RECIPE = {
  epochs: '8',
  schedule: 'cosine',
  'learning-rate': '0.002',
  'weight-decay': '0.05',
};

/** Name: what it has in place of the recipe's options, or beside them. */
const CHANGES: Record<string, Record<string, string>> = {
  [BASELINE]: {},
  'no-decay': { 'weight-decay': '0' },
  'constant-rate': { schedule: 'constant', 'learning-rate': '0.001', 'weight-decay': '0' },
  'no-lrn': { lrn: 'none' },
  'lrn-acting': { lrn: 'acting' },
  'batch-norm': { lrn: 'none', 'batch-norm': '' },
  tanh: { activation: 'tanh' },
  'no-dropout': { dropout: '0' },
  'pool-3-same': { 'pool-padding': 'same' },
  'pool-2-same': { 'pool-padding': 'same', 'pool-size': '2' },
  shifts: { 'max-shift': '2' },
  linear: { network: 'linear' },
  small: { network: 'small' },
  shallow: { network: 'shallow' },
};

/** The options of npm run train for a change. */
const optionsOf = (name: string): string[] =>
  Object.entries({ ...RECIPE, ...CHANGES[name] }).flatMap(([option, value]) =>
    value === '' ? [`--${option}`] : [`--${option}`, value],
  );

const OPTIONS: Options = {
  seeds: ['5', 'so many seeds of each, from 1 up'],
  jobs: [`${os.availableParallelism()}`, 'so many at a time, sharing the cores'],
  only: ['', 'only the changes whose names contain this'],
  list: [false, 'print what is still to be done, a line each: CHANGE/SEED'],
  cell: ['', 'do one line of that list, for an engine that spreads them over machines'],
};

const HELP = `npm run ablate [-- options]

Trains each of the changes below with each seed, and writes the record of each to
data/ablations/CHANGE/seed-N.json; one takes about five minutes on a core. The test images are looked at
once, at its end. What has its record is done; what was cut off goes on where it was. If one fails, those
at work are saved and no more are begun.

${explain(OPTIONS)}

${Object.keys(CHANGES)
  .map((name) => `  ${name.padEnd(22)} ${optionsOf(name).join(' ')}`)
  .join('\n')}
`;

/** What ends it once those at work are saved. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const TRAIN = path.join(__dirname, 'train.js');
/** The trainings at work. */
const children = new Set<ChildProcess>();

/** A change and a seed. */
export interface Cell {
  name: string;
  seed: number;
}

const lineOf = ({ name, seed }: Cell) => `${name}/${seed}`;
const fileOf = ({ name, seed }: Cell) => path.join(ABLATIONS_FOLDER, name, `seed-${seed}.json`);

/** Trains one cell in a child process with its share of the cores. False if it was stopped. */
async function run({ name, seed }: Cell, threads: number): Promise<boolean> {
  const file = fileOf({ name, seed });
  const work = path.join(ABLATIONS_FOLDER, '.work', `${name}-${seed}`);
  const resume = existsSync(path.join(work, 'last.safetensors'));
  const options = resume ? ['--resume'] : [...optionsOf(name), '--seed', `${seed}`];
  const share = { TF_NUM_INTRAOP_THREADS: `${threads}`, TF_NUM_INTEROP_THREADS: `${threads}` };
  const child = spawn(process.execPath, [TRAIN, '--out', work, ...options], {
    // A share that the environment names already is left as it is.
    env: { ...share, ...process.env },
    // With the fourth, a child whose parent has gone saves and ends.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  children.add(child);
  let complaint = '';
  child.stderr?.on('data', (text) => {
    complaint += text;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  children.delete(child);
  if (code !== 0) {
    const lines = complaint.split('\n').filter((line) => !/^WARNING: All log|^I0000 /.test(line));
    const found = lines.join('\n').trim() || `ended with ${code}`;
    throw new InputError({
      where: `${name}/${seed}`,
      field: 'training',
      found,
      expected: 'an end',
    });
  }
  if (!loadRun(path.join(work, 'run.json')).finished) return false;
  mkdirSync(path.dirname(file), { recursive: true });
  renameSync(path.join(work, 'run.json'), file);
  rmSync(work, { recursive: true });
  return true;
}

/** The cell that --cell names. */
function cellOf(text: string): Cell {
  const [name = '', seed = ''] = text.split('/');
  if (Object.hasOwn(CHANGES, name) && /^[1-9]\d*$/.test(seed)) return { name, seed: Number(seed) };
  return refuse('--cell', text, 'CHANGE/SEED, a line of --list');
}

/**
 * Trains the cells, `jobs` at a time. After one that fails no more are begun, those at work are stopped,
 * and when all have ended it throws what that one threw.
 */
export async function runAll(
  cells: Cell[],
  jobs: number,
  train = run,
  say = (line: string) => void process.stdout.write(`${line}\n`),
): Promise<void> {
  const threads = Math.max(1, Math.floor(os.availableParallelism() / jobs));
  const waiting = [...cells];
  const stop = () => {
    waiting.length = 0;
    for (const child of children) if (child.connected) child.disconnect();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  const worker = async () => {
    for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
      const started = performance.now();
      if (!(await train(cell, threads))) return;
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      say(`${lineOf(cell)}: ${seconds} s, ${waiting.length} waiting`);
    }
  };
  const ends = await Promise.allSettled(
    Array.from({ length: jobs }, () =>
      worker().catch((error) => {
        stop();
        throw error;
      }),
    ),
  );
  for (const signal of SIGNALS) process.off(signal, stop);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

async function main(args: string[]): Promise<void> {
  const { given } = readCommandLine(args, OPTIONS);
  if (given.help) return void process.stdout.write(HELP);
  const count = (name: 'seeds' | 'jobs') =>
    numberOf(name, textOf(name, given, OPTIONS), { low: 1, high: 100, whole: true });
  const seeds = Array.from({ length: count('seeds') }, (_, i) => i + 1);
  const names = Object.keys(CHANGES).filter((name) => name.includes(String(given.only ?? '')));
  if (names.length === 0) refuse('--only', given.only, 'a part of the name of a change');
  const all = seeds.flatMap((seed) => names.map((name) => ({ name, seed })));
  const cells = all.filter((cell) => !existsSync(fileOf(cell)));

  if (given.list) {
    return void process.stdout.write(cells.map((cell) => `${lineOf(cell)}\n`).join(''));
  }
  if (given.cell !== undefined) {
    const cell = cellOf(String(given.cell));
    if (!existsSync(fileOf(cell))) await runAll([cell], 1);
    return;
  }
  process.stdout.write(`${all.length} trainings, ${all.length - cells.length} done already\n`);
  await runAll(cells, count('jobs'));
  const { ablations, problems } = listAblations();
  for (const { message } of problems) process.stdout.write(`not counted: ${message}\n`);
  for (const { name, runs, accuracy, errorRatio } of ablations) {
    const { mean, low, high } = errorRatio ?? {};
    const ratio = mean && `, ${mean.toFixed(2)} x the mistakes (${low?.toFixed(2)} to ${high?.toFixed(2)})`; // biome-ignore format: one line
    const percent = (100 * accuracy.mean).toFixed(2);
    process.stdout.write(
      `${name.padEnd(22)} ${percent} % over ${runs.length} seeds${ratio ?? ''}\n`,
    );
  }
}

if (require.main === module) runCommand(main);
