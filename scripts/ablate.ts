// npm run ablate: trains a grid of changes and seeds, one file for each, and does nothing twice.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkNumber, InputError } from '../lib/base/errors';
import { ABLATIONS_FOLDER } from '../lib/base/folders';
import { BASELINE, listAblations } from '../lib/runs/ablations';
import { loadRun } from '../lib/runs/record';

/** What all of them share. Small, so that the whole grid is done in the time of a lecture. */
const SHARED = ['--width', '0.125', '--images', '10000', '--epochs', '4'];

/** Name: what is given to npm run train on top. */
const CHANGES: Record<string, string[]> = {
  [BASELINE]: [],
  tanh: ['--activation', 'tanh'],
  sigmoid: ['--activation', 'sigmoid'],
  'no-lrn': ['--lrn', 'none'],
  'lrn-caffe': ['--lrn', 'caffe'],
  'lrn-tensorflow': ['--lrn', 'tensorflow'],
  'batch-norm': ['--lrn', 'none', '--batch-norm'],
  'pool-without-overlap': ['--pool-size', '2'],
  'no-dropout': ['--dropout', '0'],
  'paper-initialization': ['--initialization', 'paper'],
  'pixels-to-255': ['--largest-pixel', '255'],
  'pixels-to-255-no-lrn': ['--largest-pixel', '255', '--lrn', 'none'],
  'shifts-of-2-pixels': ['--max-shift', '2'],
};

const HELP = `npm run ablate [-- options]

Trains each of the changes below with each seed, ${SHARED.join(' ')}, and writes the record of each to
data/ablations/CHANGE/seed-N.json. What has its record is done; what was cut off goes on where it was.

  --seeds N    so many seeds of each, from 1 up (5)
  --jobs N     so many at a time, sharing the cores (one a core)
  --only NAME  only the changes whose names contain this
  --list       print what is still to be done, a line each: CHANGE/SEED
  --cell X     do one line of that list, for an engine that spreads them over machines
  --help       this text

${Object.entries(CHANGES)
  .map(([name, args]) => `  ${name.padEnd(22)} ${args.join(' ')}`)
  .join('\n')}
`;

const TRAIN = path.join(__dirname, 'train.js');

interface Cell {
  name: string;
  seed: number;
}

const fileOf = ({ name, seed }: Cell) => path.join(ABLATIONS_FOLDER, name, `seed-${seed}.json`);

/** Trains one cell in a child process with its share of the cores. False if it was stopped. */
async function run({ name, seed }: Cell, threads: number): Promise<boolean> {
  const file = fileOf({ name, seed });
  const work = path.join(ABLATIONS_FOLDER, '.work', `${name}-${seed}`);
  const resume = existsSync(path.join(work, 'last.safetensors'));
  const options = resume
    ? ['--resume']
    : [...SHARED, ...(CHANGES[name] ?? []), '--seed', `${seed}`];
  const share = { TF_NUM_INTRAOP_THREADS: `${threads}`, TF_NUM_INTEROP_THREADS: `${threads}` };
  const child = spawn(process.execPath, [TRAIN, '--out', work, ...options], {
    // A share that the environment names already is left as it is.
    env: { ...share, ...process.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (text) => {
    complaint += text;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`${name}/${seed}: ${complaint.trim() || `ended with ${code}`}`);
  if (!loadRun(path.join(work, 'run.json')).finished) return false;
  mkdirSync(path.dirname(file), { recursive: true });
  renameSync(path.join(work, 'run.json'), file);
  rmSync(work, { recursive: true });
  return true;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '5' },
      jobs: { type: 'string', default: `${os.availableParallelism()}` },
      only: { type: 'string', default: '' },
      cell: { type: 'string' },
      list: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const count = (name: 'seeds' | 'jobs') => {
    const found = Number(values[name]);
    checkNumber('command line', `--${name}`, found, { low: 1, high: 100, whole: true });
    return found;
  };
  const seeds = Array.from({ length: count('seeds') }, (_, i) => i + 1);
  const names = Object.keys(CHANGES).filter((name) => name.includes(values.only));
  const all = seeds.flatMap((seed) => names.map((name) => ({ name, seed })));
  const cells = all.filter((cell) => !existsSync(fileOf(cell)));
  const threads = Math.max(1, Math.floor(os.availableParallelism() / count('jobs')));
  const line = ({ name, seed }: Cell) => `${name}/${seed}`;

  if (values.list)
    return void process.stdout.write(cells.map((cell) => `${line(cell)}\n`).join(''));
  if (values.cell !== undefined) {
    const [name = '', seed = ''] = values.cell.split('/');
    if (!(name in CHANGES) || !/^[1-9]\d*$/.test(seed)) {
      const expected = 'CHANGE/SEED, a line of --list';
      throw new InputError({
        where: 'command line',
        field: '--cell',
        found: values.cell,
        expected,
      });
    }
    const cell = { name, seed: Number(seed) };
    if (!existsSync(fileOf(cell))) await run(cell, os.availableParallelism());
    return;
  }

  process.stdout.write(`${all.length} trainings, ${all.length - cells.length} done already\n`);
  const waiting = [...cells];
  // Ctrl-C reaches the children too: they save and end, and then so does this.
  process.on('SIGINT', () => {
    waiting.length = 0;
  });
  const worker = async () => {
    for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
      const started = Date.now();
      if (!(await run(cell, threads))) return;
      const seconds = ((Date.now() - started) / 1000).toFixed(0);
      process.stdout.write(`${line(cell)}: ${seconds} s, ${waiting.length} waiting\n`);
    }
  };
  await Promise.all(Array.from({ length: count('jobs') }, worker));
  const percent = (share: number) => (100 * share).toFixed(2).padStart(6);
  const { ablations, problems } = listAblations();
  for (const { message } of problems) process.stdout.write(`not counted: ${message}\n`);
  for (const { name, runs, accuracy, gain } of ablations) {
    const change =
      gain && `, gain ${percent(gain.mean)} (${percent(gain.low)} to ${percent(gain.high)})`;
    process.stdout.write(
      `${name.padEnd(22)} ${percent(accuracy.mean)} % over ${runs.length} seeds${change ?? ''}\n`,
    );
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error instanceof InputError ? error.message : error.stack}\n`);
  process.exitCode = 1;
});
