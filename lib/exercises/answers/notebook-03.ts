// The answers to the exercises of notebook 3, and how they are compared.
import { type Exercises, ofFunction, ofValue } from '../exercise';

interface Read {
  read: ArrayLike<number>;
  labels: ArrayLike<number>;
}

function correctFrom(start: number, { read, labels }: Read): number {
  let correct = 0;
  for (let i = start; i < start + 5000; i++) if (read[i] === labels[i]) correct++;
  return correct;
}

export const notebook03: Exercises = {
  '3.1': ofFunction({
    title: 'Where is the pixel?',
    reference: (image: number, row: number, column: number) => 16 + 784 * image + 28 * row + column,
    inputs: () => [
      [0, 0, 0],
      [0, 7, 6],
      [41, 27, 27],
    ],
    hidden: () => [
      [9999, 0, 1],
      [1, 1, 0],
    ],
    tolerance: 0,
    hint: 'what stands before image number `image`, and what of its own pixels before this one?',
  }),
  '3.2': ofValue({
    title: 'Two halves',
    expected: (given: Read) => ({ first: correctFrom(0, given), last: correctFrom(5000, given) }),
    tolerance: 0,
    hint: 'a number of images, not a share; the label of answer i is test.labels[i]',
  }),
};
