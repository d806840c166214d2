// The test images that come with the page: one of each digit, every mistake of its networks, and those
// in which filters look for what they answer to.
import { deflateRawSync } from 'node:zlib';
import { permutation } from '../../lib/base/random';
import type { LabeledImages } from '../../lib/data/images';
import type { DigitsData } from './page/data';

/** How many test images, drawn at random, the filters search. */
const POOL = 200;

/** A part of the test images by their indices. */
export function pick({ images, labels, ...sizes }: LabeledImages, indices: readonly number[]) {
  const chosen = new Uint8Array(indices.length * 784);
  for (const [i, index] of indices.entries()) {
    chosen.set(images.subarray(index * 784, (index + 1) * 784), i * 784);
  }
  const digits = Uint8Array.from(indices, (index) => labels[index] as number);
  return { ...sizes, images: chosen, labels: digits, count: indices.length };
}

/** The indices of the images that filters search. */
export const poolIndices = () => [...permutation(10_000, 'draw').subarray(0, POOL)];

/** The script of the images. `predictions` are each network's for all test images. */
export function writeDigits(test: LabeledImages, predictions: Record<string, Int32Array>): string {
  const wrong = Object.entries(predictions).map(([name, answers]) => {
    const indices = [...answers.keys()].filter((i) => answers[i] !== test.labels[i]);
    return [name, indices.map((i) => [i, answers[i] as number])] as const;
  });
  const examples = Array.from({ length: 10 }, (_, digit) => test.labels.indexOf(digit));
  const all = [
    poolIndices(),
    examples,
    wrong.flatMap(([, list]) => list.map(([i]) => i as number)),
  ];
  const indices = [...new Set(all.flat())];
  const { images, labels } = pick(test, indices);
  const data: DigitsData = {
    indices,
    labels: [...labels],
    images: deflateRawSync(images, { level: 9 }).toString('base64'),
    examples,
    mistakes: Object.fromEntries(wrong) as DigitsData['mistakes'],
  };
  return `addDigits(${JSON.stringify(data)})\n`;
}
