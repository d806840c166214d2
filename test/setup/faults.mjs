// Tries the set-up's faults for real, in a copy of this clone under a path with a space and letters
// that are not ASCII: what is missing, what breaks on the way, and being killed. Takes a few minutes;
// .ci/run runs it.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const usage = `node test/setup/faults.mjs [--quick] [part of a fault's name …]

Tries the set-up's faults in a fresh copy of this clone in the temporary folder (about 3 GB): all, or
those whose name holds one of the words, with --quick only those that are named before anything is
set up, in less than a minute. Prints each and, at the end, the counts. Some need root on
Linux (an empty network, small disks); where they cannot be tried, they are counted as skipped.`;

const words = process.argv.slice(2).filter((word) => word !== '--quick');
const quick = process.argv.includes('--quick');
if (words.includes('--help')) {
  console.log(usage);
  process.exit(0);
}
const unknown = words.find((word) => word.startsWith('-'));
if (unknown) {
  console.error(`Unknown argument ${unknown}. Known are: --quick, --help.\n\n${usage}`);
  process.exit(2);
}

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const place = fs.mkdtempSync(path.join(os.tmpdir(), 'set-up faults é '));
let clone = path.join(place, 'Übung eins');
copyClone(clone);

// The files that git knows, as they are now.
function copyClone(to) {
  const list = execFileSync('git', ['-C', root, 'ls-files', '-z'], { encoding: 'utf8' });
  for (const file of list.split('\0')) {
    if (!file || !fs.existsSync(path.join(root, file))) continue;
    fs.cpSync(path.join(root, file), path.join(to, file));
  }
}

/** Runs a command in the clone and returns its exit code and all it printed. */
function inClone(command, args, env = {}) {
  const options = { cwd: clone, encoding: 'utf8', env: { ...process.env, ...env } };
  const result = spawnSync(command, args, options);
  return { code: result.status, printed: result.stdout + result.stderr };
}
const setup = (env, before = []) => {
  const [command, ...args] = [...before, process.execPath, 'scripts/setup.mjs'];
  return inClone(command, args, env);
};

/** The clone, wholly set up, for the faults that need it so; next to nothing when it is already. */
const makeReady = () => expect(setup(), 0, 'Everything is set up.');

function expect(result, code, ...texts) {
  for (const text of texts) {
    const found =
      text instanceof RegExp ? text.test(result.printed) : result.printed.includes(text);
    assert.ok(found, `not printed: ${text}\n--- printed:\n${result.printed}`);
  }
  assert.equal(result.code, code, result.printed);
}

let slow = false;
const counts = { passed: 0, failed: 0, skipped: 0 };
async function fault(name, body) {
  if (quick && slow) return;
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
function makePath(name, programs = {}) {
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
const noTools = { CXX: '', PYTHON: '' };
const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();
const realPython = `exec '${python}' "$@"`;
const deadNetwork = {
  npm_config_registry: 'http://127.0.0.1:9/',
  PIP_INDEX_URL: 'http://127.0.0.1:9/',
};

console.log(`In ${clone}`);

await fault('an old Node.js is named', () => {
  const pretend = path.join(place, 'old-node.cjs');
  fs.writeFileSync(
    pretend,
    "Object.defineProperty(process.versions, 'node', { value: '18.19.0' });",
  );
  const quoted = `--require "${pretend}"`;
  expect(
    setup({ NODE_OPTIONS: quoted }),
    1,
    'found: version 18.19.0',
    'version 20 or newer',
    'nodejs.org',
  );
});

await fault('an old Python is named', () => {
  const old = `echo '3.8.18|venv|x86_64|/usr/bin/python3'`;
  const PATH = makePath('old python', { python3: old, 'c++': 'exit 0' });
  const found = '3.8.18 (/usr/bin/python3), too old';
  expect(
    setup({ ...noTools, PATH }),
    1,
    'one thing is missing',
    found,
    'apt install python3 python3-venv',
  );
});

await fault('a Python without venv is named', () => {
  const bare = `echo '3.11.2|no venv|x86_64|/usr/bin/python3'`;
  const PATH = makePath('no venv', { python3: bare, 'c++': 'exit 0' });
  expect(setup({ ...noTools, PATH }), 1, '3.11.2 (/usr/bin/python3), without the venv module');
});

await fault('a PYTHON that is not there is named, and not passed over', () => {
  const PATH = makePath('lost python', { python3: realPython, 'c++': 'exit 0' });
  const found = 'found: PYTHON=/no/python, which does not run';
  expect(setup({ ...noTools, PYTHON: '/no/python', PATH }), 1, found, 'PYTHON=/path/to/python');
});

await fault('no compiler is named', () => {
  const PATH = makePath('no compiler', { python3: realPython });
  expect(
    setup({ ...noTools, PATH }),
    1,
    'found: none (tried c++, g++, clang++)',
    'sudo apt install g++',
  );
});

await fault('a compiler without C++17 is named', () => {
  const old = 'test "$1" = --version';
  const PATH = makePath('old compiler', { python3: realPython, 'c++': old });
  expect(setup({ ...noTools, PATH }), 1, 'c++, which does not compile C++17');
});

await fault('no network is named, before anything is changed', () => {
  expect(setup(deadNetwork), 1, 'no answer from the npm registry', 'about 450 MB');
  assert.ok(!fs.existsSync(path.join(clone, 'node_modules')));
});

await fault('no network at all (an empty network namespace) is named', () => {
  if (spawnSync('unshare', ['-n', 'true']).status !== 0) return 'skipped';
  expect(setup({}, ['unshare', '-n']), 1, 'no answer from the npm registry');
});

await fault('all that is missing is said at once', () => {
  const PATH = makePath('nothing');
  const texts = ['3 things are missing', 'no python3 on the PATH', 'A C++ compiler', 'The network'];
  expect(setup({ ...noTools, ...deadNetwork, PATH }), 1, ...texts);
});

await fault('too little disk is named', () =>
  withDisk('300m', () => {
    expect(setup({}), 1, /found: 0\.[0-3] GB free at /, 'expected: 3.0 GB');
  }),
);

await fault('an unknown argument is refused with the known ones', () => {
  for (const script of ['setup', 'notebooks', 'doctor', 'test']) {
    const result = inClone(process.execPath, [`scripts/${script}.mjs`, '--colour']);
    expect(result, 2, "Unknown option '--colour'", '--help');
    expect(inClone(process.execPath, [`scripts/${script}.mjs`, '--help']), 0, 'npm ');
  }
});

slow = true; // from here on it is set up for real
// Killed at ten moments, run again each time; what was done before a kill stays done.
const moments = [
  ['npm packages', 0.3],
  ['npm packages', 2],
  ['npm packages', 5],
  ['Python packages', 0.5],
  ['Python packages', 3],
  ['Python packages', 8],
  ['Python packages', 15],
  ['TensorFlow for Node', 0.5],
  ['TensorFlow for Node', 5],
  ['compiled lib and tests', 0.1],
];
for (const [step, seconds] of moments) {
  await fault(`killed ${seconds} s into "${step}"`, async () => {
    const child = spawn(process.execPath, ['scripts/setup.mjs'], { cwd: clone, stdio: 'pipe' });
    let printed = '';
    child.stderr.on('data', (chunk) => (printed += chunk));
    const killed = new Promise((resolve) => {
      child.stdout.on('data', (chunk) => {
        const before = printed.includes(step);
        printed += chunk;
        if (!before && printed.includes(step))
          setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
      });
      child.on('exit', (_, signal) => resolve(signal));
    });
    // On a quick machine a step may be over before its moment.
    if ((await killed) === null) assert.match(printed, /Set up in/);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(atWork(), [], 'left at work in the clone');
  });
}

/** The processes whose working folder is the clone, as /proc tells. */
function atWork() {
  if (!fs.existsSync('/proc/self/cwd')) return [];
  return fs.readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && fs.readlinkSync(`/proc/${pid}/cwd`).startsWith(clone);
    } catch {
      return false;
    }
  });
}

await fault('after ten kills it ends well, and all is well', () => {
  expect(setup(), 0, 'Everything is set up.');
  expect(inClone(process.execPath, ['scripts/doctor.mjs']), 0, 'All is well.');
});

await fault('the next run has nothing to do, within 2 s', () => {
  makeReady();
  const start = Date.now();
  expect(setup(), 0, /^Everything is set up\.\n$/);
  assert.ok(Date.now() - start < 2000, `${Date.now() - start} ms`);
});

await fault('of two at once, one waits and says so', async () => {
  makeReady();
  fs.rmSync(path.join(clone, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8'), {
    recursive: true,
  });
  const run = () =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, ['scripts/setup.mjs'], { cwd: clone });
      let printed = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => (printed += chunk));
      child.on('exit', (code) => resolve({ code, printed }));
    });
  const results = await Promise.all([run(), run()]);
  for (const result of results) expect(result, 0, 'Everything is set up.');
  const all = results.map((result) => result.printed).join('');
  assert.equal(all.split('Another set-up is at work').length - 1, 1, all);
  assert.equal(all.split('TensorFlow for Node').length - 1, 1, all);
});

await fault('a lock that a dead process left is taken over', () => {
  makeReady();
  const lock = path.join(clone, 'build/setup.lock');
  fs.rmSync(path.join(clone, 'build/.setup-stamp'));
  fs.writeFileSync(lock, JSON.stringify({ pid: 2 ** 22 + 1, host: os.hostname() }));
  expect(setup(), 0, 'Everything is set up.');
  assert.ok(!fs.existsSync(lock));
});

await fault('a mistake in TypeScript is shown as the compiler says it', () => {
  makeReady();
  const file = path.join(clone, 'lib/mistake.ts');
  fs.writeFileSync(file, "export const one: number = 'one';\n");
  const words =
    "lib/mistake.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'";
  expect(setup(), 1, words, path.join(clone, 'build/setup.log'));
  fs.rmSync(file);
  expect(setup(), 0, 'Everything is set up.');
  assert.ok(!fs.existsSync(path.join(clone, 'build/lib/mistake.js')));
});

await fault('a damaged environment, a damaged download, a network gone half-way are named', () => {
  makeReady();
  const lib = fs.readdirSync(path.join(clone, '.venv/lib'))[0];
  const folder = path.join(clone, '.venv/lib', lib, 'site-packages/tensorflow');
  const library = fs.readdirSync(folder).find((name) => name.startsWith('libtensorflow_cc'));
  fs.rmSync(path.join(folder, library));
  const doctor = inClone(process.execPath, ['scripts/doctor.mjs']);
  expect(doctor, 1, /Python packages +missing or out of date/, /native TensorFlow +does not load/);

  const file = path.join(clone, 'requirements.txt');
  const whole = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, `six==1.17.0 --hash=sha256:${'0'.repeat(64)}\n`);
  expect(setup(), 1, 'pip failed', 'its checksum differs', path.join(clone, 'build/setup.log'));
  fs.writeFileSync(file, whole);

  const gone = setup({ ...deadNetwork, PIP_NO_CACHE_DIR: '1' });
  expect(gone, 1, 'pip failed', 'The network did not answer');
});

await fault('a read-only home does not matter', () => {
  for (const folder of ['node_modules', '.venv']) {
    fs.rmSync(path.join(clone, folder, '.setup-stamp'), { force: true });
  }
  // Not read from this home: pip's downloads, which would take minutes more.
  const cache = execFileSync('python3', ['-m', 'pip', 'cache', 'dir'], { encoding: 'utf8' }).trim();
  const home = path.join(place, 'home');
  fs.mkdirSync(home);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', home]).status === 0;
  if (!mounted) fs.chmodSync(home, 0o555);
  try {
    const env = { HOME: home, npm_config_cache: path.join(home, '.npm'), PIP_CACHE_DIR: cache };
    expect(setup(env), 0, 'npm packages', 'Python packages', 'Everything is set up.');
    const notebook = ['scripts/notebooks.mjs', '--check', 'test/notebooks/fixtures/whole.ipynb'];
    expect(inClone(process.execPath, notebook, env), 0, 'ok');
  } finally {
    if (mounted) spawnSync('umount', [home]);
  }
});

await fault('a clone that was moved sets up its kernel anew and runs', () => {
  makeReady();
  const moved = path.join(place, 'Übung zwei');
  fs.renameSync(clone, moved);
  clone = moved;
  expect(
    inClone(process.execPath, ['scripts/doctor.mjs']),
    1,
    /kernel and settings +missing/,
    'is gone',
  );
  const notebook = ['scripts/notebooks.mjs', '--check', 'test/notebooks/fixtures/whole.ipynb'];
  const result = inClone(process.execPath, notebook);
  expect(result, 0, 'kernel and settings', 'ok');
  assert.ok(!/packages|for Node|compiled/.test(result.printed), result.printed);
});

await fault('a disk that fills up half-way is named', () =>
  withDisk('3200m', async () => {
    const child = spawn(process.execPath, ['scripts/setup.mjs'], { cwd: clone });
    let printed = '';
    const fill = () => {
      if (printed.includes('Python packages') && !fs.existsSync(path.join(clone, 'filler'))) {
        const { bavail, bsize } = fs.statfsSync(clone);
        spawnSync('fallocate', ['-l', String(bavail * bsize - 80e6), path.join(clone, 'filler')]);
      }
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        printed += chunk;
        fill();
      });
    }
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect({ code, printed }, 1, 'The disk is full');
  }),
);

/** Moves to a copy of the clone on a disk of that size, if there may be one. */
async function withDisk(size, body) {
  const disk = path.join(place, `disk of ${size}`);
  fs.mkdirSync(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk]).status !== 0)
    return 'skipped';
  const usual = clone;
  try {
    clone = path.join(disk, 'clone');
    copyClone(clone);
    return await body();
  } finally {
    clone = usual;
    spawnSync('umount', [disk]);
  }
}

fs.rmSync(place, { recursive: true, force: true });
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(`setup faults: ${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exit(counts.failed === 0 ? 0 : 1);
