// From uint8 images to the float32 batches that the network eats: shuffle, batch, prefetch.
import { checkNumber, InputError } from '../base/errors';
import { permutation, uniform } from '../base/random';
import { tf } from '../tensorflow/runtime';
import type { LabelledImages } from './mnist';

export type Batch = {
  /** float32 [N, H, W, 1] */
  images: tf.Tensor4D;
  /** int32 [N] */
  labels: tf.Tensor1D;
};

export interface PipelineOptions {
  batchSize: number;
  /** Fixes the order; without it the images keep theirs. Give each epoch its own seed. */
  shuffleSeed?: string | number;
  /** Whether a last batch smaller than batchSize is left out. */
  dropRemainder?: boolean;
  /** What pixels are multiplied with: 1 / 255 makes them 0 to 1. */
  scale?: number;
  /** Moves each image by up to this many pixels each way, by chance (augmentation). */
  maxShift?: number;
  /** Starts at this batch: how a resumed epoch goes on where it stopped. */
  firstBatch?: number;
  /** Batches made ready ahead of their use. */
  prefetch?: number;
}

/** The number of batches that an epoch has. */
export function batchCount(images: number, batchSize: number, dropRemainder = false): number {
  return dropRemainder ? Math.floor(images / batchSize) : Math.ceil(images / batchSize);
}

/** A tf.data dataset of batches, over the images once. */
export function pipeline(data: LabelledImages, options: PipelineOptions): tf.data.Dataset<Batch> {
  const { batchSize, shuffleSeed, dropRemainder = false, firstBatch = 0, prefetch = 2 } = options;
  checkNumber('pipeline', 'batchSize', batchSize, { low: 1, high: data.count, whole: true });
  const batches = batchCount(data.count, batchSize, dropRemainder);

  function* make(): Generator<Batch> {
    const order = shuffleSeed === undefined ? null : permutation(data.count, shuffleSeed);
    for (let batch = firstBatch; batch < batches; batch++) {
      const start = batch * batchSize;
      const length = Math.min(batchSize, data.count - start);
      const indices = Uint32Array.from({ length }, (_, i) => order?.[start + i] ?? start + i);
      yield gather(data, indices, options, `${shuffleSeed}/${batch}`);
    }
  }

  const source = tf.data.generator<Batch>(make);
  const dataset = prefetch > 0 ? source.prefetch(prefetch) : source;
  const shape = `[${data.rows}, ${data.columns}, 1]`;
  const order = shuffleSeed === undefined ? 'in file order' : `shuffled by seed ${shuffleSeed}`;
  const last = Math.min(batchSize, data.count - (batches - 1) * batchSize);
  const lastNote = last === batchSize ? '' : `, the last of ${last}`;
  const text =
    `<Dataset of ${data.count} images ${shape} float32 and labels [] int32, ${order}, ` +
    `${batches} ${batches === 1 ? 'batch' : 'batches'} of ${batchSize}${lastNote}, prefetch ${prefetch}>`;
  return Object.assign(dataset, {
    toString: () => text,
    [Symbol.for('nodejs.util.inspect.custom')]: () => text,
  });
}

/** The images at these indices as a batch: images float32 [N, H, W, 1], labels int32 [N]. */
export function gather(
  data: LabelledImages,
  indices: ArrayLike<number>,
  { scale = 1 / 255, maxShift = 0 }: Pick<PipelineOptions, 'scale' | 'maxShift'> = {},
  shiftSeed = '',
): Batch {
  const { rows, columns } = data;
  const pixels = rows * columns;
  const images = new Float32Array(indices.length * pixels);
  const labels = new Int32Array(indices.length);
  const next = maxShift > 0 ? uniform(shiftSeed) : null;
  const shift = () => (next ? Math.floor(next() * (2 * maxShift + 1)) - maxShift : 0);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as number;
    if (!(index >= 0 && index < data.count)) {
      const expected = `a position from 0 to ${data.count - 1}`;
      throw new InputError({ where: 'gather', field: `index ${i}`, found: index, expected });
    }
    labels[i] = data.labels[index] as number;
    const [down, right] = [shift(), shift()];
    for (let r = Math.max(0, down); r < Math.min(rows, rows + down); r++) {
      for (let c = Math.max(0, right); c < Math.min(columns, columns + right); c++) {
        const from = index * pixels + (r - down) * columns + (c - right);
        images[i * pixels + r * columns + c] = (data.images[from] as number) * scale;
      }
    }
  }
  return {
    images: tf.tensor4d(images, [indices.length, rows, columns, 1]),
    labels: tf.tensor1d(labels, 'int32'),
  };
}
