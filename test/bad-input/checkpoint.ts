import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadCheckpoint, saveCheckpoint } from '../../lib/training/checkpoint';
import { postConfig } from '../../lib/training/config';
import {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
} from '../../lib/training/safetensors';
import { disposeTraining, startTraining, type Training } from '../../lib/training/state';
import { tinyModel } from '../helpers/tiny';
import { asFiles, type ByteTable, folder, type Refusal } from './refusal';

const file = path.join(folder, 'good.safetensors');
const training = startTraining(
  postConfig({ model: tinyModel(), epochs: 3, batchSize: 4, displayStep: 2 }),
);
saveCheckpoint(file, training);
disposeTraining(training);
const good = readFileSync(file);

type Change = (content: Safetensors) => void;

/** The good checkpoint with its content changed and its checksum right. */
function changed(change: Change): Uint8Array {
  const content = decodeSafetensors(good);
  change(content);
  return encodeSafetensors(content);
}

const withTraining = (change: (training: Training) => void): Uint8Array =>
  changed(({ metadata }) => {
    const parsed = JSON.parse(metadata.training ?? '');
    change(parsed);
    metadata.training = JSON.stringify(parsed);
  });

const set = (array: string, position: number, value: number) =>
  changed(({ arrays }) => {
    const { values } = arrays[array] as { values: Float32Array };
    values[position] = value;
  });

const bad: ByteTable = {
  empty: [new Uint8Array(0), /length is 0 bytes/],
  'cut in the middle': [
    good.subarray(0, good.length / 2),
    /length is \d+ bytes, expected at least/,
  ],
  'cut by a byte': [good.subarray(0, -1), /length is/],
  'a byte too many': [Buffer.concat([good, Buffer.alloc(1)]), /length is/],
  'a bit that fell over': [
    Buffer.from(good).fill((good.at(-3) as number) ^ 16, good.length - 3, good.length - 2),
    /SHA-256/,
  ],
  'text of another kind': [
    Buffer.from('{"format": "alexnet-mnist run"}'),
    /^content is JSON text, expected a safetensors file/,
  ],
  'no format': [changed(({ metadata }) => delete metadata.format), /format is missing, expected/],
  'another format': [
    changed(({ metadata }) => Object.assign(metadata, { format: 'pt' })),
    /^format is pt, expected alexnet-mnist training/,
  ],
  'a newer version': [
    changed(({ metadata }) => Object.assign(metadata, { version: '2' })),
    /^version is 2, expected 1, the only one known here/,
  ],
  'no training': [changed(({ metadata }) => delete metadata.training), /training is /],
  'a training that is not JSON': [
    changed(({ metadata }) => Object.assign(metadata, { training: '{"step"' })),
    /training is /,
  ],
  'a training that is null': [
    changed(({ metadata }) => Object.assign(metadata, { training: 'null' })),
    /^training is null, expected an object/,
  ],
  'no config': [
    withTraining((one) => Object.assign(one, { config: undefined })),
    /^config is missing, expected an object/,
  ],
  'a config without a model': [
    withTraining(({ config }) => Object.assign(config, { model: undefined })),
    /config: model is missing/,
  ],
  'a negative rate': [
    withTraining(({ config }) => Object.assign(config.schedule, { learningRate: -1 })),
    /learningRate is -1/,
  ],
  'a wider model than the weights': [
    withTraining(({ config }) =>
      Object.assign(config, { model: tinyModel({ width: 1 / 16 } as object) }),
    ),
    /expected/,
  ],
  'a step that is no number': [
    withTraining((one) => Object.assign(one, { step: 'x' })),
    /^step is the text "x"/,
  ],
  'a negative step': [withTraining((one) => Object.assign(one, { step: -1 })), /step is -1/],
  'a model with a layer of no filters': [
    withTraining(({ config }) => {
      (config.model.convolutions[2] as { filters: number }).filters = 0;
    }),
    /^config conv3: filters is 0/,
  ],
  'half a number of images': [
    withTraining((one) => Object.assign(one, { imageCount: 10.5 })),
    /^imageCount is 10.5, expected a whole number of at least 1/,
  ],
  'a history beyond its step': [
    withTraining((one) => {
      one.history.steps = [{ step: 2, loss: 1, accuracy: 0, learningRate: 0.001 }];
    }),
    /^history.steps\[0\].step is 2, expected a number of at most 0/,
  ],
  'an array of another folder': [
    changed(({ arrays }) => {
      arrays['weights/../../run.json'] = { shape: [1], values: new Float32Array(1) };
    }),
    /^an array is weights\/..\/..\/run.json, expected only those/,
  ],
  'no history': [withTraining((one) => Object.assign(one, { history: null })), /history/],
  'no sums': [withTraining((one) => Object.assign(one, { sinceEpoch: undefined })), /sinceEpoch/],
  'a weight that is NaN': [
    set('weights/conv3/filters', 7, Number.NaN),
    /conv3\/filters value 7 is NaN, expected a finite number/,
  ],
  'a weight that is infinite': [
    set('weights/fc8/biases', 0, Number.POSITIVE_INFINITY),
    /fc8\/biases value 0 is Infinity/,
  ],
  'an average that is NaN': [
    set('optimizer/mean/fc6/weights', 1, Number.NaN),
    /mean\/fc6.* is NaN/,
  ],
  'a weight missing': [
    changed(({ arrays }) => delete arrays['weights/conv2/biases']),
    /weights\/conv2\/biases is missing, expected an array of shape \[8\]/,
  ],
  'a weight too many': [
    changed(({ arrays }) => {
      arrays['weights/conv9/biases'] = { shape: [1], values: new Float32Array(1) };
    }),
    /an array is weights\/conv9\/biases, expected only those that its config needs under weights/,
  ],
  'a wrong shape': [
    changed(({ arrays }) => {
      const array = arrays['weights/conv1/filters'] as { shape: number[] };
      array.shape = [5, 5, 3, 1];
    }),
    /conv1\/filters shape is \[5, 5, 3, 1\], expected \[5, 5, 1, 3\]/,
  ],
  'an average missing': [
    changed(({ arrays }) => delete arrays['optimizer/square/fc8/biases']),
    /optimizer\/square\/fc8\/biases is missing/,
  ],
  'an average of a wrong shape': [
    changed(({ arrays }) => {
      const array = arrays['optimizer/mean/fc8/weights'] as { shape: number[] };
      array.shape = [10, 128];
    }),
    /mean\/fc8\/weights shape is \[10, 128\]/,
  ],
  'the state of another optimizer': [
    withTraining(({ config }) => {
      config.optimizer = { kind: 'momentum', momentum: 0.9, weightDecay: 0 };
    }),
    /an array is optimizer\/mean\/conv1\/filters, expected only those/,
  ],
  'the state of Adam with a config of SGD': [
    withTraining(({ config }) => {
      config.optimizer = { kind: 'sgd', weightDecay: 0 };
    }),
    /an array is optimizer\/mean\/conv1\/filters/,
  ],
};

export const checkpointRefusals: Refusal[] = asFiles('broken.safetensors', bad, loadCheckpoint);
