import { parseIdx } from '../../lib/data/idx';
import { idx } from './idx-bytes';
import type { ByteTable, Refusal } from './refusal';

const good = idx(8, [2, 2], [1, 2, 3, 4]);
const huge = 0xffffffff;
const bad: ByteTable = {
  empty: [good.subarray(0, 0), /content is empty, expected an IDX file/],
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
    /content is a gzip file, expected an IDX file, which starts with two zero bytes/,
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
  'no size and sizes beyond counting': [
    idx(8, [0, ...Array(40).fill(huge)], [1]),
    /length is 169 bytes, expected 168 for shape/,
  ],
  'a text instead of bytes': [
    'digits' as unknown as Uint8Array,
    /content is of type String, expected a Uint8Array/,
  ],
  'nothing at all': [
    undefined as unknown as Uint8Array,
    /content is missing, expected a Uint8Array/,
  ],
  'a list of bytes': [[0, 0, 8, 1] as unknown as Uint8Array, /content is of type Array/],
  'the buffer behind the bytes': [
    new ArrayBuffer(16) as unknown as Uint8Array,
    /content is of type ArrayBuffer/,
  ],
  'numbers that are no bytes': [
    new Float32Array(4) as unknown as Uint8Array,
    /content is of type Float32Array/,
  ],
  'sizes beyond counting': [
    idx(8, Array(40).fill(huge), []),
    /length is 164 bytes, expected Infinity|e\+/,
  ],
};

export const idxRefusals: Refusal[] = Object.entries(bad).map(([name, [bytes, message]]) => ({
  name,
  where: 'digits.idx',
  message,
  read: () => parseIdx(bytes, 'digits.idx'),
}));
