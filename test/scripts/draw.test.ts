// What the page to draw on is packed in, and what its pixels see.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { mnistConfig, paperConfig } from '../../lib/network/alexnet';
import type { AlexNetConfig } from '../../lib/network/config';
import { type Layer, layersOf } from '../../lib/network/layers';
import { bytesToText, packHalves, roundToHalf, toHalf, utf16 } from '../../scripts/draw/half';
import { receptiveFields, seenBy } from '../../scripts/draw/page/field';
import { fromHalf } from '../../scripts/draw/page/from-half';
import { textToBytes, unpackHalves } from '../../scripts/draw/page/unpack';
import { about, stageOf } from '../../scripts/draw/page/words';

test('halves by hand', () => {
  const known: [value: number, half: number][] = [
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff], // the largest
    [65520, 0x7c00], // rounds to infinity
    [2 ** -14, 0x0400], // the smallest normal one
    [2 ** -24, 0x0001], // the smallest of all
    [2 ** -25, 0x0000], // a tie, to even
    [3 * 2 ** -25, 0x0002], // a tie, to even
    [1 + 2 ** -11, 0x3c00], // a tie, to even
    [1 + 3 * 2 ** -11, 0x3c02], // a tie, to even
    [2047.9999, 0x6800], // carries into the exponent
    [Number.POSITIVE_INFINITY, 0x7c00],
  ];
  for (const [value, half] of known) assert.equal(toHalf(value), half, `${value}`);
  assert.ok(Number.isNaN(roundToHalf(Number.NaN)));
});

test('each of the 65,536 halves comes back from its value', () => {
  for (let half = 0; half < 65536; half++) {
    const value = fromHalf(half);
    if (!Number.isNaN(value)) assert.equal(toHalf(value), half);
  }
});

test('bytes come back from a script in UTF-16, all pairs of them', () => {
  const bytes = new Uint8Array(2 * 65536 + 1);
  for (let unit = 0; unit < 65536; unit++) bytes.set([unit & 255, unit >> 8], 2 * unit);
  bytes[bytes.length - 1] = 77;
  const file = utf16(`given("${bytesToText(bytes)}")`);
  const script = new TextDecoder('utf-16').decode(file);
  const text = new Function('given', `return ${script}`)((given: string) => given) as string;
  assert.deepEqual(textToBytes(text, bytes.length), bytes);
  assert.ok(file.length < 1.04 * bytes.length + 100);
});

test('packed weights come back rounded', () => {
  const arrays = [Float32Array.of(0.1, -3, 1e-6), Float32Array.of(7e4)];
  const { bytes, count } = packHalves(arrays);
  const unpacked = unpackHalves(inflateRawSync(bytes), count);
  assert.deepEqual([...unpacked], [0.1, -3, 1e-6, 7e4].map(roundToHalf));
});

test('receptive fields by hand', () => {
  const sizes = (config = mnistConfig()) =>
    Object.fromEntries(
      [...receptiveFields(layersOf(config))].map(([name, { size }]) => [name, size]),
    );
  const { conv1, pool1, conv2, pool2, conv3, conv4, conv5, pool5 } = sizes();
  // Each window adds (kernelSize - 1) times how far its pixels are apart in the image: 1, 2, then 4.
  assert.deepEqual([conv1, pool1, conv2, pool2], [5, 7, 15, 19]);
  assert.deepEqual([conv3, conv4, conv5, pool5], [27, 35, 43, 51]);
  const paper = sizes(paperConfig());
  assert.deepEqual([paper.conv1, paper.pool1, paper.conv5, paper.pool5], [11, 19, 163, 195]);
});

test('what a pixel sees ends at the border of the image', () => {
  const fields = receptiveFields(layersOf(mnistConfig()));
  const seen = (name: string, row: number, column: number) => {
    const field = fields.get(name);
    assert.ok(field);
    return seenBy(field, row, column, 28);
  };
  assert.deepEqual(seen('conv1', 0, 5), { left: 3, top: 0, width: 5, height: 3 });
  assert.deepEqual(seen('pool1', 1, 12), { left: 22, top: 0, width: 6, height: 7 });
  assert.deepEqual(seen('conv5', 0, 0), { left: 0, top: 0, width: 25, height: 25 });
  assert.deepEqual(seen('conv5', 2, 2), { left: 0, top: 0, width: 28, height: 28 });
});

test('what layers do is said of the config that they are of', () => {
  const words = (config: AlexNetConfig) => {
    const layers = layersOf(config);
    const [conv1, fc6] = ['conv1', 'fc6'].map((name) => layers.findIndex((one) => one.name === name)); // biome-ignore format: one line
    const first = layers.slice(
      conv1,
      layers.findIndex(({ name }) => name === 'conv2'),
    );
    const activation = first.find(({ kind }) => kind === 'activation') as Layer;
    const texts = [about(first, config), about(layers.slice(fc6, (fc6 ?? 0) + 2), config)];
    return [stageOf(activation, config), ...texts].join(' | ');
  };
  const own = words(mnistConfig());
  assert.match(own, /^ReLU .*; ReLU keeps .* largest of 3×3 pixels, in steps of 2\. \| .* ReLU/);
  const other = words({
    ...mnistConfig({ activation: 'tanh' }),
    pool: { kernelSize: 2, strides: 3, padding: 'valid' },
  });
  assert.match(
    other,
    /^tanh .*; tanh squeezes .* largest of 2×2 pixels, in steps of 3\. \| .* tanh/,
  );
  assert.doesNotMatch(other, /ReLU|3×3/);
});
