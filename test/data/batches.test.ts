import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { type BatchConfig, batchAt, batchCount, gather, pipeline } from '../../lib/data/batches';
import type { LabeledImages } from '../../lib/data/images';
import { tf } from '../../lib/tensorflow/runtime';
import { assertClose, held } from '../helpers/tiny';

/** Images of 2x3, whose pixels are all the number of the image; the label is its last digit. */
function numbered(count: number): LabeledImages {
  return {
    images: Uint8Array.from({ length: count * 6 }, (_, i) => Math.floor(i / 6)),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
    count,
    rows: 2,
    columns: 3,
  };
}

/** The numbers of the images in each batch, by their first pixel. */
async function order(
  data: LabeledImages,
  config: Omit<BatchConfig, 'scale'>,
  epoch = 0,
): Promise<number[][]> {
  const batches: number[][] = [];
  await pipeline(data, { scale: 1, ...config }, { epoch }).forEachAsync(({ images, labels }) => {
    const flat = [...images.dataSync()];
    const numbers = flat.filter((_, i) => i % 6 === 0);
    assert.deepEqual(
      flat,
      numbers.flatMap((number) => Array(6).fill(number)),
    );
    assert.deepEqual(
      [...labels.dataSync()],
      numbers.map((number) => number % 10),
    );
    assert.deepEqual(images.shape, [numbers.length, 2, 3, 1]);
    assert.deepEqual([images.dtype, labels.dtype], ['float32', 'int32']);
    batches.push(numbers);
    tf.dispose([images, labels]);
  });
  return batches;
}

const data = numbered(10);

test('without a seed, in file order; the last batch is smaller', async () => {
  const rest = [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ];
  assert.deepEqual(await order(data, { batchSize: 4 }), [...rest, [8, 9]]);
  assert.deepEqual(await order(data, { batchSize: 10 }), [[...Array(10).keys()]]);
  assert.equal((await order(data, { batchSize: 1 })).length, 10);
});

test('shuffled, each image comes once, in an order that seed and epoch fix', async () => {
  const shuffled = (seed: number, epoch: number) =>
    order(numbered(50), { batchSize: 8, seed }, epoch);
  const one = await shuffled(1, 0);
  const sorted = one.flat().sort((a, b) => a - b);
  assert.deepEqual(sorted, [...Array(50).keys()]);
  assert.notDeepEqual(one.flat(), sorted);
  assert.deepEqual(await shuffled(1, 0), one);
  assert.notDeepEqual(await shuffled(1, 1), one);
  assert.notDeepEqual(await shuffled(2, 0), one);
});

test('a dataset gives the same order each time it is run', async () => {
  const dataset = pipeline(data, { scale: 1, batchSize: 5, seed: 1 });
  const runs = [await dataset.toArray(), await dataset.toArray()];
  const [first, second] = runs.map((batches) =>
    batches.flatMap(({ labels }) => [...labels.dataSync()]),
  );
  assert.deepEqual(first, second);
  tf.dispose(runs);
});

test('pipeline and batchAt give the same batches, over several epochs, moved or not', async () => {
  for (const maxShift of [0, 1]) {
    const config = { batchSize: 4, seed: 3, scale: 0.5, mean: 2, maxShift };
    for (const epoch of [0, 1, 2]) {
      const made = await pipeline(data, config, { epoch }).toArray();
      assert.equal(made.length, 3);
      for (const [i, batch] of made.entries()) {
        const same = batchAt(data, config, epoch * 3 + i);
        assert.deepEqual(same.images.shape, batch.images.shape);
        assert.deepEqual(same.images.dataSync(), batch.images.dataSync());
        assert.deepEqual(same.labels.dataSync(), batch.labels.dataSync());
        tf.dispose([same, batch]);
      }
    }
  }
});

