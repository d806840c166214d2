import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { parseIdx } from '../../lib/data/idx';
import { idx } from '../bad-input/idx-bytes';

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

test('memory is taken only for what is there', () => {
  const huge = 0xffffffff;
  for (const shape of [[huge], [huge, huge, huge], [2 ** 30]]) {
    const before = process.memoryUsage().arrayBuffers;
    assert.throws(() => parseIdx(idx(14, shape, [])), InputError);
    assert.ok(process.memoryUsage().arrayBuffers - before < 1e6);
  }
});
