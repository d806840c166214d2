import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decodeSafetensors,
  encodeSafetensors,
  type FloatArray,
} from '../../lib/training/safetensors';
import {
  entry,
  example,
  file,
  flipped,
  floats,
  good,
  headerSize,
} from '../bad-input/safetensors-bytes';
import { golden } from '../helpers/tiny';

test('what is encoded is decoded, bit for bit and in order', () => {
  const bytes = encodeSafetensors(example);
  const back = decodeSafetensors(bytes);
  assert.deepEqual(back, example);
  assert.deepEqual(Object.keys(back.arrays), Object.keys(example.arrays));
  assert.ok(Object.is(back.arrays['conv1/filters']?.values[4], -0));
});

test('the bytes are where the format says', () => {
  const bytes = Buffer.from(encodeSafetensors(example));
  const size = Number(bytes.readBigUInt64LE(0));
  assert.equal(size % 8, 0, 'the arrays start at a multiple of eight');
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + size));
  assert.deepEqual(header['conv1/filters'], entry([2, 1, 3], 0, 24));
  assert.deepEqual(header.scalar, entry([], 24, 28));
  assert.equal(header.__metadata__.format, 'test');
  assert.equal(bytes.readFloatLE(8 + size + 4), -2);
  assert.equal(bytes.readFloatLE(8 + size + 24), 7);
  assert.equal(bytes.length, 8 + size + 32);
});

test('arrays that are views of larger ones are written as what they show', () => {
  const values = Float32Array.from([9, 1, 2, 9]).subarray(1, 3);
  const bytes = encodeSafetensors({ arrays: { a: { shape: [2], values } }, metadata: {} });
  assert.deepEqual([...(decodeSafetensors(bytes).arrays.a?.values ?? [])], [1, 2]);
});

test('files of other writers are read: no metadata, no checksum, any place in memory', () => {
  const bytes = file({ a: entry([2], 0, 8), b: entry([1, 1], 8, 12) }, floats(1, 2, 3));
  for (const shift of [0, 1, 2, 3]) {
    const moved = new Uint8Array(bytes.length + shift).subarray(shift);
    moved.set(bytes);
    const { arrays, metadata } = decodeSafetensors(moved);
    assert.deepEqual(metadata, {});
    assert.deepEqual([...(arrays.a?.values ?? []), ...(arrays.b?.values ?? [])], [1, 2, 3]);
  }
});

test('every changed byte of the arrays is noticed', () => {
  for (let i = 8 + headerSize; i < good.length; i++) {
    assert.throws(() => decodeSafetensors(flipped(i)), /SHA-256/, `byte ${i}`);
  }
});

interface PythonCase {
  name: string;
  file: string;
  arrays: Record<string, { type: string; shape: number[]; values: number[] }>;
  metadata: Record<string, string>;
}

for (const { name, file, arrays, metadata } of golden<{ cases: PythonCase[] }>('safetensors.json')
  .cases) {
  const bytes = Buffer.from(file, 'base64');
  const other = Object.entries(arrays).find(([, { type }]) => type !== 'float32');
  test(`what Python's safetensors wrote is ${other ? 'refused by its type' : 'read'}: ${name}`, () => {
    if (other) {
      const message = new RegExp(`^safetensors: ${other[0]} dtype is \\w+, expected F32`);
      assert.throws(() => decodeSafetensors(bytes), { name: 'InputError', message });
      return;
    }
    const read = decodeSafetensors(bytes);
    const { contentSha256: sum, ...own } = metadata;
    assert.deepEqual(read.metadata, own);
    assert.equal(sum !== undefined, name.startsWith('of lib') && !/without/.test(name));
    assert.deepEqual(Object.keys(read.arrays).sort(), Object.keys(arrays).sort());
    for (const [key, { shape, values }] of Object.entries(read.arrays)) {
      const theirs = Object.entries(arrays).find(([one]) => one === key)?.[1];
      assert.deepEqual({ shape, values: [...values] }, { shape: theirs?.shape, values: theirs?.values }); // biome-ignore format: one line
    }
    if (sum !== undefined) assert.deepEqual(read.arrays, example.arrays);
    const again = decodeSafetensors(encodeSafetensors(read));
    assert.deepEqual(again, read);
  });
}

test('an array may have any name, but not that of the metadata, and as many values as its shape', () => {
  const arrays = Object.fromEntries(
    ['__proto__', 'constructor', '10', '2', ''].map((name, i) => [name, { shape: [], values: Float32Array.of(i) }]), // biome-ignore format: one line
  );
  const { arrays: back } = decodeSafetensors(encodeSafetensors({ arrays, metadata: {} }));
  assert.deepEqual(Object.entries(back), Object.entries(arrays));
  const one = { shape: [2], values: Float32Array.of(1, 2) };
  const bad: [string, FloatArray][] = [
    ['__metadata__', one],
    ['a', { ...one, shape: [3] }],
  ];
  for (const [name, array] of bad) {
    assert.throws(() => encodeSafetensors({ arrays: { [name]: array }, metadata: {} }), {
      name: 'InputError',
    });
  }
});
