// A copy of this clone under a path with a space and letters that are not ASCII, in which the set-up's
// faults are tried, and what the trials have in common.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const isRoot = process.getuid?.() === 0;

// Others may look in: some trials are made as another user.
export const place = fs.mkdtempSync(path.join(os.tmpdir(), 'set-up faults é '));
fs.chmodSync(place, 0o755);

/** Where the copy is; trials move it. */
export const at = { clone: path.join(place, 'Übung eins') };
export const inCopy = (...parts) => path.join(at.clone, ...parts);

/** Copies the files that git knows, as they are now. */
export function copyClone(to) {
  const list = execFileSync('git', ['-C', root, 'ls-files', '-z'], { encoding: 'utf8' });
  for (const file of list.split('\0')) {
    if (!file || !fs.existsSync(path.join(root, file))) continue;
    fs.cpSync(path.join(root, file), path.join(to, file));
  }
}

// A Python that other users reach too: root's own may lie in root's home.
const system = spawnSync('/usr/bin/python3', ['-c', 'import venv, ensurepip']).status === 0;
export const python = system
  ? '/usr/bin/python3'
  : execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
      encoding: 'utf8',
    }).trim();
process.env.PYTHON ??= python;

/**
 * Runs a command in the copy and returns its exit code and all it printed.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @param {import('node:child_process').SpawnSyncOptions} options
 */
export function inClone(command, args, env = {}, options = {}) {
  const result = spawnSync(command, args, {
    cwd: at.clone,
    env: { ...process.env, ...env },
    ...options,
    encoding: 'utf8',
  });
  return { code: result.status, printed: `${result.stdout}${result.stderr}${result.error ?? ''}` };
}

export const setup = (env = {}, before = []) => {
  const [command, ...args] = [...before, process.execPath, 'scripts/setup.mjs'];
  return inClone(command, args, env);
};
export const doctor = (env = {}) => inClone(process.execPath, ['scripts/doctor.mjs'], env);

/** The copy, wholly set up, for the faults that need it so; next to nothing when it is already. */
export const makeReady = () => expect(setup(), 0, 'Everything is set up.');

/** Nothing was to be done, and nothing was said of it. */
export const expectNothingToDo = (result) => expect(result, 0, /^Everything is set up\.\n$/);

export function expect(result, code, ...texts) {
  for (const text of texts) {
    const found =
      text instanceof RegExp ? text.test(result.printed) : result.printed.includes(text);
    assert.ok(found, `not printed: ${text}\n--- printed:\n${result.printed}`);
  }
  assert.doesNotMatch(result.printed, /^\s+at .*\(?(file|node):/m, 'a raw stack');
  assert.equal(result.code, code, result.printed);
}

export const counts = { passed: 0, failed: 0, skipped: 0 };
let words = [];
export const chooseFaults = (chosen) => {
  words = chosen;
};

/** Tries one fault, if it was chosen, and counts it. */
export async function fault(name, body) {
  if (words.length > 0 && !words.some((word) => name.includes(word))) return;
  const start = Date.now();
  let word = 'passed';
  let problem = '';
  try {
    if ((await body()) === 'skipped') word = 'skipped';
  } catch (error) {
    word = 'failed';
    problem = `\n${error.stack}`;
  }
  counts[word] += 1;
  console.log(`  ${word}  ${name}  ${((Date.now() - start) / 1000).toFixed(1)} s${problem}`);
}

/** A folder to stand alone on the PATH: node, npm, and `programs` as name to shell script. */
export function makePath(name, programs = {}) {
  const folder = path.join(place, name);
  fs.mkdirSync(folder);
  fs.symlinkSync(process.execPath, path.join(folder, 'node'));
  const npm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
  fs.symlinkSync(fs.realpathSync(npm), path.join(folder, 'npm'));
  for (const [program, script] of Object.entries(programs)) {
    fs.writeFileSync(path.join(folder, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return folder;
}

/** A file that Node loads first, so as to take this machine for another. */
export function pretend(name, code) {
  const file = path.join(place, `${name}.cjs`);
  fs.writeFileSync(file, code);
  return { NODE_OPTIONS: `--require "${file}"` };
}

/** Moves to a copy of the clone on a disk of that size, if there may be one. */
export async function withDisk(size, body) {
  const disk = path.join(place, `disk of ${size}`);
  fs.mkdirSync(disk);
  const words = ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk];
  if (spawnSync('mount', words).status !== 0) return 'skipped';
  const usual = at.clone;
  try {
    at.clone = path.join(disk, 'clone');
    copyClone(at.clone);
    return await body();
  } finally {
    at.clone = usual;
    spawnSync('umount', [disk]);
  }
}

/** The processes whose working folder is the copy, as /proc tells. */
export function atWork() {
  if (!fs.existsSync('/proc/self/cwd')) return [];
  return fs.readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && fs.readlinkSync(`/proc/${pid}/cwd`).startsWith(at.clone);
    } catch {
      return false;
    }
  });
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `done` gives something, and returns it. */
export async function until(done, seconds, what) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(100)) {
    const found = await done();
    if (found) return found;
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}