test('batchAt is a function of its arguments alone, in whatever order steps are asked for', () => {
  const config = { batchSize: 4, seed: 3, scale: 1, maxShift: 1 };
  const pixelsAt = (step: number, seed = 3) => {
    const batch = batchAt(data, { ...config, seed }, step);
    const pixels = [...batch.images.dataSync()];
    tf.dispose(batch);
    return pixels;
  };
  const forwards = [0, 1, 2, 3, 4, 5].map((step) => pixelsAt(step));
  const backwards = [5, 4, 3, 2, 1, 0].map((step) => pixelsAt(step)).reverse();
  assert.deepEqual(backwards, forwards);
  pixelsAt(0, 4);
  assert.deepEqual(pixelsAt(0), forwards[0]);
  for (const step of [-1, 0.5, Number.NaN]) {
    assert.throws(() => batchAt(data, config, step), { name: 'InputError', message: /step is/ });
  }
});

test('pixels are scaled, 0 to 1 unless told otherwise, after the mean is taken off', () => {
  const white = { ...data, images: data.images.slice().fill(255, 0, 1) };
  const first = (pixels?: { scale: number; mean?: number }) => {
    const { images, labels } = gather(white, [0], pixels);
    const value = images.dataSync()[0] as number;
    tf.dispose([images, labels]);
    return value;
  };
  assertClose([first()], [1], 1e-6);
  assertClose([first({ scale: 1 })], [255], 0);
  assertClose([first({ scale: 0.5 })], [127.5], 0);
  assertClose([first({ scale: 0.5, mean: 55 })], [100], 0);
});

test('what an image moved away from is paper, with the mean taken off like any other', () => {
  const { images } = gather(picture, Array(50).fill(0), { scale: 2, mean: 3, maxShift: 14 }, 's');
  const values = new Set(images.dataSync());
  assert.ok(values.has(-6));
  assert.ok([...values].every((value) => value >= -6));
});

test('gather takes what it is told to, twice if need be', () => {
  const { images, labels } = gather(data, [3, 0, 3], { scale: 1 });
  assert.deepEqual([...labels.dataSync()], [3, 0, 3]);
  assert.deepEqual(
    [...images.dataSync()].filter((_, i) => i % 6 === 0),
    [3, 0, 3],
  );
  for (const index of [-1, 10, 0.5, Number.NaN]) {
    assert.throws(() => gather(data, [0, index]), {
      name: 'InputError',
      message: `gather: index 1 is ${index}, expected a whole number from 0 to 9`,
    });
  }
});

/** One image of 4x5 whose pixels are all different. */
const picture: LabeledImages = {
  images: Uint8Array.from({ length: 20 }, (_, i) => i + 1),
  labels: Uint8Array.of(0),
  count: 1,
  rows: 4,
  columns: 5,
};

/** The picture moved down and to the right, zeros where nothing is left. */
function moved(down: number, right: number): number[] {
  return Array.from({ length: 20 }, (_, i) => {
    const [r, c] = [Math.floor(i / 5) - down, (i % 5) - right];
    return r >= 0 && r < 4 && c >= 0 && c < 5 ? r * 5 + c + 1 : 0;
  });
}

test('maxShift moves each image by up to so many pixels each way, and fills with zeros', () => {
  const seen = new Map<string, number>();
  const shifts = [-2, -1, 0, 1, 2];
  const all = shifts.flatMap((down) => shifts.map((right) => [down, right] as const));
  const { images } = gather(picture, Array(3000).fill(0), { scale: 1, maxShift: 2 }, 'seed');
  const flat = images.dataSync();
  for (let i = 0; i < 3000; i++) {
    const one = [...flat.slice(i * 20, i * 20 + 20)].join();
    const shift = all.find(([down, right]) => moved(down, right).join() === one);
    assert.ok(shift, `not a shifted picture: ${one}`);
    seen.set(shift.join(), (seen.get(shift.join()) ?? 0) + 1);
  }
  // 25 shifts, 120 times each, give or take five times sqrt(120).
  assert.equal(seen.size, 25);
  for (const [shift, count] of seen) assert.ok(Math.abs(count - 120) < 55, `${shift}: ${count}`);
});

