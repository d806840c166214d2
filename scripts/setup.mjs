// Sets the clone up: npm packages, .venv, TensorFlow and its addon, the notebook kernel, the compiled lib.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readArgs } from './args.mjs';
import { build, nodeModules, root, tensorflow, venv } from './paths.mjs';
import * as checks from './setup/checks.mjs';
import { shieldThisProcess } from './setup/environment.mjs';
import { lock } from './setup/lock.mjs';
import { npmCommand } from './setup/packages.mjs';
import { isOwnClone } from './setup/places.mjs';
import { logFile, SetupError, wordsOf } from './setup/run.mjs';
import { steps } from './setup/steps.mjs';

const usage = `npm run setup [-- --afresh]

Makes the clone ready: npm packages, the Python environment .venv, TensorFlow and its native addon, the
notebook kernel, the compiled lib. What is done and unchanged is skipped; it may be stopped at any
moment and run again. npm start, npm test and the other commands run it by themselves.

  --afresh                 removes all that it ever made, and makes it again; notebooks and data stay
  PYTHON=/path/to/python   the Python to use instead of the first that fits
  CXX=name                 the C++ compiler to use; where there is none, one is fetched`;

/** Runs every step that is not done yet, in order; the others cost a few milliseconds. */
export async function setup({ afresh = false } = {}) {
  const start = Date.now();
  refuse([checks.checkNode(), checks.checkFolder()]);
  const all = Object.values(steps);
  const due = () => (afresh ? all : all.filter((step) => problemOf(step) !== null));
  if (due().length === 0) return;
  if (!isOwnClone()) {
    const missing = due().filter((step) => step !== steps.jupyter);
    if (missing.length > 0) refuse([checks.checkOwner(missing.map(nameWithProblem))]);
    return steps.jupyter.make(); // this reader's own settings
  }
  const unlock = await lock();
  try {
    refuse(findMissing(due())); // another set-up may have done some
    console.log(`Setting up ${root}`);
    if (afresh) removeAll();
    fs.rmSync(logFile, { force: true });
    // A step may undo a later one: fresh npm packages have no addon.
    for (const step of all) {
      const problem = problemOf(step);
      if (problem !== null) await runStep(step, problem);
    }
    console.log(`Set up in ${seconds(start)}.\n`);
  } finally {
    unlock();
  }
}

const seconds = (start) => `${((Date.now() - start) / 1000).toFixed(1)} s`;

// A step before it may have yet to make what it looks at.
function problemOf(step) {
  try {
    return step.problem();
  } catch (error) {
    if (error instanceof SetupError) throw error;
    return error.code === 'ENOENT' ? 'not made yet' : error.message;
  }
}

const nameWithProblem = (step) => `${step.name}: ${problemOf(step) ?? 'to be made anew'}`;

function removeAll() {
  const inBuild = fs.readdirSync(build).filter((name) => !name.startsWith('setup.lock'));
  for (const item of [
    venv,
    tensorflow,
    nodeModules,
    ...inBuild.map((name) => path.join(build, name)),
  ]) {
    fs.rmSync(item, { recursive: true, force: true });
  }
}

function findMissing(todo) {
  const has = (step) => todo.includes(step);
  const bytes = todo.reduce((sum, step) => sum + step.bytes, 0);
  return [
    checks.checkPlatform(),
    has(steps.python) ? checks.checkPython() : null,
    has(steps.native) || has(steps.packages) ? checks.checkCompiler() : null,
    checks.checkDisk(bytes),
    has(steps.packages) ? checks.checkNetwork(npmCommand()) : null,
  ];
}

function refuse(found) {
  const missing = found.filter((item) => item !== null);
  if (missing.length > 0) throw new SetupError(checks.report(missing));
}

async function runStep(step, problem) {
  const start = Date.now();
  const note = typeof step.note === 'function' ? step.note() : step.note;
  const notes = [problem === 'not made yet' ? '' : problem, note ?? ''].filter(
    (text) => text !== '',
  );
  const title = `  ${step.name}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
  const tick = () =>
    process.stdout.write(`\r${title} … ${Math.round((Date.now() - start) / 1000)} s `);
  process.stdout.write(`${title} … `);
  const timer = process.stdout.isTTY ? setInterval(tick, 1000) : undefined;
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
export async function setupOrExit(options) {
  try {
    shieldThisProcess();
    await setup(options);
  } catch (error) {
    console.error(wordsOf(error));
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = readArgs(usage, { afresh: { type: 'boolean' } });
  await setupOrExit({ afresh: values.afresh });
  console.log('Everything is set up.');
}
