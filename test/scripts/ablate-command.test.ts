// `npm run ablate`: its list, the ways to spread it over machines, and what it does when one fails.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { ABLATIONS_FOLDER, ROOT } from '../../lib/base/folders';
import { listAblations } from '../../lib/runs/ablations';
import { type Cell, runAll } from '../../scripts/ablate';

const folder = mkdtempSync(path.join(tmpdir(), 'ablate-'));
after(() => rmSync(folder, { recursive: true }));

/** Two more than there are records of. */
const seeds = 2 + Math.max(...listAblations().ablations.map(({ runs }) => runs.length));

/** What is still to be done with so many seeds. */
function list(): string[] {
  const script = path.join(ROOT, 'build', 'scripts', 'ablate.js');
  const args = [script, '--list', '--seeds', `${seeds}`, '--only', 'lrn'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  return stdout.split('\n').slice(0, -1);
}
const cells = list();

test('the list is a line for each training, from the first line on', () => {
  assert.ok(cells.length > 3);
  for (const line of cells) assert.match(line, /^[a-z0-9-]*lrn[a-z-]*\/\d+$/);
  assert.equal(new Set(cells).size, cells.length);
});

/** A folder with a `node` that only notes how it was called; for --list it prints the cells. */
function fakeNode(): { PATH: string; calls: () => string[] } {
  const bin = mkdtempSync(path.join(folder, 'bin-'));
  const log = path.join(bin, 'calls');
  writeFileSync(log, '');
  const script = `#!/bin/sh
if [ "$2" = --list ]; then printf '%s\n' ${cells.join(' ')}; else echo "$@" >> '${log}'; fi\n`;
  writeFileSync(path.join(bin, 'node'), script, { mode: 0o755 });
  const calls = () => readFileSync(log, 'utf8').trim().split('\n');
  return { PATH: `${bin}${path.delimiter}${process.env.PATH}`, calls };
}

test('Slurm: the job of the README trains line by line what is listed', () => {
  const text = readFileSync(path.join(ABLATIONS_FOLDER, 'README.md'), 'utf8');
  const job = /--wrap '(.*)'/.exec(text)?.[1] ?? assert.fail('no --wrap in the README');
  const { PATH, calls } = fakeNode();
  writeFileSync(path.join(folder, 'cells.txt'), cells.map((line) => `${line}\n`).join(''));
  cells.forEach((_, i) => {
    const env = { ...process.env, PATH, SLURM_ARRAY_TASK_ID: `${i + 1}` };
    const { status, stderr } = spawnSync('sh', ['-c', job], { cwd: folder, env, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
  assert.deepEqual(
    calls(),
    cells.map((cell) => `build/scripts/ablate.js --cell ${cell}`),
  );
});

/** Dask in as much as the script uses it, on this thread. DASK_PYTHON names a Python that has the real one. */
const FAKE_DASK = `
class LocalCluster:
    def __init__(self, n_workers, threads_per_worker, dashboard_address): pass
class Future:
    def __init__(self, value): self.value = value
    def result(self): return self.value
class Client:
    def __init__(self, cluster): pass
    def map(self, function, items, pure): return [Future(function(item)) for item in items]
def as_completed(futures): return iter(futures)
`;

test('Dask: each training of the list is given to a worker, once', () => {
  const modules = path.join(folder, 'modules', 'dask');
  mkdirSync(modules, { recursive: true });
  writeFileSync(path.join(modules, '__init__.py'), '');
  writeFileSync(path.join(modules, 'distributed.py'), FAKE_DASK);
  const real = process.env.DASK_PYTHON;
  const { PATH, calls } = fakeNode();
  const env = { ...process.env, PATH, ...(real ? {} : { PYTHONPATH: path.dirname(modules) }) };
  const script = path.join(ROOT, 'scripts', 'ablate_dask.py');
  const python = real ?? path.join(ROOT, '.venv', 'bin', 'python');
  const { status, stdout, stderr } = spawnSync(python, ['-B', script], { env, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const [first, ...done] = stdout.trim().split('\n');
  assert.equal(first, `${cells.length} trainings to do`);
  assert.deepEqual(done.sort(), [...cells].sort());
  const train = path.join(ROOT, 'build', 'scripts', 'ablate.js');
  assert.deepEqual(calls().sort(), cells.map((cell) => `${train} --cell ${cell}`).sort());
});

const grid = Array.from({ length: 8 }, (_, i): Cell => ({ name: 'recipe', seed: i + 1 }));

test('all trainings are done, so many at a time', async () => {
  const done: number[] = [];
  let [now, most] = [0, 0];
  const lines: string[] = [];
  const train = async ({ seed }: Cell) => {
    now += 1;
    most = Math.max(most, now);
    await turn();
    done.push(seed);
    now -= 1;
    return true;
  };
  await runAll(grid, 3, train, (line) => void lines.push(line));
  assert.match(lines.at(-1) ?? '', /^recipe\/\d: \d+ s, 0 waiting$/);
  assert.equal(lines.length, grid.length);
  assert.deepEqual(done.sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(most, 3);
});

test('what listens for signals meanwhile is gone afterwards', async () => {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const listeners = () => signals.map((signal) => process.listenerCount(signal));
  const before = listeners();
  const train = async ({ seed }: Cell) => {
    assert.deepEqual(listeners(), before.map((count) => count + 1)); // biome-ignore format: one line
    if (seed === 2) throw new Error('the second');
    return true;
  };
  await runAll(grid.slice(0, 1), 1, train, () => {});
  await assert.rejects(
    runAll(grid, 1, train, () => {}),
    /^Error: the second$/,
  );
  assert.deepEqual(listeners(), before);
});

test('one that fails is told of when the others have ended, and no more are begun', async () => {
  const begun: number[] = [];
  let ended = 0;
  const train = async ({ seed }: Cell) => {
    begun.push(seed);
    if (seed === 3) throw new Error('the third');
    for (let i = 0; i < 5 * seed; i++) await turn();
    ended += 1;
    return true;
  };
  const failing = runAll(grid, 2, train, () => {});
  await assert.rejects(failing, /^Error: the third$/);
  assert.deepEqual(begun, [1, 2, 3]);
  assert.equal(ended, 2);
});
