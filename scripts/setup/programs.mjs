// The programs that the set-up needs from the machine: a Python, and a C++ compiler if there is one.
import { spawnSync } from 'node:child_process';
import { toolEnv } from './environment.mjs';

/** Runs a program: what it printed, or why it could not be run, as its last line on stderr says. */
export function tryProgram(command, args, options = {}) {
  // In one language, so that what is printed can be understood.
  const env = { ...toolEnv(), LC_ALL: 'C', ...options.env };
  const result = spawnSync(command, args, { encoding: 'utf8', timeout: 60_000, ...options, env });
  if (/** @type {NodeJS.ErrnoException} */ (result.error)?.code === 'ENOENT')
    return { printed: null, problem: null };
  if (result.status === 0) return { printed: result.stdout.trim(), problem: null };
  const said = (result.stderr ?? '').trim().split('\n').at(-1);
  const ended = result.error?.message ?? `ended with ${result.signal ?? `code ${result.status}`}`;
  return { printed: null, problem: said || ended };
}

/** What a program printed, or null when it cannot be run. */
export const ask = (command, args, input) => tryProgram(command, args, { input }).printed;

const pythons = [
  'python3',
  ...[15, 14, 13, 12, 11, 10].map((minor) => `python3.${minor}`),
  'python',
];
const describe = `import sys, platform
try:
    import venv, ensurepip
    has = "venv"
except ImportError:
    has = "no venv"
word = "" if sys.maxsize > 2**32 else "32-bit "
print("%d.%d.%d|%s|%s|%s" % (sys.version_info[:3] + (has, word + platform.machine(), sys.executable)))`;
const machines = { x64: ['x86_64'], arm64: ['aarch64', 'arm64'] };

/** The first Python that can make the environment; `seen` tells of those that cannot. */
export function findPython() {
  const chosen = process.env.PYTHON;
  const seen = [];
  const note = (line) => seen.includes(line) || seen.push(line);
  for (const command of chosen ? [chosen] : pythons) {
    const { printed, problem } = tryProgram(command, ['-c', describe]);
    if (printed === null) {
      if (chosen) note(`PYTHON=${chosen}, which does not run${problem ? `: ${problem}` : ''}`);
      else if (problem) note(`${command}, which does not run: ${problem}`);
      continue;
    }
    const [version, has, machine, executable] = printed.split('|');
    const fault = faultOf(version, has, machine);
    if (!fault) return { command: executable, version, seen };
    note(`${version} (${executable}), ${fault}`);
  }
  return { command: null, version: null, seen };
}

function faultOf(version, has, machine) {
  const [major, minor] = version.split('.').map(Number);
  if (major < 3 || (major === 3 && minor < 10)) return 'too old';
  if (has !== 'venv') return 'without the venv module';
  // On a Mac, an Intel Python runs beside a Node for Apple's processors, but gets the wrong packages.
  if (!machines[process.arch]?.includes(machine))
    return `for ${machine}, where Node is for ${process.arch}`;
  return null;
}

/** The C++ compiler as a list of words: $CXX, or the first that compiles C++17; null if none does. */
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
