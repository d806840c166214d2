// Seeded randomness on the JavaScript side: in a training, the order of the images and their shifts.
// Weights and dropout draw from TensorFlow's stateless generator (kernels.ts).
import seedrandom from 'seedrandom';
import { checkNumber } from './errors';

/** A function that returns the next uniform number in [0, 1); the same seed, the same numbers. */
export function uniform(seed: number | string): () => number {
  return seedrandom(String(seed));
}

/** The numbers 0 … length - 1 in an order fixed by the seed (Fisher-Yates). */
export function permutation(length: number, seed: number | string): Uint32Array {
  checkNumber('permutation', 'length', length, { low: 0, whole: true });
  const next = uniform(seed);
  const order = Uint32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    const swap = order[i] as number;
    order[i] = order[j] as number;
    order[j] = swap;
  }
  return order;
}
