// Whether a training can be carried on, asked before it is; and whether it is still the same after an
// observer was called.
import { checkNumber, checkSwitch, InputError } from '../base/errors';
import { checkLabeledImages } from '../data/check';
import type { LabeledImages } from '../data/images';
import type { Weights } from '../network/alexnet';
import { inputAndClasses } from '../network/layers';
import { checkVariables, checkWeights } from '../network/weights';
import { checkCurrent, checkTraining } from './config';
import { stateShapes } from './optimizer';
import type { TrainOptions } from './options';
import { checkProgress, type Training } from './state';

/** Throws an InputError that names the field unless `train` can carry a training on with such images. */
export function checkReady(
  training: Training,
  data: LabeledImages,
  { validation, untilStep, compiled = true }: TrainOptions,
): void {
  const { config, weights } = training;
  checkTraining(config);
  checkCurrent(config);
  checkWeights(config.model, weights);
  checkState(training);
  checkProgress(training, 'training');
  checkSwitch('train', 'compiled', compiled);
  if (untilStep !== undefined)
    checkNumber('train', 'untilStep', untilStep, { low: 0, whole: true });
  const network = inputAndClasses(config.model);
  checkLabeledImages(data, 'data', network);
  checkNumber('config', 'batchSize', config.batchSize, { low: 1, high: data.count, whole: true });
  if (validation) checkLabeledImages(validation, 'validation', network);
}

/** Throws an InputError unless the state is the optimizer's; a checkpoint may have left it out. */
function checkState({ config, weights, optimizerState }: Training): void {
  const { kind } = config.optimizer;
  const shapes = stateShapes(config.optimizer, weights);
  if (Object.keys(shapes).length > 0 && Object.keys(optimizerState ?? {}).length === 0) {
    const found = 'missing (the checkpoint holds the weights alone)';
    const expected = `that of ${kind}, to train on`;
    throw new InputError({ where: 'training', field: 'optimizerState', found, expected });
  }
  checkVariables('training optimizerState', optimizerState, shapes, kind);
}

/** What the loop and its graph hold on to, as it was when they began. */
export interface Begun {
  variables: Weights;
  config: string;
}

export const beginningOf = ({ weights, optimizerState, config }: Training): Begun => ({
  variables: { ...weights, ...optimizerState },
  config: JSON.stringify(config),
});

/** Throws an InputError if other variables, or another config, came into a training that goes on. */
export function checkSame(training: Training, begun: Begun): void {
  const { variables, config } = beginningOf(training);
  const names = Object.keys({ ...begun.variables, ...variables });
  const exchanged = names.find((name) => variables[name] !== begun.variables[name]);
  if (exchanged !== undefined) {
    const expected = 'the variable that was there, changed by its assign';
    throw new InputError({
      where: 'training',
      field: exchanged,
      found: 'another object',
      expected,
    });
  }
  if (config === begun.config) return;
  const expected = 'as it was: end this train, and call it again with the other';
  throw new InputError({ where: 'training', field: 'config', found: 'changed', expected });
}
