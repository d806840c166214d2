// What the machine lacks, named before anything is changed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import {
  at,
  expect,
  fault,
  inClone,
  inCopy,
  makePath,
  pretend,
  python,
  setup,
  withDisk,
} from './clone.mjs';

const noTools = { CXX: '', PYTHON: '' };
const realPython = `exec '${python}' "$@"`;
const deadNetwork = {
  npm_config_registry: 'http://127.0.0.1:9/',
  PIP_INDEX_URL: 'http://127.0.0.1:9/',
};

for (const version of ['18.19.0', '20.14.0']) {
  await fault(`an old Node.js, ${version}, is named`, () => {
    const code = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
    const found = `found: version ${version}`;
    expect(setup(pretend(version, code)), 1, found, 'version 20.15 or newer', 'nodejs.org');
  });
}

const machine = process.arch === 'x64' ? 'x86_64' : 'aarch64';
const pythons = {
  'an old Python': [`3.8.18|venv|${machine}|/usr/bin/python3`, 'too old'],
  'a Python without venv': [
    `3.11.2|no venv|${machine}|/usr/bin/python3`,
    'without the venv module',
  ],
  'a Python for another processor, as Rosetta runs it': [
    '3.13.1|venv|sparc64|/usr/bin/python3',
    `for sparc64, where Node is for ${process.arch}`,
  ],
  'a Python of 32 bits': [`3.13.1|venv|32-bit ${machine}|/usr/bin/python3`, 'for 32-bit'],
};
for (const [name, [answer, words]] of Object.entries(pythons)) {
  await fault(`${name} is named`, () => {
    const PATH = makePath(name, { python3: `echo '${answer}'` });
    const found = `${answer.split('|')[0]} (/usr/bin/python3), ${words}`;
    const get = 'apt install python3 python3-venv';
    expect(setup({ ...noTools, PATH }), 1, 'one thing is missing', found, get);
  });
}

await fault('a Python newer than any we know goes', () => {
  const PATH = makePath('new python', {
    python3: `echo '3.19.0|venv|${machine}|/usr/bin/python3'`,
  });
  expect(setup({ ...noTools, ...deadNetwork, PATH }), 1, 'one thing is missing', 'The network');
});

await fault('a Python that breaks is not taken for none', () => {
  const PATH = makePath('broken python', {
    python3: 'echo "no module named encodings" >&2; exit 1',
  });
  const found = 'python3, which does not run: no module named encodings';
  expect(setup({ ...noTools, PATH }), 1, found);
});

await fault('a PYTHON that is not there is named, and not passed over', () => {
  const PATH = makePath('lost python', { python3: realPython, 'c++': 'exit 0' });
  const found = 'found: PYTHON=/no/python, which does not run';
  expect(setup({ ...noTools, PYTHON: '/no/python', PATH }), 1, found, 'PYTHON=/path/to/python');
});

await fault('a compiler that was asked for and is not there is named', () => {
  const PATH = makePath('no compiler', { python3: realPython });
  expect(setup({ ...noTools, CXX: 'g++-99', PATH }), 1, 'no program CXX=g++-99', 'unset CXX');
});

await fault('a compiler without C++17 that was asked for is named', () => {
  const PATH = makePath('old compiler', { python3: realPython, 'c++': 'test "$1" = --version' });
  expect(setup({ ...noTools, CXX: 'c++', PATH }), 1, 'c++, which does not compile C++17');
});

await fault('no compiler is not missing', () => {
  const PATH = makePath('bare', { python3: realPython });
  expect(setup({ ...noTools, ...deadNetwork, PATH }), 1, 'one thing is missing', 'The network');
});

await fault('no network is named, before anything is changed', () => {
  expect(setup(deadNetwork), 1, 'no answer from the npm registry', 'about 430 MB');
  assert.ok(!fs.existsSync(inCopy('node_modules')));
});

