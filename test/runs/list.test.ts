import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { mnistConfig } from '../../lib/network/alexnet';
import { configDifferences, listRuns } from '../../lib/runs/list';
import { type Run, saveRun } from '../../lib/runs/record';
import { postConfig } from '../../lib/training/config';
import { PAPER_MOMENTUM } from '../../lib/training/optimizer';
import { run } from '../helpers/run-example';

const folder = mkdtempSync(path.join(tmpdir(), 'run list '));
after(() => rmSync(folder, { recursive: true }));

function save(name: string, fields: Partial<Run> = {}): void {
  mkdirSync(path.join(folder, name), { recursive: true });
  saveRun(path.join(folder, name, 'run.json'), { ...run, ...fields });
}

function write(name: string, content: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

test('finished runs are listed by name, at any depth, and beside them what else is there', () => {
  save('post');
  save('better/seed-2', { config: { ...run.config, seed: 2 } });
  write('better/README.md', 'two of them');
  save('under-way', {
    finished: false,
    history: { steps: [], epochs: [] },
    best: null,
    test: null,
  });
  save('untested', { test: null });
  save('.ipynb_checkpoints/post');
  mkdirSync(path.join(folder, 'empty'));
  mkdirSync(path.join(folder, 'taken', 'run.json'), { recursive: true });
  write('weights-only/best.safetensors', 'x');
  write('foreign/run.json', '{"name": "a package"}');
  write('cut/run.json', '{"format": "alexnet-mnist run", "ver');
  write('page/run.json', '<!doctype html><title>404</title>');
  write('pointer/run.json', 'version https://git-lfs.github.com/spec/v1');

  const { runs, problems } = listRuns(folder);
  const found = runs.map(({ name, run }) => [name, run.config.seed]);
  assert.deepEqual(found, [['better/seed-2', 2], ['post', 1]]); // biome-ignore format: one line
  assert.equal(runs[1]?.folder, path.join(folder, 'post'));

  const expected: Record<string, RegExp> = {
    cut: /run\.json: content is unreadable \(.*JSON/,
    empty: /run\.json: file is missing, expected a run record/,
    foreign: /run\.json: format is missing, expected alexnet-mnist run/,
    page: /run\.json: content is a web page/,
    pointer: /run\.json: content is a pointer of Git LFS/,
    'taken/run.json': /run\.json: file is missing/,
    'under-way': /run\.json: training is unfinished, at epoch 0 of 2, expected a finished one/,
    untested: /run\.json: training is without a test/,
    'weights-only': /run\.json: file is missing/,
  };
  assert.deepEqual(problems.map(({ name }) => name), Object.keys(expected)); // biome-ignore format: one line
  for (const { name, message } of problems) {
    assert.ok(message.startsWith(path.join(folder, name)), message);
    assert.match(message, expected[name] as RegExp);
  }
});

test('links are followed, to runs elsewhere as to folders of them, and never in a circle', () => {
  const linked = path.join(folder, '.linked');
  save('.elsewhere/disk/mine');
  mkdirSync(path.join(linked, 'own'), { recursive: true });
  const link = (name: string, target: string) =>
    symlinkSync(path.join(folder, target), path.join(linked, name));
  link('run', '.elsewhere/disk/mine');
  link('disk', '.elsewhere/disk');
  link('nowhere', 'none');
  link('own/circle', '.linked');
  const { runs, problems } = listRuns(linked);
  assert.deepEqual(
    runs.map(({ name }) => name),
    ['disk/mine', 'run'],
  );
  assert.deepEqual(
    problems.map(({ name, message }) => [name, message]),
    [
      [
        'own/circle',
        `${linked}/own/circle: folder is a link to a folder that it lies in, expected one with a run`,
      ],
    ],
  );
});

test('no folder, no runs', () => {
  assert.deepEqual(listRuns(path.join(folder, 'none')), { runs: [], problems: [] });
});

test('a configuration differs from itself in nothing, and from another seed in nothing', () => {
  assert.deepEqual(configDifferences(postConfig({ seed: 7 }), postConfig()), []);
});

test('differences name the field, its value and the base value', () => {
  const config = postConfig({
    model: mnistConfig({ width: 1, lrn: null, activation: 'tanh' }),
    optimizer: PAPER_MOMENTUM,
    schedule: { kind: 'steps', learningRate: 0.01, epochs: [30, 60], divisor: 10 },
    epochs: 20,
  });
  assert.deepEqual(configDifferences(config, postConfig()), [
    'model.width 1 (0.25)',
    'model.activation tanh (relu)',
    'model.lrn none',
    'optimizer.kind momentum (adam)',
    'optimizer.momentum 0.9',
    'optimizer.weightDecay 0.0005 (0)',
    'schedule.kind steps (constant)',
    'schedule.learningRate 0.01 (0.001)',
    'schedule.epochs 30, 60',
    'schedule.divisor 10',
    'epochs 20 (90)',
  ]);
});

test('filters that no width explains are listed one by one', () => {
  const model = mnistConfig();
  const convolutions = model.convolutions.map((one) => ({ ...one, filters: one.filters + 1 }));
  const odd = postConfig({ model: { ...model, convolutions } });
  assert.match(
    configDifferences(odd, postConfig()).join(),
    /model\.convolutions\.conv1\.filters 25/,
  );
});
