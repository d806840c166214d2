import { postConfig, type TrainingConfig } from '../../lib/training/config';
import { startTraining } from '../../lib/training/state';
import { tinyModel } from '../helpers/tiny';
import type { Refusal } from './refusal';

const config = postConfig({ model: tinyModel() });
const { model } = config;
const huge = Number.POSITIVE_INFINITY;
const constant = (learningRate: unknown) => ({ schedule: { kind: 'constant', learningRate } });

const bad: Record<string, [overrides: object, message: RegExp]> = {
  'no epochs': [{ epochs: 0 }, /^epochs is 0, expected a whole number of at least 1/],
  'half an epoch': [{ epochs: 1.5 }, /^epochs is 1.5/],
  'an empty batch': [{ batchSize: 0 }, /^batchSize is 0/],
  'a batch of NaN': [{ batchSize: Number.NaN }, /^batchSize is NaN/],
  'display never': [{ displayStep: 0 }, /^displayStep is 0/],
  'a negative seed': [{ seed: -1 }, /^seed is -1, expected a whole number from 0 to 2147483647/], // biome-ignore format: one line
  'a seed of 32 bits': [{ seed: 2 ** 31 }, /^seed is 2147483648/],
  'a seed as text': [{ seed: '1' }, /^seed is the text "1", expected a whole number/],
  'a negative scale': [{ scale: -1 }, /^scale is -1/],
  'an endless scale': [{ scale: huge }, /^scale is Infinity/],
  'a shift out of the picture': [{ maxShift: 15 }, /^maxShift is 15/],
  'a shift by half a pixel': [{ maxShift: 0.5 }, /^maxShift is 0.5/],
  'a negative rate': [constant(-1), /^schedule: learningRate is -1/],
  'no schedule': [{ schedule: undefined }, /^schedule is missing/],
  'no optimizer': [{ optimizer: undefined }, /^optimizer is missing/],
  'Adam without its constants': [{ optimizer: { kind: 'adam', weightDecay: 0 } }, /^optimizer: beta1 is missing/], // biome-ignore format: one line
  'no model': [{ model: undefined }, /^model is missing/],
  'an activation of our days': [{ model: { ...model, activation: 'gelu' } }, /^activation is gelu, expected one of relu, tanh, sigmoid/], // biome-ignore format: one line
  'no bias under LRN': [{ model: { ...model, lrn: { ...model.lrn, bias: 0 } } }, /^lrn: bias is 0, expected a number above 0/], // biome-ignore format: one line
};

export const configRefusals: Refusal[] = Object.entries(bad).map(
  ([name, [overrides, message]]) => ({
    name,
    where: 'config',
    message,
    read: () => startTraining({ ...config, ...overrides } as TrainingConfig),
  }),
);
