import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ABLATIONS_FOLDER } from '../../lib/base/folders';
import { uniform } from '../../lib/base/random';
import { accuracyInterval } from '../../lib/base/statistics';
import { errorRatio, listAblations, recipeAccuracy } from '../../lib/runs/ablations';
import { type FinishedRun, type Run, saveRun } from '../../lib/runs/record';
import { postConfig } from '../../lib/training/config';
import { epoch, run } from '../helpers/run-example';

const folder = mkdtempSync(path.join(os.tmpdir(), 'ablations-'));
after(() => rmSync(folder, { recursive: true }));

/** The images 0, 1, … before a number. */
const first = (count: number) => Array.from({ length: Math.round(count) }, (_, i) => i);
/** What a network that misreads these images of a thousand has in its record. */
const scoreOf = (mistakes: number[], count = 1000) => ({
  count,
  accuracy: 1 - mistakes.length / count,
  loss: 1,
  mistakes,
});
const runOf = (seed: number, mistakes: number[], count = 1000): FinishedRun => ({
  ...run,
  config: postConfig({ seed, epochs: 1 }),
  test: { last: scoreOf(mistakes, count), best: null },
});

function save(name: string, seed: number, accuracy: number, finished = true, at = folder): void {
  const record: Run = {
    ...run,
    config: postConfig({ seed, epochs: 1 }),
    history: { steps: [], epochs: finished ? [epoch(1)] : [] },
    finished,
    best: null,
    test: finished ? { last: scoreOf(first(1000 * (1 - accuracy))), best: null } : null,
  };
  mkdirSync(path.join(at, name), { recursive: true });
  saveRun(path.join(at, name, `seed-${seed}.json`), record);
}

test('each change beside the baseline, seed by seed', () => {
  [0.9, 0.92, 0.94].forEach((accuracy, i) => {
    save('recipe', i + 1, accuracy);
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
      ['recipe', 3],
      ['better', 3],
      ['worse', 3],
    ],
  );
  const [baseline, better, worse] = ablations;
  assert.equal(baseline?.errorRatio, null);
  assert.ok(Math.abs((baseline?.accuracy.mean ?? 0) - 0.92) < 1e-12);
  const mean = Math.cbrt((90 / 100) * (70 / 80) * (50 / 60));
  assert.ok(Math.abs((better?.errorRatio?.mean ?? 0) - mean) < 1e-12);
  assert.ok((worse?.errorRatio?.low ?? 0) > 1);
  assert.ok((baseline?.accuracy.high ?? 0) > 0.95);
});

test('the same mistakes are no difference, whatever the images; other mistakes are uncertain', () => {
  const same = [runOf(1, first(50)), runOf(2, first(40))];
  assert.deepEqual(errorRatio([runOf(1, first(50)), runOf(2, first(40))], same), {
    mean: 1,
    low: 1,
    high: 1,
  });
  // Two networks that share no hard image: each one's count of those that all its seeds misread scatters by
  // its root. That some are misread by one seed of two is the seeds' scatter.
  const other = [50, 40].map((count, i) =>
    runOf(
      i + 1,
      first(count).map((image) => image + 500),
    ),
  );
  const { mean, high } = errorRatio(other, same) ?? assert.fail();
  assert.equal(mean, 1);
  const scatter = 2 * 40 * (2 / 90) ** 2;
  assert.ok(Math.abs(Math.log(high) - 1.96 * Math.sqrt(scatter)) < 1e-12);
});

test('the interval of an accuracy ends at 0 and 1', () => {
  // Two runs tell little: 12.706 times their standard error, 0.0015, reaches 0.019 from 0.9955.
  const high = recipeAccuracy([runOf(1, first(6)), runOf(2, first(3))]);
  assert.equal(high.high, 1);
  assert.ok(high.low < 0.9765 && high.low > 0.97);
  const low = recipeAccuracy([runOf(1, first(994)), runOf(2, first(997))]);
  assert.equal(low.low, 0);
});

test('no ratio of one seed, of no mistakes, or of mistakes that are not told', () => {
  const two = [runOf(1, first(5)), runOf(2, first(4))];
  const untold = two.map((one) => {
    const { mistakes: _, ...last } = one.test.last;
    return { ...one, test: { last, best: null } };
  });
  assert.equal(errorRatio(two.slice(1), two.slice(0, 1)), null);
  assert.equal(errorRatio([runOf(1, []), runOf(2, first(3))], two), null);
  assert.equal(errorRatio(untold, two), null);
  const known = recipeAccuracy(two);
  const wider = recipeAccuracy(untold);
  assert.equal(wider.mean, known.mean);
  assert.ok(wider.low < known.low, 'what is not known widens the interval');
  assert.deepEqual(recipeAccuracy(two.slice(0, 1)), {
    mean: 0.995,
    ...accuracyInterval(0.995, 1000),
  });
});

test('the intervals keep their word: about 95 of 100 hold what other seeds and images would give', () => {
  const trials = 400;
  let [heldRatio, heldAccuracy] = [0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const random = uniform(`trial ${trial}`);
    // A hundredth of the images is hard: each recipe misreads these by its own chance, with a luck of the seed.
    const draw = (chance: number) =>
      [1, 2, 3, 4, 5].map((seed) => {
        const luck = Math.exp(0.2 * (random() + random() + random() + random() - 2));
        const wrong = hard.filter(() => random() < chance * luck);
        return runOf(seed, wrong, 10_000);
      });
    const hard = first(10_000).filter(() => random() < 0.01);
    const [recipe, change] = [draw(0.5), draw(0.4)];
    const ratio = errorRatio(change, recipe) ?? assert.fail();
    if (ratio.low < 0.8 && 0.8 < ratio.high) heldRatio += 1;
    const { low, high } = recipeAccuracy(recipe);
    if (low < 0.995 && 0.995 < high) heldAccuracy += 1;
  }
  const about = (held: number) => held > 0.93 * trials && held < 0.98 * trials;
  assert.ok(about(heldRatio), `the ratio's in ${heldRatio} of ${trials}`);
  assert.ok(about(heldAccuracy), `the accuracy's in ${heldAccuracy} of ${trials}`);
});

test('no folder, no ablations', () => {
  assert.deepEqual(listAblations(path.join(folder, 'none')), { ablations: [], problems: [] });
});

test('the records kept here are whole: every change with the same seeds', () => {
  const seeds = listAblations(ABLATIONS_FOLDER).ablations.map(({ name, runs }) => {
    return [name, runs.map(({ config }) => config.seed).join()] as const;
  });
  assert.ok(seeds.length >= 7, `${seeds.length} ablations`);
  for (const [name, found] of seeds) assert.equal(found, seeds[0]?.[1], name);
});

test('more than twenty seeds count like five', () => {
  const many = mkdtempSync(path.join(os.tmpdir(), 'seeds-'));
  try {
    for (let seed = 1; seed <= 25; seed++) {
      save('recipe', seed, 0.9 + seed / 1000, true, many);
      save('change', seed, 0.91 + seed / 1000, true, many);
    }
    const [baseline, change] = listAblations(many).ablations;
    assert.deepEqual([baseline?.runs.length, change?.runs.length], [25, 25]);
    assert.ok((change?.errorRatio?.high ?? 1) < 1);
  } finally {
    rmSync(many, { recursive: true });
  }
});
