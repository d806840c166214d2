// The answers to the exercises of the lab source-of-2012, and how they are compared.
import { type Exercises, ofFunction, ofValue } from '../exercise';

function withinMap(map: number[][], a: number): number[][] {
  return map.map((row, r) =>
    row.map((x, c) => {
      let sum = 0;
      for (let i = r - 2; i <= r + 2; i++) {
        for (let j = c - 2; j <= c + 2; j++) sum += (map[i]?.[j] ?? 0) ** 2;
      }
      return x / (1 + (a / 25) * sum) ** 0.75;
    }),
  );
}

/** Numbers of both signs, without a pattern. */
const square = (side: number): number[][] =>
  Array.from({ length: side }, (_, r) =>
    Array.from({ length: side }, (_, c) => ((r * 37 + c * 101) % 29) - 9),
  );

export const labSourceOf2012: Exercises = {
  'source-of-2012.1': ofValue({
    title: 'The rule of 2015',
    expected: () => Math.sqrt(2 / (3 * 3 * 192)),
    tolerance: 5e-4,
    hint: 'how many numbers does one unit multiply? the window, in all the channels that it sees',
  }),
  'source-of-2012.2': ofFunction({
    title: 'The normalization that the paper does not mention',
    reference: withinMap,
    inputs: () => [
      [[[3]], 1],
      [square(6), 0.5],
    ],
    hidden: () => [
      [square(3), 2],
      [square(9), 0.001],
    ],
    hint: 'the 5 x 5 places around (r, c) are the rows r - 2 to r + 2 and the columns c - 2 to c + 2, as far as they exist',
  }),
};