test('shifts are fixed by the seed, and zero without maxShift', () => {
  const shifted = (maxShift: number, seed: string) =>
    gather(picture, Array(20).fill(0), { scale: 1, maxShift }, seed).images.dataSync();
  assert.deepEqual(shifted(2, 'a'), shifted(2, 'a'));
  assert.notDeepEqual(shifted(2, 'a'), shifted(2, 'b'));
  assert.deepEqual([...shifted(0, 'a')], Array(20).fill(moved(0, 0)).flat());
});

test('what it prints is worth reading', () => {
  const text = (config: Partial<BatchConfig>, options = {}) =>
    String(pipeline(data, { scale: 1, batchSize: 5, ...config }, options));
  assert.equal(
    text({ batchSize: 4, seed: 1 }),
    '<Dataset of 10 images [2, 3, 1] float32 and labels [] int32, shuffled by seed 1, epoch 0, ' +
      '3 batches of 4, the last of 2, prefetch 2>',
  );
  assert.match(text({}, { prefetch: 0 }), /in file order, 2 batches of 5, prefetch 0>$/);
  assert.match(text({ batchSize: 10 }), /1 batch of 10, prefetch 2>$/);
  const dataset = pipeline(data, { scale: 1, batchSize: 5 });
  assert.equal(inspect(dataset), String(dataset));
});

test('batchCount', () => {
  assert.deepEqual([batchCount(10, 4), batchCount(8, 4)], [3, 2]);
  assert.equal(batchCount(60_000, 64), 938);
  for (const [images, size] of [
    [0, 4],
    [10, 0],
    [10, -1],
    [10, 2.5],
  ] as const) {
    assert.throws(() => batchCount(images, size), { name: 'InputError', message: /batchCount: / });
  }
});

test('batch sizes that make no sense are refused', () => {
  for (const batchSize of [0, -1, 2.5, 11, Number.NaN]) {
    for (const [name, make] of Object.entries({ pipeline, batchAt })) {
      assert.throws(() => make(data, { scale: 1, batchSize }, 0 as never), {
        name: 'InputError',
        message: `${name}: batchSize is ${batchSize}, expected a whole number from 1 to 10`,
      });
    }
  }
});

test('pixels that make no sense are refused at each way in, before a batch is made', () => {
  const bad: [fields: Partial<BatchConfig>, message: string][] = [
    [{ scale: Number.NaN }, 'scale is NaN, expected a number of at least 0'],
    [{ scale: -1 }, 'scale is -1, expected a number of at least 0'],
    [{ mean: Infinity }, 'mean is Infinity, expected a finite number from 0 to 255'],
    [{ mean: -1 }, 'mean is -1, expected a number from 0 to 255'],
    [{ maxShift: 1.5 }, 'maxShift is 1.5, expected a whole number of at least 0'],
    [{ maxShift: -1 }, 'maxShift is -1, expected a whole number of at least 0'],
  ];
  for (const [fields, message] of bad) {
    const config = { scale: 1, batchSize: 5, ...fields };
    const entries = {
      gather: () => gather(data, [0], config),
      batchAt: () => batchAt(data, config, 0),
      pipeline: () => pipeline(data, config),
    };
    for (const [name, make] of Object.entries(entries)) {
      assert.throws(make, { name: 'InputError', message: `${name}: ${message}` });
    }
  }
});

test('a pipeline is of a whole epoch, and makes whole batches ready', () => {
  for (const field of ['epoch', 'prefetch']) {
    for (const value of [-1, 0.5, Number.NaN]) {
      assert.throws(() => pipeline(data, { scale: 1, batchSize: 5 }, { [field]: value }), {
        name: 'InputError',
        message: `pipeline: ${field} is ${value}, expected a whole number of at least 0`,
      });
    }
  }
});

test('nothing leaks over an epoch whose batches are disposed of', async () => {
  const before = held();
  await order(data, { batchSize: 3, seed: 1 });
  assert.deepEqual(held(), before);
});

test('who leaves before the end of an epoch leaves nothing behind if nothing was made ahead', async () => {
  const before = held();
  const dataset = pipeline(data, { scale: 1, batchSize: 3 }, { prefetch: 0 });
  await dataset.take(1).forEachAsync((batch) => tf.dispose(batch));
  assert.deepEqual(held(), before);
});
