// A training watched at every step.
import { checkNumber } from '../base/errors';
import { batchCount } from '../data/batches';
import { checkLabeledImages } from '../data/check';
import type { LabeledImages } from '../data/images';
import { learnedOf, normsOf } from '../network/gradients';
import { checkTraining } from './config';
import type { TrainOptions } from './options';
import type { Training } from './state';
import { train } from './train';

/** What was seen at each step of a training. */
export interface Trace {
  /** The batch's loss before each step. */
  losses: number[];
  /** Share of the batch's images that were read correctly before each step. */
  accuracies: number[];
  /** Layer to the Euclidean norm of its filters' or weights' gradient before each step. */
  norms: Record<string, number[]>;
}

/**
 * Carries a training on by `steps` steps, as `train` does, and notes the gradients' norms on the way.
 * Throws as `train` does, and for a number of steps that its epochs do not have.
 */
export async function traceTraining(
  training: Training,
  data: LabeledImages,
  steps: number,
  options: Omit<TrainOptions, 'watch' | 'untilStep' | 'onStep'> = {},
): Promise<Trace> {
  checkLabeledImages(data);
  checkTraining(training.config);
  const { model, epochs, batchSize } = training.config;
  const rest = epochs * batchCount(data.count, batchSize) - training.step;
  checkNumber('traceTraining', 'steps', steps, { low: 1, high: rest, whole: true });
  const layers = learnedOf(model).map(({ layer }) => layer);
  const norms = Object.fromEntries(layers.map((layer) => [layer, [] as number[]]));
  const trace: Trace = { losses: [], accuracies: [], norms };
  await train(training, data, {
    ...options,
    untilStep: training.step + steps,
    watch: ({ gradients }) => ({ norms: normsOf(model, gradients) }),
    onStep: ({ loss, accuracy, watched }) => {
      trace.losses.push(loss);
      trace.accuracies.push(accuracy);
      for (const [i, layer] of layers.entries()) norms[layer]?.push(watched.norms?.[i] as number);
    },
  });
  return trace;
}