await fault('a proxy that does not answer is named, since proxies are asked', () => {
  const env = {
    HTTPS_PROXY: 'http://127.0.0.1:9',
    https_proxy: 'http://127.0.0.1:9',
    NO_PROXY: '',
  };
  expect(setup({ ...env, no_proxy: '' }), 1, 'no answer from the npm registry', 'HTTPS_PROXY');
});

await fault('no network at all (an empty network namespace) is named', () => {
  if (spawnSync('unshare', ['-n', 'true']).status !== 0) return 'skipped';
  expect(setup({}, ['unshare', '-n']), 1, 'no answer from the npm registry');
});

await fault('all that is missing is said at once', () => {
  const PATH = makePath('nothing');
  const texts = ['3 things are missing', 'no python3 on the PATH', 'A C++ compiler', 'The network'];
  expect(setup({ ...noTools, CXX: 'c++', ...deadNetwork, PATH }), 1, ...texts);
});

await fault('too little disk is named', () =>
  withDisk('300m', () => {
    expect(setup(), 1, /found: 0\.[0-3] GB free at /, /expected: [23]\.\d GB/);
  }),
);

await fault('Windows is named, by the doctor too', () => {
  const windows = pretend(
    'windows',
    `Object.defineProperty(process, 'platform', { value: 'win32' }); delete process.getuid;
    require('node:os').type = () => 'Windows_NT';`,
  );
  expect(setup(windows), 1, 'found: Windows_NT', 'WSL');
  const told = inClone(process.execPath, ['scripts/doctor.mjs'], windows);
  expect(told, 1, 'To mend:', 'WSL', 'send your teacher this report');
});

await fault("a container's limit counts as the machine's memory", () => {
  const limit = pretend('limit', 'process.constrainedMemory = () => 2 * 2 ** 30;');
  const told = inClone(process.execPath, ['scripts/doctor.mjs'], limit);
  expect(told, 1, 'memory                       2.1 GB (the limit of a container)', '4 GB or more');
});

await fault('a folder whose name TypeScript takes for a pattern is named', () => {
  const usual = at.clone;
  at.clone = `${usual} *`;
  fs.renameSync(usual, at.clone);
  try {
    expect(setup(), 1, 'TypeScript takes the * for a pattern', 'rename the folder');
    expect(inClone(process.execPath, ['scripts/doctor.mjs']), 1, 'rename the folder');
  } finally {
    fs.renameSync(at.clone, usual);
    at.clone = usual;
  }
});

await fault('an unknown argument is refused with the known ones', () => {
  for (const script of ['setup', 'notebooks', 'doctor', 'test']) {
    const result = inClone(process.execPath, [`scripts/${script}.mjs`, '--colour']);
    expect(result, 2, "Unknown option '--colour'", '--help');
    expect(inClone(process.execPath, [`scripts/${script}.mjs`, '--help']), 0, 'npm ');
  }
});

const lock = inCopy('build', 'setup.lock');
const spoiled = {
  'a lock that is no JSON': () => fs.writeFileSync(lock, '{"pid": 12'),
  'a lock with another kind of number': () => fs.writeFileSync(lock, '{"pid": 1e300, "host": 7}'),
  'a folder in place of the lock': () => fs.mkdirSync(lock),
};
for (const [name, spoil] of Object.entries(spoiled)) {
  await fault(`${name} is taken over`, () => {
    fs.mkdirSync(inCopy('build'), { recursive: true });
    spoil();
    const longAgo = new Date(Date.now() - 60_000);
    fs.utimesSync(lock, longAgo, longAgo);
    expect(setup(deadNetwork), 1, 'no answer from the npm registry');
    assert.ok(!fs.existsSync(lock));
  });
}

await fault('a file in place of the folder build is named', () => {
  fs.rmSync(inCopy('build'), { recursive: true, force: true });
  fs.writeFileSync(inCopy('build'), '');
  expect(setup(), 1, 'build');
  fs.rmSync(inCopy('build'));
});
