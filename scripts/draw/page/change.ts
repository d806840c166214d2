// The smallest change of an image that makes a network read it as another digit.
import { forward } from '../../../lib/network/alexnet';
import { tf } from '../../../lib/tensorflow/runtime';
import { configWith, type Network } from './networks';

/** Steps at most, and the longest, in units of a pixel's full ink: far off, no network is linear. */
const STEPS = 80;
const LONGEST = 0.4;
/** How far each step goes beyond where the two logits would be equal, as a share of the way. */
const OVERSHOOT = 0.02;

export interface Change {
  /** What is added to each pixel, so that the image stays within 0 to 1. */
  added: Float32Array;
  /** The digit that it reads then. */
  digit: number;
  /** Whether that is the one asked for. */
  found: boolean;
  /** The Euclidean length of `added`, in units of a pixel's full ink. */
  length: number;
}

/**
 * Steps from the image straight to where the target's logit would equal the leading one if both were
 * linear, again and again until the target leads (Moosavi-Dezfooli, Fawzi, Frossard 2016, "DeepFool",
 * for one class), then back as far as it still does. Without a target, the one that is nearest at the first step. Lets the page breathe
 * between steps.
 */
export async function smallestChange(
  network: Network,
  image: Float32Array,
  lrn: boolean,
  wanted: number | null,
  onStep: (step: number) => void,
): Promise<Change> {
  const config = configWith(network, lrn);
  const shape: [number, number, number, number] = [1, ...config.inputShape];
  const { scale, mean } = network.pixels;
  const logitsOf = (x: tf.Tensor4D) =>
    forward(config, network.weights, tf.mul(tf.sub(tf.mul(x, 255), mean), scale) as tf.Tensor4D);
  const read = (pixels: Float32Array) =>
    tf.tidy(() => logitsOf(tf.tensor4d(pixels, shape)).dataSync() as Float32Array);
  /** The gradient of how far `digit` leads `other`. */
  const slope = (pixels: Float32Array, digit: number, other: number) =>
    tf.tidy(() => {
      const lead = (x: tf.Tensor) => {
        const logits = tf.reshape(logitsOf(x as tf.Tensor4D), [-1]);
        return tf.sub(tf.gather(logits, digit), tf.gather(logits, other));
      };
      return tf.grad(lead)(tf.tensor4d(pixels, shape)).dataSync() as Float32Array;
    });

  const pixels = image.slice();
  let logits = read(pixels);
  const first = largest(logits);
  let target = wanted;
  if (target === null) {
    const ways: number[] = [];
    for (let digit = 0; digit < logits.length; digit++) {
      onStep(0);
      await breathe();
      const gap = (logits[first] as number) - (logits[digit] as number);
      ways.push(digit === first ? Infinity : gap / norm(slope(pixels, digit, first)));
    }
    target = ways.indexOf(Math.min(...ways));
  }
  const isDone = (digit: number) => (wanted === null ? digit !== first : digit === wanted);
  let leader = first;
  for (let step = 1; step <= STEPS && !isDone(leader); step++) {
    onStep(step);
    await breathe();
    const gradient = slope(pixels, target, leader);
    const gap = (logits[leader] as number) - (logits[target] as number);
    // Pixels that are at their end already cannot go further: the others have to.
    const free = gradient.map((g, i) => (canMove(pixels[i] as number, g) ? g : 0));
    const size = norm(free) ** 2;
    if (size === 0) break;
    const way = Math.min(((1 + OVERSHOOT) * gap + 1e-4) / size, LONGEST / Math.sqrt(size));
    for (const [i, g] of free.entries()) {
      pixels[i] = Math.min(1, Math.max(0, (pixels[i] as number) + way * g));
    }
    logits = read(pixels);
    leader = largest(logits);
  }
  const added = pixels.map((value, i) => value - (image[i] as number));
  if (!isDone(leader)) return { added, digit: leader, found: false, length: norm(added) };
  const readWith = (part: number) => largest(read(mix(image, added, part)));
  shorten(added, (part) => isDone(readWith(part)));
  return { added, digit: readWith(1), found: true, length: norm(added) };
}

/** Makes a change as short as it can be in its own direction: half of the rest again and again. */
function shorten(added: Float32Array, isEnough: (part: number) => boolean): void {
  let [low, high] = [0, 1];
  for (let i = 0; i < 8; i++) {
    const middle = (low + high) / 2;
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  for (const [i, value] of added.entries()) added[i] = high * value;
}

const mix = (image: Float32Array, added: Float32Array, part: number) =>
  image.map((value, i) => value + part * (added[i] as number));

const canMove = (value: number, slope: number) => (slope > 0 ? value < 1 : value > 0);

export const largest = (values: ArrayLike<number>) =>
  Array.from(values).reduce((best, value, i, all) => (value > (all[best] as number) ? i : best), 0);

const norm = (values: Float32Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));

const breathe = () => new Promise((resolve) => setTimeout(resolve));
