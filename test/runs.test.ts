import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, mock, test } from 'node:test';
import { InputError } from '../lib/errors';
import { loadRun, machine, type Run, saveRun } from '../lib/runs';
import { versions } from '../lib/runtime';
import { type EpochRecord, postConfig } from '../lib/training';

const folder = fs.mkdtempSync(path.join(tmpdir(), 'runs-test-'));
const file = path.join(folder, 'run.json');
after(() => fs.rmSync(folder, { recursive: true }));

const epoch = (number: number): EpochRecord => ({
  epoch: number,
  trainLoss: 0.5 / number,
  trainAccuracy: 0.9,
  validationLoss: number === 1 ? null : 0.4,
  validationAccuracy: number === 1 ? null : 0.95,
  seconds: 12.5,
});

const run: Run = {
  config: postConfig({ epochs: 2 }),
  validationCount: 5000,
  history: {
    steps: [{ step: 20, loss: 2.25, accuracy: 0.1, learningRate: 0.001 }],
    epochs: [epoch(1), epoch(2)],
  },
  finished: true,
  best: { epoch: 2, accuracy: 0.95 },
  test: { last: { count: 10_000, accuracy: 0.99, loss: 0.03 }, best: null },
  versions: versions(),
  machine: machine(),
  seconds: 25,
  peakMemory: 1e9,
};

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

saveRun(file, run);
const text = fs.readFileSync(file, 'utf8');

const changed = (change: (run: Run) => void) => {
  const parsed = JSON.parse(text);
  change(parsed);
  return JSON.stringify(parsed);
};
const set = (fields: object) => changed((parsed) => Object.assign(parsed, fields));

const bad: Record<string, [content: string, message: RegExp]> = {
  empty: ['', /file is .*expected a readable JSON file/],
  'cut in the middle': [text.slice(0, text.length / 2), /file is .*expected a readable JSON file/],
  'cut by its last brace': [text.trimEnd().slice(0, -1), /file is /],
  'more than one record': [text + text, /file is /],
  'not JSON': ['epochs: 3', /file is /],
  null: ['null', /format is undefined, expected alexnet-mnist run/],
  'a number': ['3', /format is undefined/],
  'another format': [set({ format: 'package' }), /format is package/],
  'a newer version': [set({ version: 2 }), /version is 2, expected 1/],
  'a version as text': [set({ version: '1' }), /version is 1/],
  'no config': [set({ config: undefined }), /config is undefined/],
  'a config that is null': [set({ config: null }), /config is null/],
  'a config that is text': [set({ config: 'x' }), /config is x/],
  'a config without a model': [changed(({ config }) => Object.assign(config, { model: null })), /config: model is null, expected an object/], // biome-ignore format: one line
  'a config without epochs': [changed(({ config }) => Object.assign(config, { epochs: null })), /config: epochs is null/], // biome-ignore format: one line
  'no history': [set({ history: undefined }), /history.steps is undefined, expected a list/],
  'a history without epochs': [set({ history: { steps: [] } }), /history.epochs is undefined/],
  'an epoch that is null': [
    set({ history: { steps: [], epochs: [null] } }),
    /history.epochs\[0\]\.epoch is undefined, expected 1/,
  ],
  'an epoch twice': [
    set({ history: { steps: [], epochs: [epoch(1), epoch(1)] } }),
    /history.epochs\[1\]\.epoch is 1, expected 2/,
  ],
  'an epoch missing': [
    set({ history: { steps: [], epochs: [epoch(2)] } }),
    /history.epochs\[0\]\.epoch is 2, expected 1/,
  ],
  'no seconds': [set({ seconds: null }), /seconds is null/],
  'negative seconds': [set({ seconds: -1 }), /seconds is -1/],
};
for (const [name, [content, message]] of Object.entries(bad)) {
  test(`refused by its name: ${name}`, () => {
    const broken = path.join(folder, 'broken.json');
    fs.writeFileSync(broken, content);
    assert.throws(
      () => loadRun(broken),
      (error) => {
        assert.ok(error instanceof InputError, String(error));
        assert.ok(error.message.startsWith(broken), error.message);
        assert.match(error.message, message);
        return true;
      },
    );
    fs.rmSync(broken);
  });
}

test('a missing file and a folder are refused by their names', () => {
  assert.throws(() => loadRun(path.join(folder, 'no.json')), /no\.json: file is ENOENT/);
  assert.throws(() => loadRun(folder), { name: 'InputError', message: /file is EISDIR/ });
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
