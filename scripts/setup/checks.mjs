// What the set-up needs from the machine, looked for before anything is changed.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import { root } from '../paths.mjs';
import { toolEnv } from './environment.mjs';
import { ownerOfClone } from './places.mjs';
import { findCompiler, findPython } from './programs.mjs';

const GB = 1e9;

export function checkPlatform() {
  const here = `${process.platform} ${process.arch}`;
  const known = ['linux x64', 'linux arm64', 'darwin arm64'];
  /** @type {any} */
  const report = process.report.getReport();
  const musl = process.platform === 'linux' && !report.header.glibcVersionRuntime;
  if (known.includes(here) && !musl) return null;
  return {
    what: 'A system for which TensorFlow is published',
    found: `${os.type()} on ${process.arch}${musl ? ', with musl instead of glibc' : ''}`,
    expected: 'Linux with glibc (x64 or arm64), or macOS on Apple silicon',
    get: {
      Windows: 'open a terminal in WSL (`wsl --install`) and clone the tutorial there',
      'other systems': 'use a container or a virtual machine with Debian or Ubuntu',
    },
  };
}

/** Brackets, spaces and letters of all kinds are fine. */
export function checkFolder() {
  if (!root.includes('*')) return null;
  return {
    what: 'A folder that TypeScript can read',
    found: `${root}, where TypeScript takes the * for a pattern`,
    expected: 'a path without *',
    get: { 'any system': 'rename the folder' },
  };
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 15)) return null;
  return {
    what: 'Node.js',
    found: `version ${process.versions.node} (${process.execPath})`,
    expected: 'version 20.15 or newer',
    get: {
      'Debian, Ubuntu': 'sudo apt install nodejs npm (Debian 13, Ubuntu 25.10), else as the others',
      Fedora: 'sudo dnf install nodejs',
      macOS: 'brew install node',
      Windows: 'in WSL, as on Ubuntu',
      'other systems': 'the download page of nodejs.org, or nvm: nvm install 24',
    },
  };
}

export function checkPython() {
  const { command, seen } = findPython();
  if (command) return null;
  return {
    what: 'Python with its venv module',
    found: seen.length > 0 ? seen.join('; ') : 'no python3 on the PATH',
    expected: 'version 3.10 or newer, with venv (PYTHON=/path/to/python picks one)',
    get: {
      'Debian, Ubuntu': 'sudo apt install python3 python3-venv',
      Fedora: 'sudo dnf install python3',
      macOS: 'brew install python',
      Windows: 'in WSL, as on Ubuntu',
    },
  };
}

/** Only a compiler that was asked for can be missing: where there is none, the set-up fetches one. */
export function checkCompiler() {
  const { command, seen } = findCompiler();
  if (command || !process.env.CXX) return null;
  return {
    what: 'A C++ compiler',
    found: seen.length > 0 ? seen.join('; ') : `no program CXX=${process.env.CXX}`,
    expected: 'g++ 8 or newer, or clang++ 7 or newer',
    get: { 'any system': 'unset CXX: the set-up then takes the compiler it finds, or fetches one' },
  };
}

/** What to say where this user may not change the clone, and steps of its set-up are missing. */
export function checkOwner(steps) {
  const owner = ownerOfClone();
  return {
    what: 'A clone that may be written in',
    found: `${root} belongs to ${owner} and is for reading only here, but not set up (${steps.join('; ')})`,
    expected: 'a clone that is set up, or one of your own',
    get: {
      [`the account of ${owner}`]: 'npm run setup, then this works for every reader',
      'your own account': 'clone the tutorial to a folder of yours',
    },
  };
}

/** Whether `bytes` more fit on the clone's disk. */
export function checkDisk(bytes) {
  const { bavail, bsize } = fs.statfsSync(root);
  if (bavail * bsize >= bytes) return null;
  return {
    what: 'Free disk',
    found: `${((bavail * bsize) / GB).toFixed(1)} GB free at ${root}`,
    expected: `${(bytes / GB).toFixed(1)} GB`,
    get: { 'any system': 'free some space, or clone the tutorial to another disk' },
  };
}

/** Whether the npm registry can be reached at all; what it answers does not matter here. */
export function checkNetwork(npm) {
  const args = ['ping', '--fetch-retries=0', '--fetch-timeout=10000'];
  const result = spawnSync(npm[0], [...npm.slice(1), ...args], {
    encoding: 'utf8',
    env: toolEnv(),
  });
  const dead =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/;
  const match = result.status === 0 ? null : dead.exec(result.stderr);
  if (!match) return null;
  return {
    what: 'The network',
    found: `no answer from the npm registry (${match[0]})`,
    expected: 'a connection, for the first set-up only: about 430 MB are downloaded',
    get: { 'any system': 'check the connection; behind a proxy, set HTTPS_PROXY' },
  };
}

/** One report of everything that is missing, with the way to get each. */
export function report(missing) {
  const count = missing.length === 1 ? 'one thing is' : `${missing.length} things are`;
  const parts = missing.map(({ what, found, expected, get }) => {
    const lines = Object.entries(get).map(([system, words]) => `  on ${system}: ${words}`);
    return [`${what}`, `  found: ${found}`, `  expected: ${expected}`, ...lines].join('\n');
  });
  return `The set-up cannot start: ${count} missing.\n\n${parts.join('\n\n')}\n\nThen run the same command again.`;
}
