// The answers to the exercises of notebook 5, and how they are compared.
import { tf } from '../../tensorflow/runtime';
import { type Exercises, ofFunction, ofValue } from '../exercise';

type Cube = number[][][];

// Window, stride and zeros of the paper's convolutions and poolings, from first to last.
const WINDOWS = [
  [11, 4, 0],
  [3, 2, 0],
  [5, 1, 2],
  [3, 2, 0],
  [3, 1, 1],
  [3, 1, 1],
  [3, 1, 1],
  [3, 2, 0],
] as const;

function smallest(round: (positions: number) => number): number {
  for (let size = 1; ; size++) {
    let side = size;
    const fits = WINDOWS.every(([window, stride, zeros]) => {
      side = round((side + 2 * zeros - window) / stride) + 1;
      return side >= 1;
    });
    if (fits) return size;
  }
}

/** Numbers without a pattern that a wrong index could hit by chance. */
function cube(rows: number, columns: number, channels: number): Cube {
  const value = (i: number) => ((i * 7919) % 101) / 10 - 5;
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (_, c) =>
      Array.from({ length: channels }, (_, d) => value((r * columns + c) * channels + d)),
    ),
  );
}

function convolve(image: Cube, filter: Cube, stride: number, zeros: number): number[][] {
  return tf.tidy(() => {
    const padding: [number, number] = [zeros, zeros];
    const padded = tf.pad(tf.tensor3d(image), [padding, padding, [0, 0]]) as tf.Tensor3D;
    const map = tf.conv2d(padded, tf.tensor3d(filter).expandDims<tf.Tensor4D>(3), stride, 'valid');
    return tf.squeeze<tf.Tensor2D>(map, [2]).arraySync();
  });
}

export const notebook05: Exercises = {
  '5.1': ofValue({
    title: 'How small is too small?',
    expected: () => ({ down: smallest(Math.floor), up: smallest(Math.ceil) }),
    tolerance: 0,
    hint: 'conv3 to conv5 keep the side, so ask what pool5 needs; every side must be at least 1',
  }),
  '5.2': ofFunction({
    title: 'The whole convolution',
    reference: convolve,
    inputs: () => [
      [cube(3, 3, 1), cube(2, 2, 1), 1, 0],
      [cube(4, 4, 3), cube(2, 2, 3), 1, 0],
      [cube(7, 7, 2), cube(3, 3, 2), 2, 0],
      [cube(5, 5, 2), cube(3, 3, 2), 1, 1],
      [cube(6, 6, 3), cube(3, 3, 3), 2, 1],
    ],
    hidden: () => [
      [cube(9, 5, 4), cube(3, 3, 4), 2, 2],
      [cube(8, 8, 2), cube(1, 1, 2), 3, 0],
    ],
    tolerance: 1e-3,
    hint: 'one sum more, over the channels; a window starts at r * stride - zeros, and what lies outside the picture counts as 0',
  }),
};
