import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeSafetensors, encodeSafetensors } from '../../lib/training/safetensors';
import {
  entry,
  example,
  file,
  flipped,
  floats,
  good,
  headerSize,
} from '../bad-input/safetensors-bytes';

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
