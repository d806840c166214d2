// Killed at many moments, two at once, moved, and what must hold of the set-up that comes after.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  at,
  atWork,
  doctor,
  expect,
  expectNothingToDo,
  fault,
  inClone,
  inCopy,
  makeReady,
  place,
  setup,
  until,
} from './clone.mjs';

// Run again each time; what was done before a kill stays done.
/** @type {[string, number][]} */
const moments = [
  ['npm packages', 0.3],
  ['npm packages', 2],
  ['npm packages', 5],
  ['Python packages', 0.5],
  ['Python packages', 3],
  ['Python packages', 8],
  ['TensorFlow for Node', 0.5],
  ['TensorFlow for Node', 3],
  ['TensorFlow for Node', 8],
  ['compiled lib and tests', 0.1],
];
for (const [step, seconds] of moments) {
  await fault(`killed ${seconds} s into "${step}"`, async () => {
    const child = spawn(process.execPath, ['scripts/setup.mjs'], { cwd: at.clone, stdio: 'pipe' });
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
    if ((await killed) === null) assert.match(printed, /Set up in|Everything is set up/);
    // What changes anything ends at once, what only looks by itself.
    await until(() => atWork().length === 0, 10, `an end of ${atWork()}`);
  });
}

await fault('after ten kills it ends well, and all is well', () => {
  expect(setup(), 0, 'Everything is set up.');
  expect(doctor(), 0, 'All is well.', 'send your teacher');
});

await fault('the next run has nothing to do, within 2 s', () => {
  makeReady();
  const times = [1, 2, 3].map(() => {
    const start = Date.now();
    expectNothingToDo(setup());
    return Date.now() - start;
  });
  assert.ok(Math.min(...times) < 2000, `${times} ms`); // other programs may be at work too
});

await fault('of two at once, one waits and says so', async () => {
  makeReady();
  fs.rmSync(inCopy('.tensorflow'), { recursive: true });
  const run = () =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, ['scripts/setup.mjs'], { cwd: at.clone });
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
  const lock = inCopy('build/setup.lock');
  fs.rmSync(inCopy('build/.setup-stamp'));
  fs.writeFileSync(lock, JSON.stringify({ pid: 2 ** 22 + 1, host: os.hostname() }));
  expect(setup(), 0, 'Everything is set up.');
  assert.ok(!fs.existsSync(lock));
});

// Brackets and the like are patterns to some programs.
for (const name of ['Übung zwei', 'Übung [drei] {4}?']) {
  await fault(`a clone that was moved to "${name}" sets up its kernel anew and runs`, () => {
    makeReady();
    const moved = path.join(place, name);
    fs.renameSync(at.clone, moved);
    at.clone = moved;
    expect(doctor(), 1, /kernel and settings +for another place/, 'is gone');
    const notebook = ['scripts/notebooks.mjs', '--check', 'test/notebooks/fixtures/whole.ipynb'];
    const result = inClone(process.execPath, notebook);
    expect(result, 0, 'kernel and settings', 'ok');
    assert.ok(!/packages|for Node|compiled/.test(result.printed), result.printed);
    expect(doctor(), 0, /figure renderer +jupyterlab-plotly/, 'All is well.');
  });
}
