// Sets up and runs the tests by Node's own runner.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { readArgs } from './args.mjs';
import { build, root } from './paths.mjs';
import { cores, memory } from './setup/machine.mjs';
import { setupOrExit } from './setup.mjs';

/** The files that take longest, first, so that they do not end alone; --quick leaves them out. */
const SLOW = [
  'notebooks/kernel',
  'notebooks/runner',
  'runs/recorded-runs',
  'scripts/train-folder',
  'scripts/train-data',
  'tensorflow/graph/equality',
  'training/train',
  'training/trace',
  'exercises/patients',
  'images/picture',
  'network/gradients',
  'notebooks/saved-notebooks',
  'figures/gallery',
  'bad-input/fuzz',
];

const usage = `npm test [-- <part of a test file's name> …] [--quick]

Sets up, compiles, and runs the tests: all, or those whose file's name holds one of the words. One of
them, style, is the style check.

  --quick   without the slowest files:
            ${SLOW.join('\n            ')}

  npm test
  npm test -- lrn idx`;

const { values, positionals: words } = readArgs(usage, { quick: { type: 'boolean' } }, true);
await setupOrExit();

const folder = path.join(build, 'test');
const apart = /^(browser|crash|setup|solutions)\//; // run by .ci/run: they need a browser, or take minutes
const slow = (name) => SLOW.indexOf(name.replace(/\.test\.js$/, ''));
const rank = (name) => (slow(name) < 0 ? SLOW.length : slow(name));
const names = fs
  .readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.js') && !apart.test(name))
  .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
const named = names.filter(
  (name) => words.length === 0 || words.some((word) => name.includes(word)),
);
const chosen = named.filter((name) => !values.quick || slow(name) < 0);
if (chosen.length === 0) {
  console.error(
    `No test file's name holds ${words.join(' or ')}. There are:\n  ${names.join('\n  ')}`,
  );
  process.exit(2);
}

// Each file is a process of its own, and most of them load TensorFlow.
const perProcess = 1.5e9; // bytes
const fitting = Math.floor(memory().free / perProcess);
const jobs = Math.max(1, Math.min(cores(), fitting));
const reporter = path.join(root, 'scripts', 'test-reporter.mjs');
const args = [
  '--enable-source-maps',
  '--test',
  `--test-concurrency=${jobs}`,
  `--test-reporter=${reporter}`,
];
if (named.length > chosen.length) {
  const left = named.filter((name) => !chosen.includes(name));
  console.log(`Left out: ${left.map((name) => name.replace(/\.test\.js$/, '')).join(', ')}\n`);
}
const { status } = spawnSync(
  process.execPath,
  [...args, ...chosen.map((name) => path.join(folder, name))],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status === 0 ? 0 : 1);
