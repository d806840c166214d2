// The answers to the exercises of notebook 6, and how they are compared.
import { type Exercises, ofFunction, ofValue } from '../exercise';

export const notebook06: Exercises = {
  '6.1': ofValue({
    title: 'the gradient at the logits',
    expected: () => [0.1, 0.6, 0.2, 0.1].map((p, k) => p - (k === 2 ? 1 : 0)),
    hint: 'Output minus truth. The four numbers sum to 0, and one of them is negative.',
  }),
  '6.2': ofFunction({
    title: 'first weights for leaky ReLU',
    reference: (n: number, a: number) => Math.sqrt(2 / (n * (1 + a ** 2))),
    inputs: () => [
      [100, 0],
      [100, 1],
      [576, 0.1],
    ],
    hidden: () => [
      [9, 0.5],
      [4096, -0.2],
    ],
    tolerance: 1e-6,
    hint: 'Half of the units have the slope 1, half the slope a. Set the factor to 1, solve for s.',
  }),
};
