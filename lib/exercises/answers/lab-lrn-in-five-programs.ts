// The answers to the exercises of the lab "LRN in five programs", and how they are compared.
import { type Exercises, ofFunction, ofValue } from '../exercise';

export const labLrnInFivePrograms: Exercises = {
  'lrn-in-five-programs.1': ofValue({
    title: 'from PyTorch',
    expected: () => ({ depthRadius: 3, bias: 1, alpha: 7e-4 / 7, beta: 0.5 }),
    tolerance: 1e-9,
    hint: 'Both traps are in it: how the window is counted, and what becomes of alpha.',
  }),
  'lrn-in-five-programs.2': ofFunction({
    title: 'the alpha that acts',
    reference: (divisor: number) => 1e-4 * divisor ** 2,
    inputs: () => [[1], [127.5], [255]],
    hidden: () => [[10]],
    hint: 'Alpha times the square of a / divisor must be what 0.0001 times the square of a is.',
  }),
};
