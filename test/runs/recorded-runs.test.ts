// The trainings recorded in data/runs. Those with weights are published, with a model card: their
// checkpoints are held against Python's predictions, and their cards against the script's.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ABLATIONS_FOLDER, RUNS_FOLDER } from '../../lib/base/folders';
import { loadMnist } from '../../lib/data/mnist';
import { slice } from '../../lib/data/slice';
import { evaluate, predictor } from '../../lib/evaluation/evaluate';
import { listAblations } from '../../lib/runs/ablations';
import { listRuns } from '../../lib/runs/list';
import { loadRun } from '../../lib/runs/record';
import { compile } from '../../lib/tensorflow/graph/compile';
import { tf } from '../../lib/tensorflow/runtime';
import { loadCheckpoint } from '../../lib/training/checkpoint';
import { CONFIG_VERSION } from '../../lib/training/config';
import { disposeTraining } from '../../lib/training/state';
import { modelCard } from '../../scripts/model-card';
import { configure, readArguments } from '../../scripts/train-options';
import { golden } from '../helpers/tiny';

/** What golden/evaluate.py writes. */
interface Golden {
  every: number;
  checkpoints: Record<string, { sha256: string; right: number; predictions: string; logits: number[] }>; // biome-ignore format: one line
}

const root = path.join(__dirname, '..', '..', '..');
const temporary = mkdtempSync(path.join(tmpdir(), 'recorded runs '));
after(() => rmSync(temporary, { recursive: true }));

const { runs, problems } = listRuns();

test('every record kept here can be used', () => {
  assert.deepEqual(problems, []);
  assert.deepEqual(listAblations().problems, []);
});

test('the published network of the recipe is its first seed', () => {
  const published = loadRun(path.join(RUNS_FOLDER, 'recipe', 'run.json'));
  assert.deepEqual(published, loadRun(path.join(ABLATIONS_FOLDER, 'recipe', 'seed-1.json')));
});

const isPublished = (folder: string) => existsSync(path.join(folder, 'final.safetensors'));
const { train, test: images } = loadMnist();

const wholes = (share: number, count: number) => Math.round(share * count);

/** What a checkpoint makes of the test images, and of the last ones of the training set. */
function read(file: string, validationCount: number) {
  const training = loadCheckpoint(file);
  const { config, weights } = training;
  const plain = predictor(config, weights);
  const { pixels } = plain;
  const graph = compile(
    { predict: (inputs: { images: tf.Tensor4D }) => ({ logits: plain(inputs.images) }) },
    weights,
  );
  const predict = Object.assign(
    (batch: tf.Tensor4D) => graph.run('predict', { images: batch }).logits as tf.Tensor2D,
    { pixels },
  );
  const logits = new Float32Array(images.count * 10);
  let filled = 0;
  const keep = (batch: tf.Tensor4D) => {
    const result = predict(batch);
    logits.set(result.dataSync(), filled);
    filled += result.size;
    return result;
  };
  const onTest = evaluate(Object.assign(keep, { pixels }), images);
  const onValidation =
    validationCount > 0
      ? evaluate(predict, slice(train, train.count - validationCount, train.count))
      : null;
  graph.dispose();
  disposeTraining(training);
  const right = wholes(onTest.accuracy, onTest.count);
  return { config, logits, onTest, onValidation, right };
}

/** Python's predictions: those recorded, or with GOLDEN_PYTHON=/path/to/python, computed now. */
function pythons(): Golden {
  const python = process.env.GOLDEN_PYTHON;
  if (!python) return golden('evaluate.json');
  const out = path.join(temporary, 'evaluate.json');
  const script = path.join(root, 'test', 'golden', 'evaluate.py');
  const result = spawnSync(python, [script, '--every', '1', '--out', out], { encoding: 'utf8' });
  assert.equal(result.status, 0, result.error?.message ?? result.stderr);
  return JSON.parse(readFileSync(out, 'utf8'));
}
let python: Golden;
before(() => {
  python = pythons();
});

test('the run of the post is recorded, and published', () => {
  assert.ok(runs.some(({ name, folder }) => name === 'post' && isPublished(folder)));
});

