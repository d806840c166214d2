// Sets up and executes the notebooks in fresh kernels; the work is done by notebooks.py in .venv.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { readArgs } from './args.mjs';
import { root, venvPython } from './paths.mjs';
import { whenNpmEnds } from './setup/end.mjs';
import { jupyterEnv } from './setup/environment.mjs';
import { cores } from './setup/machine.mjs';
import { setupOrExit } from './setup.mjs';

const usage = `npm run notebooks [-- <number, part of a name, or file> … options]

Executes notebooks from the top in fresh kernels: all with their solutions, or those named. Writes
each with its outputs, once it has run whole; fails on a cell that fails or prints to stderr.

  --check          write nothing
  --jobs N         so many at a time, sharing the cores; 1 unless told
  --timeout N      seconds that one notebook may take; 900 unless told

  npm run notebooks -- 03 07 --check
  npm run notebooks -- notebooks/solutions --jobs 2`;

const { values, positionals: words } = readArgs(
  usage,
  {
    check: { type: 'boolean' },
    jobs: { type: 'string', default: '1' },
    timeout: { type: 'string', default: '900' },
  },
  true,
);
const jobs = positive('--jobs', values.jobs);
const timeout = positive('--timeout', values.timeout);
await setupOrExit();

const all = ['notebooks', 'notebooks/labs', 'notebooks/solutions'].flatMap(listNotebooks);
const chosen = words.length === 0 ? all : [...new Set(words.flatMap(find))];
if (chosen.length === 0) refuse('There is no notebook in notebooks/.');

// Two trainings at once on all cores would only stand in each other's way.
const threads = String(Math.max(1, Math.floor(cores() / jobs)));
const env = jupyterEnv();
if (jobs > 1)
  Object.assign(env, { TF_NUM_INTRAOP_THREADS: threads, TF_NUM_INTEROP_THREADS: threads });

console.log(`Executing ${chosen.length} notebooks${values.check ? ', writing nothing' : ''}`);
const options = [`--jobs=${jobs}`, `--timeout=${timeout}`, ...(values.check ? ['--check'] : [])];
const script = path.join(root, 'scripts', 'notebooks.py');
const child = spawn(venvPython, [script, ...options, ...chosen], {
  cwd: root,
  env,
  stdio: 'inherit',
});
const end = () => child.kill('SIGTERM');
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, end);
process.on('SIGINT', () => {}); // reaches the runner too
whenNpmEnds(end);
child.on('error', (error) => refuse(`Python could not be started: ${error.message}.`));
child.on('close', (code) => process.exit(code ?? 1));

function listNotebooks(folder) {
  const absolute = path.join(root, folder);
  if (!fs.existsSync(absolute)) return [];
  const names = fs.readdirSync(absolute).filter((name) => name.endsWith('.ipynb'));
  return names.sort().map((name) => path.join(folder, name));
}

// A word is a file, or a part of the names it stands for.
function find(word) {
  if (word.endsWith('.ipynb') && fs.existsSync(path.join(root, word))) return [word];
  const found = all.filter((file) => file.includes(word));
  if (found.length === 0) refuse(`No notebook's name holds ${word}.`);
  return found;
}

function refuse(message) {
  console.error(`${message}${all.length > 0 ? ` There are:\n  ${all.join('\n  ')}` : ''}`);
  process.exit(2);
}

function positive(name, text) {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  console.error(`${name} is a whole number above 0, not ${text}.`);
  process.exit(2);
}
