import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../lib/errors';
import { parseIdx } from '../lib/idx';

/** IDX bytes by the format's description: two zeros, the type, the dimensions, sizes, values. */
function idx(type: number, shape: number[], values: Uint8Array | number[]): Uint8Array {
  const sizes = shape.flatMap((size) => [
    size >>> 24,
    (size >>> 16) & 255,
    (size >>> 8) & 255,
    size & 255,
  ]);
  return Uint8Array.from([0, 0, type, shape.length, ...sizes, ...values]);
}

test('bytes by hand: two images of 1x3', () => {
  const bytes = idx(8, [2, 1, 3], [0, 1, 2, 253, 254, 255]);
  assert.deepEqual([...bytes.slice(0, 8)], [0, 0, 8, 3, 0, 0, 0, 2]);
  const { shape, values } = parseIdx(bytes);
  assert.deepEqual(shape, [2, 1, 3]);
  assert.ok(values instanceof Uint8Array);
  assert.deepEqual([...values], [0, 1, 2, 253, 254, 255]);
});

const types: [name: string, type: number, bytes: number[], values: ArrayLike<number>][] = [
  ['unsigned byte', 8, [0, 255], Uint8Array.of(0, 255)],
  ['signed byte', 9, [128, 127], Int8Array.of(-128, 127)],
  ['short', 11, [0x12, 0x34, 0xff, 0xfe], Int16Array.of(0x1234, -2)],
  ['int', 12, [0, 1, 0, 0, 0x80, 0, 0, 0], Int32Array.of(65536, -(2 ** 31))],
  ['float', 13, [0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0], Float32Array.of(1, -2.5)],
  [
    'double',
    14,
    [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0x04, 0, 0, 0, 0, 0, 0],
    Float64Array.of(1, -2.5),
  ],
];
for (const [name, type, bytes, values] of types) {
  test(`type ${name}`, () => {
    assert.deepEqual(parseIdx(idx(type, [2], bytes)), { shape: [2], values });
    // Wherever the file lies in memory.
    const whole = new Uint8Array(100);
    whole.set(idx(type, [2], bytes), 3);
    assert.deepEqual(parseIdx(whole.subarray(3, 11 + bytes.length)), { shape: [2], values });
  });
}

test('any number of dimensions, and none of the bytes shared with the file', () => {
  for (let dimensions = 1; dimensions <= 12; dimensions++) {
    const shape = Array.from({ length: dimensions }, (_, i) => (i === 1 ? 3 : 1));
    const values = dimensions > 1 ? [1, 2, 3] : [1];
    assert.deepEqual(parseIdx(idx(8, shape, values)), { shape, values: Uint8Array.from(values) });
  }
  const bytes = idx(8, [1], [7]);
  const { values } = parseIdx(bytes);
  bytes[8] = 9;
  assert.deepEqual([...values], [7]);
});

test('an empty array is whole, too', () => {
  assert.deepEqual(parseIdx(idx(8, [0, 28, 28], [])), {
    shape: [0, 28, 28],
    values: new Uint8Array(),
  });
});

const good = idx(8, [2, 2], [1, 2, 3, 4]);
const huge = 0xffffffff;
const bad: Record<string, [bytes: Uint8Array, message: RegExp]> = {
  empty: [good.subarray(0, 0), /length is 0 bytes, expected at least the 4 bytes of a magic/],
  'cut in the magic': [good.subarray(0, 3), /length is 3 bytes/],
  'cut before the sizes': [
    good.subarray(0, 4),
    /length is 4 bytes, expected at least 12 for 2 sizes/,
  ],
  'cut in a size': [good.subarray(0, 11), /length is 11 bytes, expected at least 12/],
  'cut before the values': [
    good.subarray(0, 12),
    /length is 12 bytes, expected 16 for shape \[2, 2\]/,
  ],
  'cut in the values': [good.subarray(0, 15), /length is 15 bytes, expected 16/],
  'a byte too many': [Uint8Array.from([...good, 0]), /length is 17 bytes, expected 16/],
  'the magic of gzip': [
    Uint8Array.of(0x1f, 0x8b, 8, 0),
    /magic is 0x1f8b0800, expected two zero bytes/,
  ],
  'a second byte that is not zero': [Uint8Array.of(0, 1, 8, 1, 0, 0, 0, 0), /magic is 0x00010801/],
  'little-endian': [Uint8Array.of(3, 8, 0, 0, 0, 0, 0, 0), /magic is 0x03080000/],
  'type 0': [idx(0, [1], [1]), /type byte is 0, expected one of 8, 9, 11, 12, 13, 14/],
  'type 10': [idx(10, [1], [1]), /type byte is 10/],
  'type 255': [idx(255, [1], [1]), /type byte is 255/],
  'no dimensions': [idx(8, [], [1]), /number of dimensions is 0, expected at least 1/],
  'more dimensions than bytes': [Uint8Array.of(0, 0, 8, 255), /at least 1024 for 255 sizes/],
  'a count too high': [idx(8, [3, 2], [1, 2, 3, 4]), /length is 16 bytes, expected 18/],
  'a count too low': [idx(8, [1, 2], [1, 2, 3, 4]), /length is 16 bytes, expected 14/],
  'values of another width': [idx(13, [2, 2], [1, 2, 3, 4]), /length is 16 bytes, expected 28/],
  'a size of four thousand million': [idx(8, [huge], []), /length is 8 bytes, expected 4294967303/],
  'sizes beyond all memory': [idx(14, [huge, huge, huge], [1]), /length is 17 bytes, expected/],
  'sizes beyond counting': [
    idx(8, Array(40).fill(huge), []),
    /length is 164 bytes, expected Infinity|e\+/,
  ],
};
for (const [name, [bytes, message]] of Object.entries(bad)) {
  test(`refused: ${name}`, () => {
    const before = process.memoryUsage().arrayBuffers;
    assert.throws(
      () => parseIdx(bytes, 'digits.idx'),
      (error) => {
        assert.ok(error instanceof InputError, String(error));
        assert.match(error.message, /^digits\.idx: /);
        assert.match(error.message, message);
        return true;
      },
    );
    assert.ok(process.memoryUsage().arrayBuffers - before < 1e6, 'takes no memory for it');
  });
}
