import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { RUNS_FOLDER } from '../../lib/base/folders';
import { uniform } from '../../lib/base/random';
import { loadMnist } from '../../lib/data/mnist';
import { type GrayImage, prepareDigit, shrink } from '../../lib/images/centering';
import { readPicture } from '../../lib/images/picture';
import { forward } from '../../lib/network/alexnet';
import { tf } from '../../lib/tensorflow/runtime';
import { loadCheckpoint } from '../../lib/training/checkpoint';

const folder = mkdtempSync(path.join(os.tmpdir(), 'picture-'));
after(() => rmSync(folder, { recursive: true }));
const { test: mnist } = loadMnist();

const digit = (i: number): GrayImage => ({
  values: Float32Array.from(mnist.images.subarray(i * 784, (i + 1) * 784), (v) => v / 255),
  width: 28,
  height: 28,
});

/** A sheet of brightness 0 with images, each enlarged `zoom` times, at their places. */
function sheetOf(
  width: number,
  height: number,
  zoom: number,
  at: [number, number, number][],
): GrayImage {
  const values = new Float32Array(width * height);
  for (const [i, left, top] of at) {
    const { values: small } = digit(i);
    for (let y = 0; y < 28 * zoom; y++) {
      for (let x = 0; x < 28 * zoom; x++) {
        const value = small[Math.floor(y / zoom) * 28 + Math.floor(x / zoom)] as number;
        const place = (top + y) * width + left + x;
        values[place] = Math.max(values[place] as number, value);
      }
    }
  }
  return { values, width, height };
}

/** Numbers from 0 to 1 that look random. */
function grain(count: number, seed: number): Float32Array {
  const random = uniform(String(seed));
  return Float32Array.from({ length: count }, random);
}

type Channels = (value: number, x: number, y: number) => number[];

async function write(name: string, { values, width, height }: GrayImage, color: Channels) {
  const bytes = Array.from(values).flatMap((value, i) =>
    color(value, i % width, Math.floor(i / width)).map((part) =>
      Math.round(255 * Math.min(1, Math.max(0, part))),
    ),
  );
  const image = tf.tensor3d(bytes, [height, width, bytes.length / values.length], 'int32');
  const encoded = name.endsWith('.png')
    ? await tf.node.encodePng(image)
    : await tf.node.encodeJpeg(image, image.shape[2] === 1 ? 'grayscale' : 'rgb', 90);
  image.dispose();
  const file = path.join(folder, name);
  writeFileSync(file, encoded);
  return file;
}

function answers(images: tf.Tensor4D): number[] {
  const { config, weights } = loadCheckpoint(path.join(RUNS_FOLDER, 'post/final.safetensors'));
  const found = tf.tidy(() => forward(config.model, weights, images).argMax(1).dataSync());
  tf.dispose(weights);
  return [...found];
}

const differs = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + Math.abs(value - (b[i] as number)), 0) / a.length;

test('preparing the test images, enlarged ten times, gives them back', () => {
  for (let i = 0; i < 50; i++) {
    const { values } = digit(i);
    const large = sheetOf(300, 320, 10, [[i, 13, 31]]);
    const prepared = prepareDigit(large);
    assert.ok(prepared);
    assert.ok(differs(prepared.centered.values, values) < 0.01, `image ${i}`);
  }
});

test('where the ink lies does not matter to the prepared digit, but to the unprepared', () => {
  const [here, there] = [sheetOf(400, 400, 10, [[0, 0, 0]]), sheetOf(400, 400, 10, [[0, 97, 113]])];
  const centered = (image: GrayImage) => prepareDigit(image)?.centered.values as Float32Array;
  assert.deepEqual(centered(here), centered(there));
  assert.ok(differs(shrink(here).values, shrink(there).values) > 0.05);
});

test('a bar: box, scale and center of mass by hand', () => {
  // 4 wide and 40 high, twice as dark in its upper half: the mass lies at a third of the rest.
  const values = new Float32Array(50 * 60);
  for (let y = 10; y < 50; y++) values.fill(y < 30 ? 1 : 0.5, y * 50 + 7, y * 50 + 11);
  const prepared = prepareDigit({ values, width: 50, height: 60 });
  assert.deepEqual(prepared?.box, { left: 7, top: 10, width: 4, height: 40 });
  const columns = (image: GrayImage) =>
    [...image.values.keys()].filter((i) => (image.values[i] as number) > 0);
  const [scaled, centered] = [columns(prepared.scaled), columns(prepared.centered)];
  assert.deepEqual([scaled.length, scaled[0], scaled.at(-1)], [40, 4 * 28 + 13, 23 * 28 + 14]);
  // Rows 0 to 9 weigh 1, rows 10 to 19 weigh a half: (45 + 145 / 2) / 15 = 7.83, moved by 6 to 13.83.
  assert.deepEqual([centered[0], centered.at(-1)], [6 * 28 + 14, 25 * 28 + 15]);
});

