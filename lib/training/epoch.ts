// The end of an epoch: what it came to, and what observers make of it.
import { checkFinite, retelling } from '../base/errors';
import { evaluate } from '../evaluation/evaluate';
import type { EpochRecord } from './history';
import type { TrainOptions } from './options';
import { means, noSums, type Training } from './state';
import type { Engine } from './step';

/**
 * Notes an epoch in the history, and calls `onEpoch`. Throws an InputError, with the last step's rate, if
 * the epoch left weights or predictions that are no longer numbers.
 */
export async function endEpoch(
  training: Training,
  epoch: number,
  learningRate: number,
  engine: Engine,
  { validation, onEpoch }: Pick<TrainOptions, 'validation' | 'onEpoch'>,
): Promise<void> {
  engine.readWeights();
  const evaluated = () => {
    const variables = { ...training.weights, ...training.optimizerState };
    for (const [name, variable] of Object.entries(variables)) {
      checkFinite('train', name, variable.dataSync());
    }
    return validation ? evaluate(engine.predict, validation) : null;
  };
  const result = retelling(evaluated, ({ expected }) => ({
    where: `step ${training.step}, the end of epoch ${epoch}`,
    expected: `${expected}; the learning rate was ${learningRate}`,
  }));
  const { loss, accuracy } = means(training.sinceEpoch);
  const record: EpochRecord = {
    epoch,
    trainLoss: loss,
    trainAccuracy: accuracy,
    validationLoss: result?.loss ?? null,
    validationAccuracy: result?.accuracy ?? null,
    seconds: training.sinceEpoch.seconds,
  };
  training.history.epochs.push(record);
  training.sinceEpoch = noSums();
  if (!onEpoch) return;
  try {
    await onEpoch(record, training);
  } finally {
    // Op by op a change is there at once: so it is here, even before an error.
    engine.writeWeights();
  }
}
