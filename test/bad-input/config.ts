import { mnistConfig } from '../../lib/network/alexnet';
import { postConfig, type TrainingConfig } from '../../lib/training/config';
import { PAPER_MOMENTUM } from '../../lib/training/optimizer';
import { startTraining } from '../../lib/training/state';
import { tinyModel } from '../helpers/tiny';
import type { Refusal } from './refusal';

const config = postConfig({ model: tinyModel() });
const { model } = config;
const huge = Number.POSITIVE_INFINITY;
const conv1 = (fields: object) => ({
  model: { ...model, convolutions: [{ ...model.convolutions[0], ...fields }] },
});
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
  'a rate of NaN': [constant(Number.NaN), /^schedule: learningRate is NaN/],
  'an endless rate': [constant(huge), /^schedule: learningRate is Infinity/],
  'no schedule': [{ schedule: undefined }, /^schedule is missing/],
  'no optimizer': [{ optimizer: undefined }, /^optimizer is missing/],
  'Adam without its constants': [{ optimizer: { kind: 'adam', weightDecay: 0 } }, /^optimizer: beta1 is missing/], // biome-ignore format: one line
  'a negative weight decay': [{ optimizer: { ...PAPER_MOMENTUM, weightDecay: -1 } }, /^optimizer: weightDecay is -1/], // biome-ignore format: one line
  'a momentum of NaN': [{ optimizer: { ...PAPER_MOMENTUM, momentum: Number.NaN } }, /^optimizer: momentum is NaN/], // biome-ignore format: one line
  'no model': [{ model: undefined }, /^model is missing/],
  'an activation of our days': [{ model: { ...model, activation: 'gelu' } }, /^activation is gelu, expected one of relu, tanh, sigmoid/], // biome-ignore format: one line
  'no convolutions': [{ model: { ...model, convolutions: undefined } }, /convolutions is missing/],
  'all units dropped': [{ model: { ...model, dropoutRate: 1 } }, /dropoutRate is 1, expected a number from 0 to 0.99/], // biome-ignore format: one line
  'a negative dropout': [{ model: { ...model, dropoutRate: -0.1 } }, /dropoutRate is -0.1/],
  'a dropout of NaN': [{ model: { ...model, dropoutRate: Number.NaN } }, /dropoutRate is NaN/],
  'a beta of NaN': [{ model: { ...model, lrn: { ...model.lrn, beta: Number.NaN } } }, /beta is NaN/], // biome-ignore format: one line
  'an image too small for the pools': [{ model: tinyModel({ inputShape: [4, 4, 1] }) }, /^pool2: input size is 1x1, expected at least 3x3/], // biome-ignore format: one line
  'a window larger than the image': [conv1({ kernelSize: 29, padding: 'valid' }), /^conv1: input size is 28x28, expected at least 29x29/], // biome-ignore format: one line
  'steps of nothing': [conv1({ strides: 0 }), /^conv1: strides is 0/],
  'a width that leaves conv1 no filter': [{ model: mnistConfig({ width: 0.005 }) }, /^conv1: filters is 0, expected a whole number of at least 1/], // biome-ignore format: one line
  'no bias under LRN': [{ model: { ...model, lrn: { ...model.lrn, bias: 0 } } }, /^lrn: bias is 0, expected a number above 0/], // biome-ignore format: one line
};

export const configRefusals: Refusal[] = [
  ...Object.entries(bad).map(([name, [overrides, message]]) => ({
    name,
    where: 'config',
    message,
    read: () => startTraining({ ...config, ...overrides } as TrainingConfig),
  })),
  ...[-1, 0, Number.NaN, huge].map((width) => ({
    name: `a width of ${width}`,
    where: 'mnistConfig',
    message: new RegExp(`width is ${width}, expected a (finite )?number above 0$`),
    read: () => mnistConfig({ width }),
  })),
];
