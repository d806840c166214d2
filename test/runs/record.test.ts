import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, mock, test } from 'node:test';
import { RUNS_FOLDER } from '../../lib/base/folders';
import {
  bestEpoch,
  checkSameTraining,
  loadRun,
  machine,
  type Run,
  saveRun,
} from '../../lib/runs/record';
import { epoch, run } from '../helpers/run-example';

const folder = fs.mkdtempSync(path.join(tmpdir(), 'runs-test-'));
const file = path.join(folder, 'run.json');
after(() => fs.rmSync(folder, { recursive: true }));

test('what is loaded is what was saved', () => {
  saveRun(file, run);
  assert.deepEqual(loadRun(file), run);
  const unfinished: Run = { ...run, finished: false, best: null, test: null };
  saveRun(file, unfinished);
  assert.deepEqual(loadRun(file), unfinished);
  assert.deepEqual(fs.readdirSync(folder), ['run.json']);
  const { format, version } = JSON.parse(fs.readFileSync(file, 'utf8'));
  assert.deepEqual([format, version], ['alexnet-mnist run', 1]);
});

test('the machine is described', () => {
  const { processor, cores, memoryGiB, platform } = machine();
  assert.ok(processor.length > 0 && processor === processor.trim());
  assert.ok(cores >= 1 && memoryGiB >= 0);
  assert.equal(platform, `${process.platform} ${process.arch}`);
});

test('the best epoch is the first that did best on validation, or on training without one', () => {
  const epochs = [epoch(2), { ...epoch(3), validationAccuracy: 0.96 }, epoch(4)];
  assert.deepEqual(bestEpoch({ steps: [], epochs }), { epoch: 3, accuracy: 0.96 });
  assert.deepEqual(bestEpoch({ steps: [], epochs: [epoch(2), epoch(3)] })?.epoch, 2);
  assert.deepEqual(bestEpoch({ steps: [], epochs: [epoch(1)] }), { epoch: 1, accuracy: 0.9 });
  assert.equal(bestEpoch({ steps: [], epochs: [] }), null);
  const post = loadRun(path.join(RUNS_FOLDER, 'post', 'run.json'));
  assert.deepEqual(bestEpoch(post.history), post.best);
});

test('a checkpoint is of the epoch that it is asked for', () => {
  const after = (epochs: number) => ({
    config: run.config,
    history: { ...run.history, epochs: run.history.epochs.slice(0, epochs) },
  });
  const check = (epochs: number, epoch?: number) =>
    checkSameTraining(run, after(epochs), 'run.json', 'best.safetensors', epoch);
  for (const epochs of [1, 2]) {
    check(epochs);
    check(epochs, epochs);
    const message = `run.json: epoch of best.safetensors is ${epochs}, expected ${3 - epochs}`;
    assert.throws(() => check(epochs, 3 - epochs), { name: 'InputError', message });
  }
});

test('a save that fails leaves the record before it whole', () => {
  saveRun(file, run);
  mock.method(fs, 'fsyncSync', () => {
    throw Object.assign(new Error('EIO: injected'), { code: 'EIO' });
  });
  assert.throws(() => saveRun(file, { ...run, seconds: 99 }), { code: 'EIO' });
  mock.restoreAll();
  assert.deepEqual(loadRun(file), run);
  assert.deepEqual(fs.readdirSync(folder), ['run.json']);
});
