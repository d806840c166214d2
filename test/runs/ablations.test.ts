import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ABLATIONS_FOLDER } from '../../lib/base/folders';
import { listAblations } from '../../lib/runs/ablations';
import { type Run, saveRun } from '../../lib/runs/record';
import { postConfig } from '../../lib/training/config';
import { epoch, run } from '../helpers/run-example';

const folder = mkdtempSync(path.join(os.tmpdir(), 'ablations-'));
after(() => rmSync(folder, { recursive: true }));

function save(name: string, seed: number, accuracy: number, finished = true, at = folder): void {
  const record: Run = {
    ...run,
    config: postConfig({ seed, epochs: 1 }),
    history: { steps: [], epochs: finished ? [epoch(1)] : [] },
    finished,
    best: null,
    test: finished ? { last: { count: 1000, accuracy, loss: 1 }, best: null } : null,
  };
  mkdirSync(path.join(at, name), { recursive: true });
  saveRun(path.join(at, name, `seed-${seed}.json`), record);
}

test('each change beside the baseline, seed by seed', () => {
  [0.9, 0.92, 0.94].forEach((accuracy, i) => {
    save('baseline', i + 1, accuracy);
    save('better', i + 1, accuracy + 0.01);
    save('worse', i + 1, accuracy - 0.02);
  });
  save('worse', 4, 0, false); // does not count, since it has not ended
  save('alone', 1, 0.5); // nor does this: one run says nothing of the spread
  mkdirSync(path.join(folder, '.work', 'worse-4'), { recursive: true });
  // Nor this: it would count twice.
  copyFileSync(
    path.join(folder, 'worse', 'seed-1.json'),
    path.join(folder, 'worse', 'seed-7.json'),
  );
  writeFileSync(path.join(folder, 'better', 'seed-8.json'), 'null');
  const { ablations, problems } = listAblations(folder);
  const found = problems.map(
    ({ name, message }) => `${name}: ${message.slice(message.indexOf('.json: ') + 7)}`,
  );
  assert.deepEqual(found, [
    'better/seed-8.json: content is null, expected an object',
    'worse/seed-4.json: training is unfinished, at epoch 0 of 1, expected a finished one with its test scores',
    'worse/seed-7.json: config.seed is 1, expected the one that its file is named after',
  ]);
  assert.deepEqual(
    ablations.map(({ name, runs }) => [name, runs.length]),
    [
      ['baseline', 3],
      ['better', 3],
      ['worse', 3],
    ],
  );
  const [baseline, better, worse] = ablations;
  assert.equal(baseline?.gain, null);
  assert.ok(Math.abs((baseline?.accuracy.mean ?? 0) - 0.92) < 1e-12);
  // The seeds move both alike, so that the gain has no spread, though the accuracies have.
  assert.ok(Math.abs((better?.gain?.low ?? 0) - 0.01) < 1e-12);
  assert.ok(Math.abs((worse?.gain?.high ?? 0) + 0.02) < 1e-12);
  assert.ok((baseline?.accuracy.high ?? 0) > 0.95);
});

test('no folder, no ablations', () => {
  assert.deepEqual(listAblations(path.join(folder, 'none')), { ablations: [], problems: [] });
});

test('the records kept here are whole: every change with the same seeds', () => {
  const seeds = listAblations(ABLATIONS_FOLDER).ablations.map(({ name, runs }) => {
    return [name, runs.map(({ config }) => config.seed).join()] as const;
  });
  assert.ok(seeds.length > 10, `${seeds.length} ablations`);
  for (const [name, found] of seeds) assert.equal(found, seeds[0]?.[1], name);
});

test('more than twenty seeds count like five', () => {
  const many = mkdtempSync(path.join(os.tmpdir(), 'seeds-'));
  try {
    for (let seed = 1; seed <= 25; seed++) {
      save('baseline', seed, 0.9 + seed / 1000, true, many);
      save('change', seed, 0.91 + seed / 1000, true, many);
    }
    const [baseline, change] = listAblations(many).ablations;
    assert.deepEqual([baseline?.runs.length, change?.runs.length], [25, 25]);
    assert.ok(Math.abs((change?.gain?.mean ?? 0) - 0.01) < 1e-12);
  } finally {
    rmSync(many, { recursive: true });
  }
});
