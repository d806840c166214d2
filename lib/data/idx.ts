// The IDX format of the MNIST files: a magic number, the sizes, then the values, big-endian.
// Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
import { checkBytes, failing, InputError } from '../base/errors';
import { kindOf } from '../base/kind';
import { sizeOf } from '../base/shape';

/** The numbers of a file, by the types that the format has. */
export type IdxValues =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** What an IDX file holds: numbers, the last size running fastest. */
export interface Idx {
  shape: number[];
  values: IdxValues;
}

interface IdxType {
  bytes: number;
  make: (length: number) => IdxValues;
  read: (view: DataView, offset: number) => number;
}

/** Type byte (the third of the file) to element type. */
const TYPES: Record<number, IdxType> = {
  8: { bytes: 1, make: (n) => new Uint8Array(n), read: (v, o) => v.getUint8(o) },
  9: { bytes: 1, make: (n) => new Int8Array(n), read: (v, o) => v.getInt8(o) },
  11: { bytes: 2, make: (n) => new Int16Array(n), read: (v, o) => v.getInt16(o) },
  12: { bytes: 4, make: (n) => new Int32Array(n), read: (v, o) => v.getInt32(o) },
  13: { bytes: 4, make: (n) => new Float32Array(n), read: (v, o) => v.getFloat32(o) },
  14: { bytes: 8, make: (n) => new Float64Array(n), read: (v, o) => v.getFloat64(o) },
};

/**
 * Parses IDX bytes into a shape and a typed array, for every type and number of dimensions.
 * Throws an InputError that names `where` if magic, type, sizes and length do not agree.
 */
export function parseIdx(bytes: Uint8Array, where = 'parseIdx'): Idx {
  const { type, shape, header, length } = parseIdxHeader(bytes, where);
  if (bytes.length !== length) {
    const [field, found] = ['length', `${bytes.length} bytes`];
    const expected = `${length} for shape [${shape.join(', ')}]`;
    throw new InputError({ where, field, found, expected });
  }
  // A copy, and not a Buffer: its slice would be a view of the bytes.
  if (type === TYPES[8]) return { shape, values: new Uint8Array(bytes.subarray(header)) };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = type.make((length - header) / type.bytes);
  for (let i = 0; i < values.length; i++) values[i] = type.read(view, header + i * type.bytes);
  return { shape, values };
}

/** What the first bytes say: the type, the sizes, the bytes of the header and of the whole file. */
export function parseIdxHeader(
  bytes: Uint8Array,
  where: string,
): { type: IdxType; shape: number[]; header: number; length: number } {
  const fail = failing(where);
  checkBytes(where, 'content', bytes);
  const kind = kindOf(bytes);
  if (kind) fail('content', kind, 'an IDX file, which starts with two zero bytes');
  if (bytes.length < 4) fail('length', `${bytes.length} bytes`, 'at least the 4 bytes of a magic');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0) !== 0) {
    fail('magic', `0x${view.getUint32(0).toString(16).padStart(8, '0')}`, 'two zero bytes first');
  }
  const code = view.getUint8(2);
  const type = TYPES[code];
  if (!type) return fail('type byte', code, `one of ${Object.keys(TYPES).join(', ')}`);
  const dimensions = view.getUint8(3);
  if (dimensions === 0) fail('number of dimensions', 0, 'at least 1');

  const header = 4 + 4 * dimensions;
  if (bytes.length < header) {
    fail('length', `${bytes.length} bytes`, `at least ${header} for ${dimensions} sizes`);
  }
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const count = shape.includes(0) ? 0 : sizeOf(shape); // not Infinity times 0
  return { type, shape, header, length: header + count * type.bytes };
}
