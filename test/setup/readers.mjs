// A clone that belongs to somebody else, such as a teacher or the maker of an image, and is for reading only.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {
  at,
  atWork,
  expect,
  fault,
  inClone,
  inCopy,
  isRoot,
  makeReady,
  place,
  until,
} from './clone.mjs';

const pupil = 23456; // a number that nobody has
const canSwitch = isRoot && spawnSync('true', { uid: pupil, gid: pupil }).status === 0;
const home = path.join(place, 'pupil');

function prepare() {
  makeReady();
  fs.rmSync(home, { recursive: true, force: true });
  fs.mkdirSync(home);
  fs.chownSync(home, pupil, pupil);
}
const env = {
  HOME: home,
  USER: 'pupil',
  npm_config_cache: path.join(home, '.npm'),
  TMPDIR: '/tmp',
};
const asPupil = (command, args, more = {}) =>
  inClone(command, args, { ...env, ...more }, { uid: pupil, gid: pupil });

/** Starts JupyterLab as the pupil, and gives the address and all that was printed. */
async function start(more = {}) {
  const args = ['scripts/start.mjs', '--no-browser', '--port=18766'];
  const lab = spawn(process.execPath, args, {
    ...{ cwd: at.clone, env: { ...process.env, ...env, ...more }, uid: pupil, gid: pupil },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [lab.stdout, lab.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const found = () => /http:\/\/127\.0\.0\.1:\S+/.exec(printed)?.[0] ?? lab.exitCode !== null;
  const address = String(await until(found, 60, 'an address'));
  const status = address.startsWith('http') ? (await fetch(address)).status : 0;
  lab.kill('SIGTERM');
  await until(() => lab.exitCode !== null || lab.signalCode !== null, 15, 'an end');
  return { address, status, printed };
}

await fault(
  "a pupil's npm start in a teacher's clone opens the pupil's own copy of the notebooks",
  async () => {
    if (!canSwitch) return 'skipped';
    prepare();
    const before = spawnSync('find', [at.clone, '-newer', home], { encoding: 'utf8' }).stdout;
    const first = await start();
    assert.equal(first.status, 200, first.printed);
    assert.match(
      first.printed,
      /This clone belongs to root; your notebooks are in .*pupil\/alexnet-mnist/,
    );
    const copy = path.join(home, 'alexnet-mnist/notebooks/01-eager-setup.ipynb');
    assert.ok(fs.existsSync(copy));
    fs.writeFileSync(copy, '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}');
    const second = await start();
    assert.equal(second.status, 200, second.printed);
    assert.match(fs.readFileSync(copy, 'utf8'), /^\{"cells": \[\]/, 'the work is kept');
    const after = spawnSync('find', [at.clone, '-newer', home], { encoding: 'utf8' }).stdout;
    assert.equal(after, before, "nothing is written in the teacher's clone");
  },
);

await fault("a pupil runs notebooks in a teacher's clone", () => {
  if (!canSwitch) return 'skipped';
  prepare();
  const words = ['scripts/notebooks.mjs', '--check', 'test/notebooks/fixtures/whole.ipynb'];
  expect(asPupil(process.execPath, words), 0, 'ok');
});

await fault(
  "the doctor works for a pupil in a teacher's clone, and names the teacher",
  async () => {
    if (!canSwitch) return 'skipped';
    prepare();
    expect(
      asPupil(process.execPath, ['scripts/doctor.mjs']),
      0,
      /owner +root; your own work is in/,
      'All is well',
    );
  },
);

await fault('a pupil without a home of their own works in a temporary folder', async () => {
  if (!canSwitch) return 'skipped';
  prepare();
  const { status, printed } = await start({ HOME: '/no/home' });
  const own = `/tmp/alexnet-mnist-${pupil}`;
  assert.equal(status, 200, printed);
  assert.ok(printed.includes(own), printed);
  fs.rmSync(own, { recursive: true });
});

await fault('what is missing in a clone of somebody else is said, with whose it is', () => {
  if (!canSwitch) return 'skipped';
  prepare();
  const file = inCopy('lib/new.ts');
  fs.writeFileSync(file, 'export const one = 1;\n');
  for (const script of ['setup', 'start', 'test', 'notebooks']) {
    const told = asPupil(process.execPath, [`scripts/${script}.mjs`]);
    expect(
      told,
      1,
      'belongs to root',
      'compiled lib and tests',
      'on the account of root: npm run setup',
    );
  }
  expect(asPupil('npm', ['run', 'setup', '--', '--afresh']), 1, 'belongs to root');
  expect(asPupil(process.execPath, ['scripts/doctor.mjs']), 1, 'ask root for `npm run setup`');
  fs.rmSync(file);
  makeReady();
});

await fault('what may not be read in a clone of somebody else is said', () => {
  if (!canSwitch) return 'skipped';
  prepare();
  fs.chmodSync(inCopy('.venv'), 0o700);
  try {
    expect(
      asPupil(process.execPath, ['scripts/setup.mjs']),
      1,
      'belongs to root',
      /permission denied|EACCES/i,
    );
  } finally {
    fs.chmodSync(inCopy('.venv'), 0o755);
  }
});

await fault('nothing of all that is left at work', () => assert.deepEqual(atWork(), []));
