import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { mnistConfig } from '../../lib/network/alexnet';
import { configDifferences, listRuns } from '../../lib/runs/list';
import { type Run, saveRun } from '../../lib/runs/record';
import { PAPER_MOMENTUM } from '../../lib/training/optimizer';
import { postConfig, type TrainingConfig } from '../../lib/training/training';
import { run } from '../helpers/run-example';

const runOf = (config: TrainingConfig): Run => ({
  ...run,
  config,
  history: { steps: [], epochs: [] },
  finished: false,
  best: null,
  test: null,
});

test('every folder with a record is listed by name, at any depth', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'run list '));
  try {
    for (const [i, name] of ['post', 'ablations/tanh-2', 'empty'].entries()) {
      mkdirSync(path.join(folder, name), { recursive: true });
      if (name !== 'empty')
        saveRun(path.join(folder, name, 'run.json'), runOf(postConfig({ seed: i })));
    }
    const found = listRuns(folder);
    assert.deepEqual(
      found.map(({ name, run }) => [name, run.config.seed]),
      [
        ['ablations/tanh-2', 1],
        ['post', 0],
      ],
    );
    assert.equal(found[1]?.folder, path.join(folder, 'post'));
    assert.deepEqual(listRuns(path.join(folder, 'none')), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
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
