import { checkReady } from '../../lib/training/check';
import { postConfig } from '../../lib/training/config';
import { createOptimizerState, PAPER_MOMENTUM } from '../../lib/training/optimizer';
import type { TrainOptions } from '../../lib/training/options';
import { startTraining, type Training } from '../../lib/training/state';
import { tinyImages, tinyModel } from '../helpers/tiny';
import type { Refusal } from './refusal';

const config = postConfig({ model: tinyModel(), epochs: 1, batchSize: 4 });
const data = tinyImages(8);
const nan = Number.NaN;

/** What is changed in a training that is good, or in the options, and what is said of it. */
const bad: Record<string, [where: string, message: RegExp, change: (training: Training) => unknown]> = {
  'steps to NaN': ['train', /^untilStep is NaN, expected a whole number of at least 0/, () => ({ untilStep: nan })],
  'steps to a half': ['train', /^untilStep is 2.5/, () => ({ untilStep: 2.5 })],
  'steps to below zero': ['train', /^untilStep is -1/, () => ({ untilStep: -1 })],
  'steps as text': ['train', /^untilStep is the text "4"/, () => ({ untilStep: '4' as never })],
  'compiled as text': ['train', /^compiled is no, expected true or false/, () => ({ compiled: 'no' as never })],
  'a display of NaN': ['config', /^displayStep is NaN/, (one) => change(one.config, { displayStep: nan })],
  'epochs of NaN': ['config', /^epochs is NaN/, (one) => change(one.config, { epochs: nan })],
  'no schedule': ['config', /^schedule is missing/, (one) => change(one.config, { schedule: undefined })],
  'a batch of text': ['config', /^batchSize is the text "4"/, (one) => change(one.config, { batchSize: '4' })],
  'a step of NaN': ['training', /^step is NaN/, (one) => change(one, { step: nan })],
  'no history': ['training', /^history is missing/, (one) => change(one, { history: undefined })],
  'no sums': ['training', /^sinceEpoch.steps is missing/, (one) => change(one, { sinceEpoch: {} })],
  'no weights': ['weights', /^variables is missing, expected an object/, (one) => change(one, { weights: undefined })],
  'no state': ['training', /^optimizerState is missing .*expected that of adam/, (one) => change(one, { optimizerState: {} })],
  'no record of a state': ['training', /^optimizerState is missing/, (one) => change(one, { optimizerState: null })],
  'the state of momentum, for Adam': ['training optimizerState', /^mean\/conv1\/filters is missing, expected .* as adam has it/, stateOfMomentum],
  'the state of Adam, for momentum': ['training optimizerState', /^velocity\/conv1\/filters is missing, expected .* as momentum has it/, (one) => change(one.config, { optimizer: PAPER_MOMENTUM })],
  'the state of Adam, for SGD': ['training optimizerState', /^mean\/conv1\/filters is left over, expected only what sgd has/, (one) => change(one.config, { optimizer: { kind: 'sgd', weightDecay: 0 } })],
  'a state without a power': ['training optimizerState', /^beta1Power is missing, expected .* shape \[\]/, without('beta1Power')],
}; // biome-ignore format: a table

function change(one: object, fields: object): void {
  Object.assign(one, fields);
}

/** Leaves a variable of the state out. */
function without(left: string) {
  return (one: Training) => {
    const entries = Object.entries(one.optimizerState).filter(([name]) => name !== left);
    one.optimizerState = Object.fromEntries(entries);
  };
}

function stateOfMomentum(one: Training): void {
  one.optimizerState = states.momentum;
}

const good = startTraining(config);
const states = { momentum: createOptimizerState(PAPER_MOMENTUM, good.weights) };
checkReady(good, data, {});

export const trainingRefusals: Refusal[] = Object.entries(bad).map(
  ([name, [where, message, change]]) => ({
    name,
    where,
    message,
    read: () => {
      const training = { ...good, config: { ...config } };
      const options = change(training) as TrainOptions | undefined;
      checkReady(training, data, options ?? {});
    },
  }),
);
