// Hundreds of inputs changed at random are read, or refused with an error of our own; what is read works.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { InputError } from '../../lib/base/errors';
import { uniform } from '../../lib/base/random';
import { parseIdx } from '../../lib/data/idx';
import { parseLabeledImages } from '../../lib/data/images';
import { loadIdxFolder } from '../../lib/data/mnist';
import { lineFigure } from '../../lib/figures/line';
import { trainingFigure } from '../../lib/figures/training';
import { summarize } from '../../lib/network/summary';
import { configDifferences } from '../../lib/runs/list';
import { bestEpoch, loadRun, type Run, saveRun } from '../../lib/runs/record';
import { loadCheckpoint, saveCheckpoint } from '../../lib/training/checkpoint';
import { postConfig } from '../../lib/training/config';
import { decodeSafetensors, encodeSafetensors } from '../../lib/training/safetensors';
import { disposeTraining, startTraining, type Training } from '../../lib/training/state';
import { run } from '../helpers/run-example';
import { held, tinyModel } from '../helpers/tiny';
import { idx } from './idx-bytes';
import { changedBytes, changedRecord, type Next } from './mutations';
import { good } from './safetensors-bytes';

const TIMES = 150;
const folder = mkdtempSync(path.join(tmpdir(), 'fuzz-'));
const file = (name: string) => path.join(folder, name);
const outcomes: string[] = [];
after(() => {
  rmSync(folder, { recursive: true });
  console.log(`inputs changed at random: ${outcomes.join(', ')}`);
});

/** Reads `TIMES` inputs, each made from the next random numbers, and uses those that are read. */
function fuzz<Content>(
  name: string,
  read: (next: Next) => Content,
  use?: (content: Content) => void,
) {
  test(`${name}, changed at random, is read or refused`, () => {
    const next = uniform(name);
    const before = held();
    let refused = 0;
    for (let i = 0; i < TIMES; i++) {
      const content = attempt(() => read(next), i);
      if (content === null) refused += 1;
      else use?.(content);
      assert.deepEqual(held(), before, `input ${i} leaves something behind`);
    }
    assert.ok(refused > TIMES / 4, `${refused} of ${TIMES} refused`);
    outcomes.push(`${name} ${refused} of ${TIMES} refused`);
  });
}

/** What is read, or null if it is refused as it should be. */
function attempt<Content>(read: () => Content, i: number): Content | null {
  try {
    return read();
  } catch (error) {
    assert.ok(error instanceof InputError, `input ${i}: ${(error as Error).stack}`);
    assert.doesNotMatch(error.message, /\[object|undefined/);
    return null;
  }
}

const images = idx(8, [2, 2, 3], Array.from({ length: 12 }, (_, i) => i)); // biome-ignore format: one line
const labels = idx(8, [2], [3, 1]);
fuzz('IDX', (next) => parseIdx(changedBytes(images, next)));
fuzz('a pair of IDX', (next) =>
  next() < 0.5
    ? parseLabeledImages(changedBytes(images, next), labels)
    : parseLabeledImages(images, changedBytes(labels, next)),
);

const parts = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'];
const packed = [images, labels].map((bytes) => gzipSync(bytes));
const pack = (i: number, change = (bytes: Uint8Array) => bytes) =>
  writeFileSync(file(`${parts[i]}-ubyte.gz`), change(packed[i % 2] as Uint8Array));
for (const i of parts.keys()) pack(i);
fuzz('a folder of gzipped IDX', (next) => {
  const one = Math.floor(next() * 4);
  pack(one, (bytes) => changedBytes(bytes, next));
  try {
    return loadIdxFolder(folder);
  } finally {
    pack(one);
  }
});

fuzz('safetensors', (next) => decodeSafetensors(changedBytes(good, next)));

const training = startTraining(postConfig({ model: tinyModel(), epochs: 2 }));
saveCheckpoint(file('good.safetensors'), training, { weightsOnly: true });
disposeTraining(training);
const checkpoint = decodeSafetensors(readFileSync(file('good.safetensors')));
const written = JSON.parse(checkpoint.metadata.training ?? '');
fuzz<Training>(
  'a checkpoint',
  (next) => {
    const metadata = {
      ...checkpoint.metadata,
      training: JSON.stringify(changedRecord(written, next)),
    };
    writeFileSync(file('checkpoint'), encodeSafetensors({ arrays: checkpoint.arrays, metadata }));
    return loadCheckpoint(file('checkpoint'));
  },
  (loaded) => {
    disposeTraining(loaded);
    configDifferences(loaded.config, postConfig());
    summarize(loaded.config.model);
  },
);

saveRun(file('run'), { ...run, imageCount: 100, test: { last: { count: 9, accuracy: 1, loss: 0 }, best: null } }); // biome-ignore format: one line
const text = readFileSync(file('run'));
const record = JSON.parse(text.toString());

/** What is done with a record that is read: each figure of it can be drawn. */
function show({ config, history, machine }: Run): void {
  const { epochs, steps } = history;
  const finite = (_: string, value: unknown) => {
    assert.ok(typeof value !== 'number' || Number.isFinite(value), 'a figure of finite numbers');
    return value;
  };
  const line = (name: string, y: (number | null)[]) => ({
    name,
    y: y.map((one) => one ?? Number.NaN),
  });
  if (epochs.length > 0) {
    const loss = [line('a', epochs.map((one) => one.trainLoss)), line('b', epochs.map((one) => one.validationLoss))]; // biome-ignore format: one line
    const accuracy = [line('a', epochs.map((one) => one.trainAccuracy))]; // biome-ignore format: one line
    JSON.stringify(trainingFigure({ title: 't', x: 'epoch', loss, accuracy }), finite);
  }
  if (steps.length > 0) {
    const series = [{ ...line('a', steps.map(({ loss }) => loss)), x: steps.map(({ step }) => step * config.batchSize) }]; // biome-ignore format: one line
    JSON.stringify(lineFigure({ title: 't', x: 'x', y: 'y', logY: true, series }), finite);
  }
  configDifferences(config, postConfig());
  configDifferences(postConfig(), config);
  summarize(config.model);
  bestEpoch(history);
  machine.processor.trim();
}

fuzz(
  'a run record as text',
  (next) => {
    writeFileSync(file('run'), changedBytes(text, next));
    return loadRun(file('run'));
  },
  show,
);
fuzz(
  'a run record by its fields',
  (next) => {
    writeFileSync(file('run'), JSON.stringify(changedRecord(record, next)));
    return loadRun(file('run'));
  },
  show,
);
