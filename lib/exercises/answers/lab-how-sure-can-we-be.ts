// The answers to the exercises of the lab "How sure can we be?", and how they are compared.
import { meanInterval, predictionInterval } from '../../base/statistics';
import { type Exercises, ofFunction, ofValue } from '../exercise';

export const labHowSureCanWeBe: Exercises = {
  'how-sure-can-we-be.1': ofValue({
    title: 'the ends of two intervals',
    expected: () => {
      const gains = [0.31, 0.05, 0.42, 0.18, 0.24];
      const [ofMean, ofOne] = [meanInterval(gains), predictionInterval(gains)];
      return [ofMean.low, ofMean.high, ofOne.low, ofOne.high];
    },
    tolerance: 0.001,
    hint: 'The first two are for the mean, the last two for one more run: section 3 has both.',
  }),
  'how-sure-can-we-be.2': ofFunction({
    title: 'probabilities at a temperature',
    reference: (logits: number[], T: number) => {
      const largest = Math.max(...logits);
      const powers = logits.map((z) => Math.exp((z - largest) / T));
      const sum = powers.reduce((total, power) => total + power, 0);
      return powers.map((power) => power / sum);
    },
    inputs: () => [
      [[2, -1, 0.5], 1],
      [[2, -1, 0.5], 4],
      [[1000, 990], 2],
    ],
    hidden: () => [[[-2000, -2001, -2002], 1.5]],
    hint: 'What does softmax do when the same number is taken off all logits?',
  }),
};
