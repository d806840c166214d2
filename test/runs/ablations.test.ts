import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ABLATIONS_FOLDER } from '../../lib/base/folders';
import { listAblations } from '../../lib/runs/ablations';
import { type Run, saveRun } from '../../lib/runs/record';
import { postConfig } from '../../lib/training/training';
import { epoch, run } from '../helpers/run-example';

const folder = mkdtempSync(path.join(os.tmpdir(), 'ablations-'));
after(() => rmSync(folder, { recursive: true }));

function save(name: string, seed: number, accuracy: number, finished = true): void {
  const record: Run = {
    ...run,
    config: postConfig({ seed, epochs: 1 }),
    history: { steps: [], epochs: finished ? [epoch(1)] : [] },
    finished,
    best: null,
    test: finished ? { last: { count: 1000, accuracy, loss: 1 }, best: null } : null,
  };
  mkdirSync(path.join(folder, name), { recursive: true });
  saveRun(path.join(folder, name, `seed-${seed}.json`), record);
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
  const ablations = listAblations(folder);
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
  assert.deepEqual(listAblations(path.join(folder, 'none')), []);
});

test('the records kept here are whole: every change with the same seeds', () => {
  const seeds = listAblations(ABLATIONS_FOLDER).map(({ name, runs }) => {
    return [name, runs.map(({ config }) => config.seed).join()] as const;
  });
  for (const [name, found] of seeds) assert.equal(found, seeds[0]?.[1], name);
});