test('nothing is prepared where there is no ink', () => {
  assert.equal(prepareDigit({ values: new Float32Array(100), width: 10, height: 10 }), null);
});

const colors: Record<string, Channels> = {
  'black on white': (ink) => [1 - ink],
  'white on black': (ink) => [ink],
  'blue on yellow': (ink) => [1 - 0.8 * ink, 0.95 - 0.7 * ink, 0.7 - 0.1 * ink],
  'black on transparent': (ink) => [0, 0, 0, ink],
  'white on transparent': (ink) => [1, 1, 1, ink],
  'gray on an opaque card with transparent borders': (ink, x, y) => [
    0.9 - 0.5 * ink,
    0.9 - 0.5 * ink,
    0.9 - 0.5 * ink,
    Math.min(x, y, 299 - x, 299 - y) < 8 ? 0 : 1,
  ],
  'pencil, light from the left': (ink, x) => {
    const light = 0.95 - (0.5 * x) / 300;
    return [light * (1 - 0.35 * ink)];
  },
  'chalk on a gray board': (ink, x, y) => [0.3 + 0.1 * Math.sin((x + y) / 100) + 0.4 * ink],
};

for (const kind of ['png', 'jpeg']) {
  for (const [name, color] of Object.entries(colors)) {
    if (kind === 'jpeg' && name.includes('transparent')) continue;
    test(`a digit ${name}, ${kind}`, async () => {
      const sheet = sheetOf(300, 300, 8, [[0, 30, 50]]);
      const file = await write(`${name}.${kind}`, sheet, color);
      const read = readPicture(file);
      assert.deepEqual(read.images.shape, [1, 28, 28, 1]);
      const values = read.images.dataSync();
      assert.ok(differs(values, digit(0).values) < 0.03);
      assert.equal(Math.max(...values), 1);
      assert.deepEqual(values, read.centered.values);
      read.images.dispose();
    });
  }
}

test('several digits on a noisy photo, in reading order, read by the published network', async () => {
  const at: [number, number, number][] = [];
  for (let i = 0; i < 12; i++) at.push([i, 40 + (i % 4) * 260, 30 + Math.floor(i / 4) * 270]);
  const sheet = sheetOf(1100, 850, 8, at);
  const noise = grain(1100 * 850, 3);
  const file = await write('sheet.jpeg', sheet, (ink, x, y) => [
    (0.9 - 0.3 * (x / 1100) - 0.2 * (y / 850)) * (1 - 0.7 * ink) +
      0.08 * ((noise[y * 1100 + x] as number) - 0.5),
  ]);
  const read = readPicture(file);
  assert.deepEqual(answers(read.images), [...mnist.labels.subarray(0, 12)]);
  assert.deepEqual(read.gray.shape, [1, 773, 1000, 1]);
  assert.deepEqual(read.scaled.shape, [12, 28, 28, 1]);
  const [first] = read.boxes;
  assert.ok(first && first.left > 30 && first.left + first.width < 40 + 240);
  read.images.dispose();
});

test('a digit in two pieces is one digit, two apart are two unless asked for one', async () => {
  const sheet = sheetOf(600, 300, 8, [[0, 30, 30]]);
  sheet.values.fill(0, 105 * 600, 112 * 600); // a gap through the 7
  const broken = readPicture(await write('broken.png', sheet, (ink) => [1 - ink]));
  assert.equal(broken.images.shape[0], 1);
  const two = sheetOf(600, 300, 8, [[0, 30, 30], [1, 330, 30]]); // biome-ignore format: one line
  const file = await write('two.png', two, (ink) => [1 - ink]);
  const [apart, together] = [readPicture(file), readPicture(file, { single: true })];
  assert.equal(apart.images.shape[0], 2);
  assert.equal(together.images.shape[0], 1);
  tf.dispose([broken.images, apart.images, together.images]);
});

