// What is changed behind the set-up's back: a stamp sees it, the next set-up mends it, and says why.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {
  doctor,
  expect,
  expectNothingToDo,
  fault,
  inClone,
  inCopy,
  makeReady,
  setup,
} from './clone.mjs';

/** The first file under a folder of the copy whose path fits. */
function find(folder, pattern) {
  const names = fs.readdirSync(inCopy(folder), { recursive: true, encoding: 'utf8' });
  const name = names.find((one) => pattern.test(one));
  assert.ok(name, `no ${pattern} in ${folder}`);
  return inCopy(folder, name);
}
const empty = (file) => fs.truncateSync(file);

// Each as the folder, the file, what is done to it, the step that mends it, and what is said.
/** @type {[string, string, RegExp, (file: string) => void, string, string][]} */
const damages = [
  ['an npm package that is cut off', 'node_modules/tslab', /dist\/jupyter\.js$/, empty, 'npm packages', 'dist/jupyter.js has 0 bytes'],
  ['an npm package that is gone', 'node_modules/tslab', /package\.json$/, fs.rmSync, 'npm packages', 'is gone'],
  ['a Python package that is cut off', '.venv', /jupyter_client\/manager\.py$/, empty, 'Python packages', 'manager.py has 0 bytes'],
  ["JupyterLab's page that is gone", '.venv', /share\/jupyter\/lab\/static\/index\.html$/, fs.rmSync, 'Python packages', 'is gone'],
  ["a renderer that is cut off", '.venv', /jupyterlab-plotly\/static\/remoteEntry.*\.js$/, empty, 'Python packages', 'has 0 bytes'],
  ["TensorFlow's library that is cut off", '.tensorflow', /libtensorflow_framework/, (file) => fs.truncateSync(file, 1e6), 'TensorFlow for Node', 'has 1000000 bytes'],
  ['an addon that is cut off', 'node_modules/@tensorflow/tfjs-node/lib', /tfjs_binding\.node$/, empty, 'TensorFlow for Node', 'its addon was changed'],
  ['a compiled file that is cut off', 'build', /lib\/index\.js$/, empty, 'compiled lib and tests', 'build/lib/index.js has 0 bytes'],
  ['compiled types that are gone', 'build', /lib\/index\.d\.ts$/, fs.rmSync, 'compiled lib and tests', 'is gone'],
  ['settings that were changed', '.venv/share', /tslab\/kernel\.json$/, (file) => fs.writeFileSync(file, '{'), 'kernel and settings', 'for another place or version'],
]; // biome-ignore format: a table
for (const [name, folder, pattern, damage, step, words] of damages) {
  await fault(`${name} is seen and mended`, () => {
    makeReady();
    const file = find(folder, pattern);
    const size = fs.statSync(file).size;
    damage(file);
    expect(setup(), 0, `  ${step} (`, words, 'Everything is set up.');
    assert.ok(fs.statSync(file).size >= size, `${file} is not mended`);
    expectNothingToDo(setup());
  });
}

await fault('npm packages taken away by npm itself are seen', () => {
  makeReady();
  const pruned = inClone('npm', ['prune', '--omit=dev']);
  expect(pruned, 0);
  expect(setup(), 0, 'npm packages (node_modules/', 'is gone', 'Everything is set up.');
});

await fault('an upgrade of the Python below is seen', () => {
  makeReady();
  const link = inCopy('.venv/bin/python');
  fs.rmSync(link);
  fs.writeFileSync(link, '#!/bin/sh\necho python3.99\n', { mode: 0o755 });
  expect(
    doctor(),
    1,
    /Python packages +made for python3\.\d+, but the machine's Python is python3\.99/,
  );
  expect(setup(), 0, "but the machine's Python is python3.99 now", 'Everything is set up.');
});

await fault('a Python below that is gone is seen', () => {
  makeReady();
  const link = inCopy('.venv/bin/python');
  fs.rmSync(link);
  fs.symlinkSync('/no/such/python3', link);
  expect(setup(), 0, 'the Python it was made with is gone', 'Everything is set up.');
});

await fault('an environment whose Python cannot run just now is not removed', () => {
  makeReady();
  const link = inCopy('.venv/bin/python');
  const target = fs.readlinkSync(link);
  fs.rmSync(link);
  fs.writeFileSync(link, '#!/bin/sh\necho "libpython3.so: wrong ELF class" >&2; exit 127\n', {
    mode: 0o755,
  });
  const before = fs.statSync(inCopy('.venv')).ino;
  expect(setup(), 1, 'does not run (libpython3.so: wrong ELF class)', '--afresh');
  assert.equal(fs.statSync(inCopy('.venv')).ino, before);
  fs.rmSync(link);
  fs.symlinkSync(target, link);
  expectNothingToDo(setup());
});

await fault(
  'what the doctor finds broken, though every file is there, it sends to a fresh start',
  () => {
    makeReady();
    const file = find('node_modules/tslab', /dist\/jupyter\.js$/);
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, `x${text.slice(1)}`);
    expect(
      doctor(),
      1,
      /notebook kernel +\S.*<-- see below/,
      '`npm run setup -- --afresh` makes all anew',
    );
    fs.writeFileSync(file, text);
  },
);

await fault('a fresh start makes all anew and keeps what is not of the set-up', () => {
  makeReady();
  fs.writeFileSync(inCopy('data/runs/mine.txt'), 'mine');
  const before = ['node_modules', '.venv', '.tensorflow'].map(
    (name) => fs.statSync(inCopy(name)).ino,
  );
  expect(
    inClone('npm', ['run', 'setup', '--', '--afresh']),
    0,
    'npm packages',
    'Everything is set up.',
  );
  const after = ['node_modules', '.venv', '.tensorflow'].map(
    (name) => fs.statSync(inCopy(name)).ino,
  );
  for (const [i, ino] of before.entries()) assert.notEqual(after[i], ino);
  assert.equal(fs.readFileSync(inCopy('data/runs/mine.txt'), 'utf8'), 'mine');
});

await fault('a mistake in TypeScript is shown as the compiler says it', () => {
  makeReady();
  const file = inCopy('lib/mistake.ts');
  fs.writeFileSync(file, "export const one: number = 'one';\n");
  const words =
    "lib/mistake.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'";
  expect(setup(), 1, words, inCopy('build/setup.log'));
  fs.rmSync(file);
  expect(setup(), 0, 'Everything is set up.');
  assert.ok(!fs.existsSync(inCopy('build/lib/mistake.js')));
});

await fault('a damaged download, and a network gone half-way, are named', () => {
  makeReady();
  const file = inCopy('requirements.txt');
  const whole = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, `six==1.17.0 --hash=sha256:${'0'.repeat(64)}\n`);
  const log = path.join('build', 'setup.log');
  expect(setup(), 1, 'pip failed', 'its checksum differs', inCopy(log));
  fs.writeFileSync(file, whole);
  const gone = setup({ PIP_INDEX_URL: 'http://127.0.0.1:9/', PIP_NO_CACHE_DIR: '1' });
  expect(gone, 1, 'pip failed', 'The network did not answer');
  makeReady();
});
