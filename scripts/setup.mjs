// Sets the clone up: npm packages, .venv, TensorFlow's addon, the notebook kernel, the compiled lib.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readArgs } from './args.mjs';
import { root } from './paths.mjs';
import * as checks from './setup/checks.mjs';
import { lock } from './setup/lock.mjs';
import { logFile, SetupError } from './setup/run.mjs';
import { npmCommand, steps } from './setup/steps.mjs';

const usage = `npm run setup

Makes the clone ready: npm packages, the Python environment .venv, TensorFlow's native addon, the
notebook kernel, the compiled lib. What is done and unchanged is skipped; it may be stopped at any
moment and run again. npm start, npm test and the other commands run it by themselves.

  PYTHON=/path/to/python   the Python to use instead of the first that fits
  CXX=name                 the C++ compiler to use`;

/** Runs every step that is not done yet, in order; the others cost a few milliseconds. */
export async function setup() {
  const start = Date.now();
  refuse([checks.checkNode()]);
  const all = Object.values(steps);
  if (all.every((step) => isDone(step))) return;
  const unlock = await lock();
  try {
    const missing = all.filter((step) => !isDone(step)); // another set-up may have done them
    refuse(findMissing(missing));
    console.log(`Setting up ${root}`);
    fs.rmSync(logFile, { force: true });
    // A step may undo a later one: fresh npm packages have no addon.
    for (const step of all) if (!isDone(step)) await runStep(step);
    console.log(`Set up in ${seconds(start)}.\n`);
  } finally {
    unlock();
  }
}

const seconds = (start) => `${((Date.now() - start) / 1000).toFixed(1)} s`;

// A step is not done when one before it has yet to make what it looks at.
function isDone(step) {
  try {
    return step.isDone();
  } catch {
    return false;
  }
}

function findMissing(todo) {
  const has = (step) => todo.includes(step);
  const bytes = todo.reduce((sum, step) => sum + step.bytes, 0);
  return [
    checks.checkPlatform(),
    has(steps.python) ? checks.checkPython() : null,
    has(steps.addon) || has(steps.python) || has(steps.packages) ? checks.checkCompiler() : null,
    checks.checkDisk(bytes),
    has(steps.packages) ? checks.checkNetwork(npmCommand()) : null,
  ];
}

function refuse(found) {
  const missing = found.filter((item) => item !== null);
  if (missing.length > 0) throw new SetupError(checks.report(missing));
}

async function runStep(step) {
  const start = Date.now();
  const title = `  ${step.name}${step.note ? ` (${step.note})` : ''}`;
  const tick = () =>
    process.stdout.write(`\r${title} … ${Math.round((Date.now() - start) / 1000)} s `);
  process.stdout.write(`${title} … `);
  const timer = process.stdout.isTTY ? setInterval(tick, 1000) : null;
  try {
    await step.make();
  } catch (error) {
    process.stdout.write('failed\n\n');
    throw error;
  } finally {
    clearInterval(timer);
  }
  process.stdout.write(`${process.stdout.isTTY ? `\r${title} … ` : ''}${seconds(start)}   \n`);
}

/** For the scripts: the set-up, or its message and the end. */
export async function setupOrExit() {
  try {
    await setup();
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  readArgs(usage);
  await setupOrExit();
  console.log('Everything is set up.');
}