for (const { name, folder, run } of runs) {
  for (const kind of ['best', 'final'] as const) {
    const file = path.join(folder, `${kind}.safetensors`);
    const key = `${name}/${kind}`;
    if (!existsSync(file)) {
      // What is published is published with both.
      if (isPublished(folder)) test(`${key} is there`, () => assert.fail(`${file} is missing`));
      continue;
    }
    const { validationCount } = run;
    let known: ReturnType<typeof read> | undefined;
    const reading = () => {
      known ??= read(file, kind === 'best' ? validationCount : 0);
      return known;
    };

    test(`${key} reads as many images as its record says`, (t) => {
      const { config, onTest, onValidation, right } = reading();
      assert.deepEqual(config, run.config);
      if (onValidation && run.best) {
        const { accuracy, count } = onValidation;
        assert.equal(wholes(accuracy, count), wholes(run.best.accuracy, count), 'on validation');
      }
      const score = kind === 'best' ? run.test?.best : run.test?.last;
      if (!run.finished) return t.diagnostic('not finished: no record of the test images');
      assert.ok(score, 'no record of the test images');
      assert.equal(score.count, images.count);
      assert.equal(right, wholes(score.accuracy, score.count), 'on the test images');
      assert.ok(
        Math.abs(onTest.loss - score.loss) < 1e-5,
        `loss ${onTest.loss}, ${score.loss} in the record`,
      );
    });

    if (!isPublished(folder)) continue;
    test(`${key} predicts what Python's TensorFlow predicts, image by image`, (t) => {
      const { logits, onTest, right } = reading();
      const theirs = python.checkpoints[key];
      const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
      assert.equal(theirs?.sha256, sha256, 'not this checkpoint: run golden/evaluate.py again');
      const ours = (i: number) => logits.subarray(10 * i, 10 * i + 10);
      const gaps = Array.from(onTest.predictions, (_, i) => {
        const [first, second] = ours(i).toSorted().reverse() as unknown as [number, number];
        return first - second;
      });
      const closest = Math.min(...gaps);
      const largest = Math.max(...logits.map(Math.abs));
      const differences = theirs.logits.map((value, at) => {
        const i = python.every * Math.floor(at / 10);
        return Math.abs((ours(i)[at % 10] as number) - value);
      });
      const apart = differences.reduce((most, one) => Math.max(most, one), 0);
      const differing = Array.from(onTest.predictions, (_, i) => i).filter(
        (i) => String(onTest.predictions[i]) !== theirs.predictions[i],
      );
      // Other processors add in another order: a tie within the rounding may fall to either side.
      const wrong = differing.filter((i) => (gaps[i] as number) > 10 * apart);
      const text =
        `${differing.length} of ${images.count} differ; ${differences.length} logits, up to ` +
        `${largest.toFixed(1)}, are at most ${apart.toExponential(0)} apart; the two largest of an ` +
        `image differ by at least ${closest.toExponential(0)}`;
      t.diagnostic(text);
      assert.equal(theirs.predictions.length, images.count);
      assert.ok(apart < 1e-5 * largest, text);
      assert.deepEqual(wrong, [], text);
      assert.ok(Math.abs(theirs.right - right) <= differing.length, text);
    });
  }
}

/** The words between the numbers, and the numbers. */
const parts = (text: string) => text.split(/(\d[\d,]*(?:\.\d+)?)/);

for (const { name, folder } of runs.filter((one) => isPublished(one.folder))) {
  test(`the card of ${name} is what the script writes`, () => {
    const written = parts(readFileSync(path.join(folder, 'README.md'), 'utf8'));
    const now = parts(modelCard(folder));
    now.forEach((part, i) => {
      const decimals = part.split('.')[1]?.length ?? 0;
      // Other processors round otherwise, which may move a last digit.
      const off = i % 2 && decimals ? Math.abs(Number(written[i]) - Number(part)) : Number.NaN;
      if (!(off < 1.5 * 10 ** -decimals)) assert.equal(written[i], part, now.slice(i - 4, i + 3).join('')); // biome-ignore format: one line
    });
    assert.equal(written.length, now.length);
  });

  test(`the lines in the card of ${name} load it`, () => {
    const card = readFileSync(path.join(folder, 'README.md'), 'utf8');
    const lines = /```ts\n(.*?)```/s.exec(card)?.[1] ?? '';
    const code = lines.replace(/^import (.*) from (.*);/, 'const $1 = require($2);');
    const logits: tf.Tensor = new Function('require', `${code} return logits;`)(require);
    assert.deepEqual([...tf.argMax(logits, 1).dataSync()], [...images.labels.slice(0, 3)]);
  });
}

const isRecord = (file: string) => /(^|[/\\])(run|seed-\d+)\.json$/.test(file);
const records = [RUNS_FOLDER, ABLATIONS_FOLDER]
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(isRecord)
      .map((file) => path.join(folder, file)),
  );

test(`--config takes all that each of the ${records.length} records has`, () => {
  for (const file of records) {
    const { config, validationCount, imageCount } = loadRun(file);
    const asked = configure(readArguments(['--config', file, '--out', temporary]));
    const now = { ...config, version: CONFIG_VERSION }; // a new training, with today's seeds
    assert.deepEqual(asked, { config: now, validationCount, imageCount }, file);
  }
});

for (const { name, folder, run } of runs.filter((one) => isPublished(one.folder))) {
  test(`npm run train starts anew from the record of ${name}`, async () => {
    const out = path.join(temporary, name);
    const args = ['--config', path.join(folder, 'run.json'), '--out', out];
    const child = spawn(process.execPath, [path.join(root, 'build/scripts/train.js'), ...args]);
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
      if (!child.killed && /step \d/.test(said)) child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.equal(code, 0, said);
    const { config, validationCount } = loadRun(path.join(out, 'run.json'));
    assert.deepEqual(config, { ...run.config, version: CONFIG_VERSION });
    assert.equal(validationCount, run.validationCount);
    const training = loadCheckpoint(path.join(out, 'last.safetensors'));
    assert.ok(training.step > 0 && training.step < 100, `${training.step} steps`);
    disposeTraining(training);
  });
}
