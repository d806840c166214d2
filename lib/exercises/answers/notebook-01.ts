// The answers to the exercises of notebook 1, and how they are compared.
import { type Exercises, ofFunction } from '../exercise';

interface Link {
  value: (x: number) => number;
  slope: (x: number) => number;
}

const LINKS = {
  square: { value: (x: number) => x * x, slope: (x: number) => 2 * x },
  sine: { value: Math.sin, slope: Math.cos },
  exponential: { value: Math.exp, slope: Math.exp },
  triple: { value: (x: number) => 3 * x, slope: () => 3 },
} as const satisfies Record<string, Link>;

function chainGradient(links: readonly Link[], x: number): { value: number; gradient: number } {
  let [value, gradient] = [x, 1];
  for (const link of links) {
    gradient *= link.slope(value);
    value = link.value(value);
  }
  return { value, gradient };
}

const { square, sine, exponential, triple } = LINKS;

export const notebook01: Exercises = {
  '1.1': ofFunction({
    title: 'Back by hand',
    reference: (x: number) => {
      const b = 2 * (x * x + 1);
      return { b, a: b, x: b * 2 * x };
    },
    inputs: () => [[0], [1], [-2]],
    hidden: () => [[0.3], [5]],
    hint: 'start with y = b²: how much does y grow with b? then go on to a, and from a to x',
  }),
  '1.2': ofFunction({
    title: 'A small tf.grad',
    reference: chainGradient,
    inputs: () => [
      [[square], 3],
      [[triple, square], 2],
      [[square, sine, triple], 1],
    ],
    hidden: () => [
      [[], 2],
      [[sine, exponential, square, triple], -0.5],
    ],
    hint: "each link's slope is taken where the chain is when it reaches that link; then they are multiplied",
  }),
};
