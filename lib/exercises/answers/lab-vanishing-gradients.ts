// The answers to the exercises of the lab "Vanishing gradients", and how they are compared.
import { type Exercises, ofFunction } from '../exercise';

export const labVanishingGradients: Exercises = {
  'vanishing-gradients.1': ofFunction({
    title: 'first weights for a sigmoid',
    reference: (inputs: number) => 4 / Math.sqrt(inputs),
    inputs: () => [[16], [576]],
    hidden: () => [[1024], [9]],
    tolerance: 1e-6,
    hint: 'The factor is the root of the number of inputs, times the deviation, times the slope.',
  }),
  'vanishing-gradients.2': ofFunction({
    title: 'the step of death',
    reference: (norms: number[]) => {
      const last = norms.map((norm) => norm !== 0).lastIndexOf(true) + 1;
      return last === norms.length ? 0 : last + 1;
    },
    inputs: () => [[[1, 0.5, 0, 0]], [[1, 0, 0.2]], [[0, 0]]],
    hidden: () => [[[1, 0, 0.1, 0]], [[1e-30, 1e-40]]],
    hint: 'Where is the last gradient that is not zero?',
  }),
};
