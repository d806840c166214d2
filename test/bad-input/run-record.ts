import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadRun, type Run, saveRun } from '../../lib/runs/record';
import { epoch, run } from '../helpers/run-example';
import { asFiles, folder, type Refusal } from './refusal';

const file = path.join(folder, 'good.json');
saveRun(file, run);
const text = readFileSync(file, 'utf8');

const changed = (change: (run: Run) => void) => {
  const parsed = JSON.parse(text);
  change(parsed);
  return JSON.stringify(parsed);
};
const set = (fields: object) => changed((parsed) => Object.assign(parsed, fields));

const step = (fields: object) =>
  changed(({ history }) => Object.assign(history.steps[0] ?? {}, fields));
const inEpoch = (fields: object) =>
  changed(({ history }) => Object.assign(history.epochs[1] ?? {}, fields));
/** Two wrong of a hundred test images, and which. */
const mistaken = (mistakes: number[]) =>
  set({ test: { last: { count: 100, accuracy: 0.98, loss: 0.1, mistakes }, best: null } });

const bad: Record<string, [content: string, message: RegExp]> = {
  empty: ['', /^content is empty, expected a run record/],
  'cut in the middle': [
    text.slice(0, text.length / 2),
    /^content is unreadable \(.*JSON.*\), expected whole JSON/,
  ],
  'cut by its last brace': [text.trimEnd().slice(0, -1), /^content is unreadable/],
  'more than one record': [text + text, /^content is unreadable/],
  'not JSON': ['epochs: 3', /^content is unreadable/],
  null: ['null', /^content is null, expected an object/],
  'a number': ['3', /^content is 3, expected an object/],
  'another format': [set({ format: 'package' }), /format is package/],
  'a newer version': [set({ version: 2 }), /^version is 2, expected 1, the only one known here/],
  'a version as text': [set({ version: '1' }), /^version is "1", expected 1/],
  'no config': [set({ config: undefined }), /config is missing/],
  'a config that is null': [set({ config: null }), /config is null/],
  'a config that is text': [set({ config: 'x' }), /config is x/],
  'a config without a model': [changed(({ config }) => Object.assign(config, { model: null })), /config: model is null, expected an object/], // biome-ignore format: one line
  'a config without epochs': [changed(({ config }) => Object.assign(config, { epochs: null })), /config: epochs is null/], // biome-ignore format: one line
  'no history': [set({ history: undefined }), /^history is missing, expected an object/],
  'a history without steps': [
    set({ history: { epochs: [] } }),
    /^history.steps is missing, expected a list/,
  ],
  'a history without epochs': [set({ history: { steps: [] } }), /history.epochs is missing/],
  'an epoch that is null': [
    set({ history: { steps: [], epochs: [null] } }),
    /^history.epochs\[0\] is null, expected an object/,
  ],
  'an epoch twice': [
    set({ history: { steps: [], epochs: [epoch(1), epoch(1)] } }),
    /history.epochs\[1\]\.epoch is 1, expected 2/,
  ],
  'an epoch missing': [
    set({ history: { steps: [], epochs: [epoch(2)] } }),
    /history.epochs\[0\]\.epoch is 2, expected 1/,
  ],
  'a step that is text': [
    step({ step: 'x' }),
    /^history.steps\[0\].step is the text "x", expected a whole/,
  ],
  'a step twice': [
    changed(({ history }) => history.steps.push(...history.steps)),
    /^history.steps\[1\].step is 20, expected a whole number of at least 21/,
  ],
  'a loss that was not a number': [step({ loss: Number.NaN }), /^history.steps\[0\].loss is null/],
  'an accuracy in per cent': [
    step({ accuracy: 98.5 }),
    /^history.steps\[0\].accuracy is 98.5, expected a number from 0 to 1/,
  ],
  'a step without its rate': [step({ learningRate: undefined }), /learningRate is missing/],
  'an epoch without its loss': [inEpoch({ trainLoss: null }), /epochs\[1\].trainLoss is null/],
  'an epoch right too often': [inEpoch({ trainAccuracy: 2 }), /epochs\[1\].trainAccuracy is 2/],
  'half a validation': [inEpoch({ validationLoss: null }), /epochs\[1\].validationLoss is null/],
  'an epoch of negative time': [inEpoch({ seconds: -1 }), /epochs\[1\].seconds is -1/],
  'a part of an image': [set({ imageCount: 0.5 }), /^imageCount is 0.5/],
  'no validation count': [set({ validationCount: undefined }), /^validationCount is missing/],
  'finished, and neither true nor false': [set({ finished: 1 }), /^finished is 1, expected true/],
  'finished before its last epoch': [
    changed((parsed) => {
      parsed.history.epochs.pop();
      parsed.best = null;
    }),
    /^number of history.epochs is 1, expected 2, since it is finished/,
  ],
  'no best, and not even null': [set({ best: undefined }), /^best is missing, expected an object/],
  'a best epoch that never was': [
    set({ best: { epoch: 3, accuracy: 0.9 } }),
    /^best.epoch is 3, expected a whole number from 1 to 2/,
  ],
  'a best accuracy above 1': [set({ best: { epoch: 1, accuracy: 1.1 } }), /^best.accuracy is 1.1/],
  'a test that is a number': [set({ test: 0.99 }), /^test is 0.99, expected an object/],
  'a test without its last': [set({ test: { best: null } }), /^test.last is missing/],
  'a test of no images': [
    set({ test: { last: { count: 0, accuracy: 1, loss: 0 }, best: null } }),
    /^test.last.count is 0, expected a whole number of at least 1/,
  ],
  'a test whose best has no loss': [
    changed(({ test }) => Object.assign(test ?? {}, { best: { count: 1, accuracy: 1 } })),
    /^test.best.loss is missing/,
  ],
  'too few mistakes': [
    mistaken([5]),
    /^number of test.last.mistakes is 1, expected 2, as accuracy and count have it/,
  ],
  'a mistake twice': [
    mistaken([5, 5]),
    /^test.last.mistakes\[1\] is 5, expected a whole number from 6 to 99/,
  ],
  'a mistake beyond the images': [mistaken([5, 100]), /^test.last.mistakes\[1\] is 100/],
  'no versions': [set({ versions: null }), /^versions is null/],
  'versions that are numbers': [
    changed(({ versions }) => Object.assign(versions, { node: 22 })),
    /^versions.node is 22, expected a text/,
  ],
  'a machine without its processor': [
    set({ machine: { cores: 2 } }),
    /^machine.processor is missing, expected a text/,
  ],
  'a machine of half a core': [
    changed((one) => Object.assign(one.machine, { cores: 0.5 })),
    /^machine.cores is 0.5/,
  ],
  'lists without end': [
    `{"format": "alexnet-mnist run", "notes": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
    /^content is nested more than 100 levels deep/,
  ],
  'objects without end': [
    `${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}`,
    /^content is nested more than/,
  ],
  'a zip archive': ['PK\u0003\u0004', /^content is a zip archive, expected a run record/],
  'a best epoch where there was none': [
    set({ finished: false, history: { steps: [], epochs: [] } }),
    /^best.epoch is 2/,
  ],
  'no machine': [set({ machine: 'mine' }), /^machine is mine, expected an object/],
  'no memory': [set({ peakMemory: '1 GB' }), /^peakMemory is the text "1 GB", expected a number/],
  'no seconds': [set({ seconds: null }), /seconds is null/],
  'negative seconds': [set({ seconds: -1 }), /seconds is -1/],
};

export const runRefusals: Refusal[] = asFiles('broken.json', bad, loadRun);
