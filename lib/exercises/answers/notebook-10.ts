// The answers to the exercises of notebook 10, and how they are compared.
import type { Evaluation } from '../../evaluation/evaluate';
import { type Exercises, ofFunction, ofValue } from '../exercise';

interface Given {
  result: Evaluation;
  labels: Uint8Array;
}

export const notebook10: Exercises = {
  '10.1': ofValue({
    title: 'accuracy without the hundred least sure',
    expected: ({ result: { count, predictions, probabilities }, labels }: Given) => {
      const classes = probabilities.length / count;
      const surety = (i: number) =>
        Math.max(...probabilities.subarray(i * classes, (i + 1) * classes));
      const order = Array.from({ length: count }, (_, i) => i);
      const kept = order.sort((a, b) => surety(b) - surety(a)).slice(0, count - 100);
      return kept.filter((i) => predictions[i] === labels[i]).length / kept.length;
    },
    tolerance: 6e-5,
    hint: 'Sort by the largest of the ten probabilities of each image, and keep the first 9,900.',
  }),
  '10.2': ofFunction({
    title: 'how many seeds',
    reference: (s: number, points: number) => Math.max(2, Math.ceil(((2 * s) / points) ** 2)),
    inputs: () => [
      [0.84, 0.1],
      [0.1, 0.1],
      [0.05, 1],
    ],
    hidden: () => [
      [0.33, 0.07],
      [1.7, 0.5],
    ],
    hint: 'Solve 2 s / sqrt(n) = points for n, and round up.',
  }),
};
