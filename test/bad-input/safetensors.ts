import { decodeSafetensors } from '../../lib/training/safetensors';
import type { ByteTable, Refusal } from './refusal';
import { entry, exchanged, file, flipped, floats, good, headerSize } from './safetensors-bytes';

const bad: ByteTable = {
  empty: [new Uint8Array(0), /length is 0 bytes, expected at least the 8/],
  'cut in the header size': [good.subarray(0, 7), /length is 7 bytes/],
  'cut after the header size': [
    good.subarray(0, 8),
    /header size is \d+ bytes, expected at most the 0/,
  ],
  'cut in the header': [good.subarray(0, 8 + headerSize - 1), /header size is/],
  'cut before the arrays': [
    good.subarray(0, 8 + headerSize),
    /length is .* to hold conv1\/filters/,
  ],
  'cut in an array': [good.subarray(0, 8 + headerSize + 25), /length is .* to hold scalar/],
  'cut by a byte': [good.subarray(0, -1), /length is .* to hold ünïcode/],
  'a byte too many': [Buffer.concat([good, Buffer.alloc(1)]), /length is \d+ bytes, expected \d+/],
  'a header size beyond all memory': [
    file({}, undefined, 2n ** 63n),
    /header size is 9223372036854776000/,
  ],
  'a header size of 101 million': [file({}, undefined, 101_000_000n), /header size is 101000000/],
  'a header that is not JSON': [file('{"a": '), /header is unreadable \(.*\), expected whole JSON/],
  'a header that is not text': [file('\u0000\u0001'), /header is unreadable/],
  'a header that is a list': [file([1]), /header is \[1\], expected an object/],
  'a header that is null': [file('null'), /header is null, expected an object/],
  'a header that is a number': [file('3'), /header is 3/],
  'an entry that is null': [file({ a: null }), /a is null, expected an object/],
  'an entry that is a number': [file({ a: 1 }), /a is 1, expected an object/],
  'another type': [file({ a: entry([1], 0, 4, 'I32') }, floats(1)), /a dtype is I32, expected F32/],
  'a shape that is no list': [
    file({ a: entry(1, 0, 4) }, floats(1)),
    /a shape is 1, expected a list/,
  ],
  'a negative size': [file({ a: entry([-1], 0, -4) }), /a shape is \[-1\]/],
  'half a size': [file({ a: entry([0.5], 0, 2) }), /a shape is \[0.5\]/],
  'a size as text': [file({ a: entry(['1'], 0, 4) }, floats(1)), /a shape is \["1"\]/],
  'a huge size': [file({ a: entry([2 ** 40], 0, 4 * 2 ** 40) }), /length is .* to hold a/],
  'sizes beyond counting': [
    file({ a: entry([1e300, 1e300], 0, 4) }, floats(1)),
    /a shape is \[1e\+300, 1e\+300\]/,
  ],
  'offsets that disagree with the shape': [
    file({ a: entry([2], 0, 4) }, floats(1)),
    /a data_offsets is \[0, 4\], expected 8 bytes for shape \[2\]/,
  ],
  'offsets that leave a gap': [
    file({ a: entry([1], 0, 4), b: entry([1], 8, 12) }, floats(1, 2, 3)),
    /b data_offsets is \[8, 12\], expected a start at 4, where the array before it ends/,
  ],
  'offsets that overlap': [
    file({ a: entry([1], 0, 4), b: entry([1], 0, 4) }, floats(1)),
    /b data_offsets is \[0, 4\]/,
  ],
  'offsets in the wrong order': [
    file({ a: entry([1], 4, 0) }, floats(1)),
    /a data_offsets is \[4, 0\]/,
  ],
  'three offsets': [
    file({ a: { ...entry([1], 0, 4), data_offsets: [0, 4, 8] } }, floats(1)),
    /a data_offsets is \[0, 4, 8\], expected two whole numbers/,
  ],
  'an array that is longer than nothing, of no size': [
    file({ a: entry([0, 2 ** 53 - 1], 0, 4) }, floats(1)),
    /a data_offsets is \[0, 4\], expected 0 bytes for shape/,
  ],
  'lists without end in the header': [
    file(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
    /header is nested more than 100 levels deep/,
  ],
  'a name that is no UTF-8': [
    Buffer.from(
      Buffer.from(file({ aXb: entry([1], 0, 4) }, floats(1)))
        .toString('latin1')
        .replace('aXb', 'a\xffb'),
      'latin1',
    ),
    /header is unreadable, expected UTF-8 text/,
  ],
  'a zip archive, as PyTorch saves': [
    Buffer.from('PK\x03\x04 and so on'),
    /content is a zip archive/,
  ],
  'two names exchanged': [
    exchanged('one/filters', 'two/filters'),
    /SHA-256 is .*: a name, a shape or a value has changed/,
  ],
  'a shape turned': [exchanged('[2,3]', '[3,2]'), /SHA-256/],
  'no bytes at all': [null as unknown as Uint8Array, /content is null, expected a Uint8Array/],
  'a name called __proto__ without its entry': [
    file('{"__proto__": 3}'),
    /__proto__ is 3, expected an object/,
  ],
  'no offsets': [file({ a: { dtype: 'F32', shape: [1] } }, floats(1)), /data_offsets is missing/],
  'bytes of no array': [file({}, floats(1)), /length is 14 bytes, expected 10/],
  'a value changed': [flipped(8 + headerSize + 3), /SHA-256 is [0-9a-f]{64}, expected/],
  'the last byte changed': [flipped(good.length - 1), /SHA-256/],
  'the metadata changed': [
    Buffer.from(Buffer.from(good).toString('latin1').replace('"test"', '"tost"'), 'latin1'),
    /SHA-256/,
  ],
  'metadata in a list': [file({ __metadata__: ['a'] }), /__metadata__ is \["a"\], expected/],
  'metadata that is text': [file({ __metadata__: 'x' }), /metadata/],
  'metadata of numbers': [file({ __metadata__: { version: 1 } }), /metadata/],
};

export const safetensorsRefusals: Refusal[] = Object.entries(bad).map(
  ([name, [bytes, message]]) => ({
    name,
    where: 'weights.safetensors',
    message,
    read: () => decodeSafetensors(bytes, 'weights.safetensors'),
  }),
);
