// What the set-up needs from the machine, looked for before anything is changed.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import { root } from '../paths.mjs';

const GB = 1e9;

/** First words of a program's answer, or null when it cannot be run. */
export function ask(command, args, input) {
  const result = spawnSync(command, args, { encoding: 'utf8', input, timeout: 60_000 });
  return result.status === 0 ? result.stdout.trim() : null;
}

export function checkPlatform() {
  const here = `${process.platform} ${process.arch}`;
  const known = ['linux x64', 'linux arm64', 'darwin arm64'];
  const musl =
    process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
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

export function checkNode() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return null;
  return {
    what: 'Node.js',
    found: `version ${process.versions.node} (${process.execPath})`,
    expected: 'version 20 or newer',
    get: {
      'Debian, Ubuntu': 'sudo apt install nodejs npm (Debian 13, Ubuntu 25.10), else as the others',
      Fedora: 'sudo dnf install nodejs',
      macOS: 'brew install node',
      Windows: 'in WSL, as on Ubuntu',
      'other systems': 'the download page of nodejs.org, or nvm: nvm install 24',
    },
  };
}

const pythons = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const describe = `import sys, platform
try:
    import venv, ensurepip
    has = "venv"
except ImportError:
    has = "no venv"
print("%d.%d.%d|%s|%s|%s" % (sys.version_info[:3] + (has, platform.machine(), sys.executable)))`;

/** The first Python that can make the environment; `seen` tells of those that cannot. */
export function findPython() {
  const chosen = process.env.PYTHON;
  const seen = [];
  for (const command of chosen ? [chosen] : pythons) {
    const answer = ask(command, ['-c', describe]);
    if (answer === null) {
      if (chosen) seen.push(`PYTHON=${chosen}, which does not run`);
      continue;
    }
    const [version, has, machine, executable] = answer.split('|');
    const [major, minor] = version.split('.').map(Number);
    const tooOld = major < 3 || minor < 10;
    const fault =
      tooOld || minor > 13
        ? `too ${tooOld ? 'old' : 'new'}`
        : has !== 'venv'
          ? 'without the venv module'
          : ['x86_64', 'aarch64', 'arm64'].includes(machine)
            ? null
            : `for ${machine}`;
    if (!fault) return { command: executable, version, seen };
    const line = `${version} (${executable}), ${fault}`;
    if (!seen.includes(line)) seen.push(line);
  }
  return { command: null, seen };
}

export function checkPython() {
  const { command, seen } = findPython();
  if (command) return null;
  return {
    what: 'Python with its venv module',
    found: seen.length > 0 ? seen.join('; ') : 'no python3 on the PATH',
    expected: 'version 3.10, 3.11, 3.12 or 3.13, with venv (PYTHON=/path/to/python picks one)',
    get: {
      'Debian, Ubuntu': 'sudo apt install python3 python3-venv',
      Fedora: 'sudo dnf install python3.13',
      macOS: 'brew install python@3.13',
      Windows: 'in WSL, as on Ubuntu',
    },
  };
}

/** The C++ compiler as a list of words: $CXX, or the first that is there. */
export function findCompiler() {
  const names = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
  const program =
    '#include <optional>\n#include <string_view>\nstd::optional<std::string_view> s;\n';
  const seen = [];
  for (const name of names) {
    const [command, ...args] = name.trim().split(/\s+/);
    if (ask(command, [...args, '--version']) === null) continue;
    const test = [...args, '-std=c++17', '-fsyntax-only', '-x', 'c++', '-'];
    if (ask(command, test, program) !== null) return { command: [command, ...args], seen };
    seen.push(`${name}, which does not compile C++17`);
  }
  return { command: null, seen };
}

export function checkCompiler() {
  const { command, seen } = findCompiler();
  if (command) return null;
  const tried = process.env.CXX ? `CXX=${process.env.CXX}` : 'c++, g++, clang++';
  return {
    what: 'A C++ compiler',
    found: seen.length > 0 ? seen.join('; ') : `none (tried ${tried})`,
    expected: 'g++ 8 or newer, or clang++ 7 or newer (CXX=name picks one)',
    get: {
      'Debian, Ubuntu': 'sudo apt install g++',
      Fedora: 'sudo dnf install gcc-c++',
      macOS: 'xcode-select --install',
      Windows: 'in WSL, as on Ubuntu',
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
  const result = spawnSync(npm[0], [...npm.slice(1), ...args], { encoding: 'utf8' });
  const dead =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/;
  const match = result.status === 0 ? null : dead.exec(result.stderr);
  if (!match) return null;
  return {
    what: 'The network',
    found: `no answer from the npm registry (${match[0]})`,
    expected: 'a connection, for the first set-up only: about 450 MB are downloaded',
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
