import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ABLATIONS_FOLDER } from '../../lib/base/folders';
import { uniform } from '../../lib/base/random';
import { listAblations, meanInterval, predictionInterval } from '../../lib/runs/ablations';
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

test('the mean and its interval are those of the textbook', () => {
  // 2.776 sqrt(2.5 / 5) for five numbers.
  const { mean, low, high } = meanInterval([1, 2, 3, 4, 5]);
  assert.equal(mean, 3);
  assert.ok(Math.abs(high - 3 - 1.963) < 1e-3 && Math.abs(3 - low - 1.963) < 1e-3);
  assert.deepEqual(meanInterval([2, 2]), { mean: 2, low: 2, high: 2 });
  assert.throws(() => meanInterval([1]), /measurements is 1, expected 2 to 20/);
});

test('one further measurement has the wider interval of the textbook', () => {
  // 2.776 sqrt(2.5 (1 + 1 / 5)) for five numbers.
  const { mean, low, high } = predictionInterval([1, 2, 3, 4, 5]);
  assert.equal(mean, 3);
  assert.ok(Math.abs(high - 3 - 4.808) < 1e-3 && Math.abs(3 - low - 4.808) < 1e-3);
  assert.throws(() => predictionInterval([1]), /measurements is 1, expected 2 to 20/);
});

test('95 of 100 further measurements fall into it', () => {
  const random = uniform('further measurements');
  // Normal numbers, after Box and Muller.
  const draw = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let within = 0;
  for (let trial = 0; trial < 4000; trial++) {
    const { low, high } = predictionInterval([draw(), draw(), draw(), draw(), draw()]);
    const next = draw();
    if (low <= next && next <= high) within += 1;
  }
  assert.ok(Math.abs(within / 4000 - 0.95) < 0.01, `${within} of 4000`);
});

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