// How the camera was held: Exif's number, its field in a file of the one byte order or the other, and where
// the pixel (x, y) of the stored picture is in the upright one.
const HELD: [number: number, exif: string, from: (x: number, y: number) => [number, number]][] = [
  [3, '4d4d002a00000008000101120003000000010003000000000000', (x, y) => [299 - x, 299 - y]],
  [6, '4d4d002a00000008000101120003000000010006000000000000', (x, y) => [299 - y, x]],
  [8, '49492a0008000000010012010300010000000800000000000000', (x, y) => [y, 299 - x]],
];

for (const [number, exif, from] of HELD) {
  test(`a photo held as Exif's number ${number} says is seen upright`, async () => {
    const upright = sheetOf(300, 300, 8, [[0, 30, 50]]);
    const stored = upright.values.map((_, i) => {
      const [x, y] = from(i % 300, Math.floor(i / 300));
      return upright.values[y * 300 + x] as number;
    });
    const file = await write('plain.jpeg', { ...upright, values: stored }, (ink) => [1 - ink]);
    const bytes = readFileSync(file);
    const field = Buffer.from(`457869660000${exif}`, 'hex');
    const head = Buffer.from([0xff, 0xe1, 0, field.length + 2]);
    const turned = path.join(folder, 'turned.jpeg');
    writeFileSync(turned, Buffer.concat([bytes.subarray(0, 2), head, field, bytes.subarray(2)]));
    const [seen, lying] = [readPicture(turned), readPicture(file)];
    assert.ok(differs(seen.images.dataSync(), digit(0).values) < 0.03);
    assert.ok(differs(lying.images.dataSync(), digit(0).values) > 0.1);
    tf.dispose([seen.images, lying.images]);
  });
}

test('reading leaves no tensors but the images', async () => {
  const file = await write('again.png', sheetOf(300, 300, 8, [[0, 30, 50]]), (ink) => [1 - ink]);
  const before = tf.memory().numTensors;
  const { images } = readPicture(file);
  assert.equal(tf.memory().numTensors, before + 1);
  images.dispose();
});

const refuse = (file: string, field: string, found: RegExp) =>
  assert.throws(
    () => readPicture(file),
    (error: unknown) => {
      assert.ok(error instanceof InputError, String(error));
      assert.equal(error.problem.where, file);
      assert.equal(error.problem.field, field);
      assert.match(String(error.problem.found), found);
      return true;
    },
  );

test('what cannot be read is refused by name', async () => {
  const noise = grain(300 * 300, 5);
  const blank = { values: new Float32Array(300 * 300), width: 300, height: 300 };
  const grainy: Channels = (_, x, y) => [0.8 + 0.1 * (noise[y * 300 + x] as number)];
  refuse(await write('white.png', blank, () => [1]), 'ink', /not found/);
  refuse(await write('black.jpeg', blank, () => [0]), 'ink', /not found/);
  refuse(await write('clear.png', blank, () => [0, 0, 0, 0]), 'ink', /not found/);
  refuse(await write('grain.png', blank, grainy), 'ink', /not found/);
  refuse(await write('light.png', blank, (_, x, y) => [0.3 + (x + y) / 1000]), 'ink', /not found/);
  refuse(path.join(folder, 'absent.png'), 'file', /missing/);
  refuse(folder, 'file', /a folder/);
  const raw = (name: string, bytes: Buffer | string) => {
    writeFileSync(path.join(folder, name), bytes);
    return path.join(folder, name);
  };
  refuse(raw('empty.png', ''), 'format', /empty/);
  refuse(raw('text.png', 'not a picture at all, only its name'), 'format', /something else/);
  refuse(raw('a.gif', 'GIF89a and more'), 'format', /GIF/);
  refuse(raw('a.webp', 'RIFF1234WEBPVP8 '), 'format', /WebP/);
  refuse(raw('a.heic', '\0\0\0\x18ftypheic\0\0\0\0'), 'format', /HEIC/);
  const whole = readFileSync(path.join(folder, 'white.png'));
  refuse(raw('cut.png', whole.subarray(0, whole.length - 40)), 'content', /damaged/);
  const photo = readFileSync(path.join(folder, 'black.jpeg'));
  refuse(raw('cut.jpeg', photo.subarray(0, 300)), 'content', /damaged/);
  const huge = Buffer.from(whole.subarray(0, 60));
  huge.writeUInt32BE(100_000, 16);
  huge.writeUInt32BE(100_000, 20);
  refuse(raw('huge.png', huge), 'size', /100000x100000/);
});
