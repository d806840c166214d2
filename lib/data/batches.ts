// From uint8 images to the float32 batches that a network is given.
import { checkNumber } from '../base/errors';
import { permutation, uniform } from '../base/random';
import { tf } from '../tensorflow/runtime';
import { checkLabeledImages } from './check';
import type { LabeledImages } from './images';

/** What a step takes: images and their classes. */
export type Batch = {
  /** float32 [N, H, W, 1] */
  images: tf.Tensor4D;
  /** int32 [N] */
  labels: tf.Tensor1D;
};

/** What a network is given for a pixel of 0 to 255: (pixel - mean) * scale. */
export interface Pixels {
  /** 1 / 255 makes them 0 to 1. */
  scale: number;
  /** Taken off each pixel first; 0 if left out. */
  mean?: number;
}

/** Pixels from 0 to 1. */
const UNIT_PIXELS: Pixels = { scale: 1 / 255 };

/** How a training cuts its images into batches. */
export interface BatchConfig extends Pixels {
  batchSize: number;
  /** Fixes the order, another one for each epoch; without it the images keep theirs. */
  seed?: number;
  /** Pixels by which each image is moved at most, each way, at random; 0 if left out. */
  maxShift?: number;
}

/** The number of batches that an epoch has, a smaller last one included. Throws for sizes below 1. */
export function batchCount(images: number, batchSize: number): number {
  checkNumber('batchCount', 'images', images, { low: 1, whole: true });
  checkNumber('batchCount', 'batchSize', batchSize, { low: 1, whole: true });
  return Math.ceil(images / batchSize);
}

/**
 * The batch of a training's step, counted from 0 over all epochs: the same for the same arguments. Each
 * epoch takes every image once; its last batch may be smaller. The caller disposes of the batch.
 * Throws an InputError for a batch larger than the data, for a step that is no whole number, and for
 * pixels as `gather` does.
 */
export function batchAt(data: LabeledImages, config: BatchConfig, step: number): Batch {
  const { batchSize, seed } = config;
  checkLabeledImages(data);
  checkNumber('batchAt', 'batchSize', batchSize, { low: 1, high: data.count, whole: true });
  checkPixels('batchAt', config);
  checkNumber('batchAt', 'step', step, { low: 0, whole: true });
  const batches = batchCount(data.count, batchSize);
  const start = (step % batches) * batchSize;
  const end = Math.min(start + batchSize, data.count);
  const order =
    seed === undefined ? null : epochOrder(data.count, seed, Math.floor(step / batches));
  const indices = Array.from({ length: end - start }, (_, i) => order?.[start + i] ?? start + i);
  return gather(data, indices, config, `${seed}/${step}`);
}

/** The last order asked for, which the next step needs again. */
let lastOrder: { key: string; order: Uint32Array } = { key: '', order: new Uint32Array() };

function epochOrder(count: number, seed: number, epoch: number): Uint32Array {
  const key = `${count}/${seed}/${epoch}`;
  if (lastOrder.key !== key) lastOrder = { key, order: permutation(count, `${seed}/${epoch}`) };
  return lastOrder.order;
}

/**
 * The batches of one epoch as a tf.data dataset: those that `batchAt` gives, `prefetch` of them made ready
 * ahead of their use. Whoever takes a batch disposes of it; what was made ahead of one who leaves before the
 * epoch's end, as `take` does, is in nobody's hands: give `prefetch: 0` there. Throws as `batchAt` does,
 * before the first.
 */
export function pipeline(
  data: LabeledImages,
  config: BatchConfig,
  { epoch = 0, prefetch = 2 } = {},
): tf.data.Dataset<Batch> {
  const { batchSize, seed } = config;
  checkLabeledImages(data);
  checkNumber('pipeline', 'batchSize', batchSize, { low: 1, high: data.count, whole: true });
  checkPixels('pipeline', config);
  checkNumber('pipeline', 'epoch', epoch, { low: 0, whole: true });
  checkNumber('pipeline', 'prefetch', prefetch, { low: 0, whole: true });
  const batches = batchCount(data.count, batchSize);
  const source = tf.data.generator<Batch>(function* () {
    for (let i = 0; i < batches; i++) yield batchAt(data, config, epoch * batches + i);
  });
  const dataset = prefetch > 0 ? source.prefetch(prefetch) : source;
  const order = seed === undefined ? 'in file order' : `shuffled by seed ${seed}, epoch ${epoch}`;
  const last = data.count - (batches - 1) * batchSize;
  const text =
    `<Dataset of ${data.count} images [${data.rows}, ${data.columns}, 1] float32 and labels [] int32, ` +
    `${order}, ${batches} ${batches === 1 ? 'batch' : 'batches'} of ${batchSize}` +
    `${last === batchSize ? '' : `, the last of ${last}`}, prefetch ${prefetch}>`;
  return Object.assign(dataset, {
    toString: () => text,
    [Symbol.for('nodejs.util.inspect.custom')]: () => text,
  });
}

/**
 * The images at these positions as a batch, pixels from 0 to 1 unless `config` says otherwise, moved by
 * chance if `maxShift` says so; what an image moved from is paper, 0 before `mean` is taken off. The caller
 * disposes of it. Throws an InputError for a position that the data does not have, for a scale below 0, a
 * mean that no pixels have, and a shift that is no whole number.
 */
export function gather(
  data: LabeledImages,
  indices: ArrayLike<number>,
  config: Pixels & { maxShift?: number } = UNIT_PIXELS,
  shiftSeed = '',
): Batch {
  checkLabeledImages(data, 'gather');
  checkPixels('gather', config);
  const { scale, mean = 0, maxShift = 0 } = config;
  const { rows, columns } = data;
  const pixels = rows * columns;
  const images = new Float32Array(indices.length * pixels).fill((0 - mean) * scale);
  const labels = new Int32Array(indices.length);
  const next = maxShift > 0 ? uniform(shiftSeed) : null;
  const shift = () => (next ? Math.floor(next() * (2 * maxShift + 1)) - maxShift : 0);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as number;
    checkNumber('gather', `index ${i}`, index, { low: 0, high: data.count - 1, whole: true });
    labels[i] = data.labels[index] as number;
    const [down, right] = [shift(), shift()];
    for (let r = Math.max(0, down); r < Math.min(rows, rows + down); r++) {
      for (let c = Math.max(0, right); c < Math.min(columns, columns + right); c++) {
        const from = index * pixels + (r - down) * columns + (c - right);
        images[i * pixels + r * columns + c] = ((data.images[from] as number) - mean) * scale;
      }
    }
  }
  return {
    images: tf.tensor4d(images, [indices.length, rows, columns, 1]),
    labels: tf.tensor1d(labels, 'int32'),
  };
}

/** Throws an InputError unless pixels can be made so, as for a training's config. */
function checkPixels(where: string, { scale, mean, maxShift }: Pixels & { maxShift?: number }) {
  checkNumber(where, 'scale', scale, { low: 0 });
  checkNumber(where, 'mean', mean ?? 0, { low: 0, high: 255 });
  checkNumber(where, 'maxShift', maxShift ?? 0, { low: 0, whole: true });
}
