// The answers to the exercises of notebook 7, and how they are compared.
import { type Exercises, ofFunction, ofValue } from '../exercise';

interface Norm {
  mean: number;
  variance: number;
  scale: number;
  shift: number;
  epsilon: number;
}

export const notebook07: Exercises = {
  '7.1': ofValue({
    title: 'the rate of conv1 for raw pixels',
    expected: () => ({ sgd: 1 / 255 ** 2, adam: 1 / 255 }),
    tolerance: 1e-7,
    hint: 'The filters are 255 times smaller, so their steps must be. The gradient is 255 times larger.',
  }),
  '7.2': ofFunction({
    title: 'batch normalization folded away',
    reference: (filter: number[], { mean, variance, scale, shift, epsilon }: Norm) => {
      const factor = scale / Math.sqrt(variance + epsilon);
      return { filter: filter.map((weight) => weight * factor), bias: shift - factor * mean };
    },
    inputs: () => [
      [[1, -2], { mean: 0, variance: 1, scale: 1, shift: 0, epsilon: 0 }],
      [[1, -2], { mean: 3, variance: 4, scale: 2, shift: -1, epsilon: 0 }],
      [[0.5], { mean: -1, variance: 0.01, scale: 1, shift: 0.5, epsilon: 0.001 }],
    ],
    hidden: () => [[[2, 0, -3], { mean: 0.2, variance: 9, scale: -1, shift: 7, epsilon: 0.1 }]],
    hint: 'Write the normalization of a sum x as a number times x plus another number.',
  }),
};
