// What several tests share: a network and data small enough that a step takes milliseconds.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LabeledImages } from '../../lib/data/images';
import { mnistConfig } from '../../lib/network/alexnet';
import type { AlexNetConfig } from '../../lib/network/config';
import { native, tf } from '../../lib/tensorflow/runtime';

/** The MNIST geometry with 3/8/12/12/8 filters and 128 units. */
export function tinyModel(overrides: Partial<AlexNetConfig> = {}): AlexNetConfig {
  return mnistConfig({ width: 1 / 32, ...overrides });
}

/** Images of 28x28: a bright 7x7 square where the digit says, and a pattern that never repeats. */
export function tinyImages(count: number): LabeledImages {
  const images = new Uint8Array(count * 784);
  const labels = Uint8Array.from({ length: count }, (_, i) => (i * 7) % 10);
  for (let i = 0; i < count; i++) {
    const label = labels[i] as number;
    const [top, left] = [7 * Math.floor(label / 4), 7 * (label % 4)];
    for (let r = 0; r < 28; r++) {
      for (let c = 0; c < 28; c++) {
        const bright = r >= top && r < top + 7 && c >= left && c < left + 7 ? 150 : 0;
        images[i * 784 + r * 28 + c] = bright + ((i * 31 + r * r * 7 + c * 13 + r * c) % 101);
      }
    }
  }
  return { images, labels, count, rows: 28, columns: 28 };
}

/** Asserts that numbers agree to `tolerance` times the largest of those expected. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what = 'values',
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  let largest = 0;
  let worst = 0;
  let at = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((actual[i] as number) - (expected[i] as number));
    largest = Math.max(largest, Math.abs(expected[i] as number));
    // The negation is true for NaN, too.
    if (!(difference <= worst)) [worst, at] = [difference, i];
  }
  assert.ok(
    worst <= tolerance * largest,
    `${what}: [${at}] is ${actual[at]}, expected ${expected[at]} to within ${tolerance} of ${largest}`,
  );
}

/** What the binding has and its types leave out. */
interface Counters {
  getNumOfTensors(): number;
  getNumOfSavedModels(): number;
}

/** What must not grow: tensors by TensorFlow.js, by the native binding, and its graphs. */
export function held(): { tensors: number; native: number; graphs: number } {
  const binding = native().binding as unknown as Counters;
  return {
    tensors: tf.memory().numTensors,
    native: binding.getNumOfTensors(),
    graphs: binding.getNumOfSavedModels(),
  };
}

/** Values that golden/make_golden.py computed in Python. */
export function golden<Content>(name: string): Content {
  const file = path.join(__dirname, '..', '..', '..', 'test', 'golden', name);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Numbers between -1 and 1 that look random and are the same each time. */
export function pattern(shape: number[], seed = 1): tf.Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  const values = Float32Array.from({ length: size }, (_, i) => Math.sin(seed + i * 12.9898 * seed));
  return tf.tensor(values, shape);
}
