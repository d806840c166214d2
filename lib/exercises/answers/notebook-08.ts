// The answers to the exercises of notebook 8, and how they are compared.
import { type Exercises, ofFunction, ofValue } from '../exercise';

const someMap = (side: number, shift = 0) =>
  Array.from({ length: side }, (_, r) =>
    Array.from({ length: side }, (_, c) => ((7 * r + 3 * c) % 11) + shift),
  );

export const notebook08: Exercises = {
  '8.1': ofValue({
    title: 'parameters with global average pooling',
    expected: () => 1_555_898 - (256 - 64) * 1024,
    hint: 'Which layer reads pool5? How many inputs does each of its units have then?',
    tolerance: 1e-9,
  }),
  '8.2': ofFunction({
    title: 'max pooling by hand',
    reference: (map: number[][], size: number, stride: number) => {
      const places = Math.floor((map.length - size) / stride) + 1;
      const starts = Array.from({ length: places }, (_, place) => place * stride);
      const largest = (top: number, left: number) => {
        const rows = map.slice(top, top + size);
        return Math.max(...rows.flatMap((row) => row.slice(left, left + size)));
      };
      return starts.map((top) => starts.map((left) => largest(top, left)));
    },
    inputs: () => [
      [someMap(4), 2, 2],
      [someMap(5), 3, 2],
      [someMap(5, -12), 2, 1],
    ],
    hidden: () => [
      [someMap(6), 3, 2],
      [someMap(7, -20), 3, 3],
      [someMap(4), 1, 2],
    ],
    hint: 'In both directions there are floor((side - size) / stride) + 1 places.',
  }),
};
