// The safetensors format: named arrays and a few strings in one file, read by many libraries.
// 8 bytes: length of the header; the header, JSON; then the arrays' bytes, little-endian.
// Source: https://github.com/huggingface/safetensors
import { createHash } from 'node:crypto';
import { InputError } from '../base/errors';
import { sizeOf } from '../base/shape';

export interface FloatArray {
  shape: number[];
  values: Float32Array;
}

export interface Safetensors {
  arrays: Record<string, FloatArray>;
  metadata: Record<string, string>;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** A header larger than this is refused before memory is taken for it. */
const HEADER_LIMIT = 100_000_000;

/** The bytes of a file. Adds the SHA-256 of the arrays to the metadata, for `decode` to check. */
export function encodeSafetensors({ arrays, metadata }: Safetensors): Uint8Array {
  const header: Record<string, unknown> = {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, values }] of Object.entries(arrays)) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + bytes.length] };
    parts.push(bytes);
    offset += bytes.length;
  }
  header.__metadata__ = { ...metadata, sha256: checksum(metadata, parts) };
  let text = JSON.stringify(header);
  const encoded = Buffer.byteLength(text);
  text += ' '.repeat((8 - (encoded % 8)) % 8); // the arrays start at a multiple of 8
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  return Buffer.concat([size, Buffer.from(text), ...parts]);
}

/** Parses a file's bytes. Throws an InputError that names `where` unless all of it is as written. */
export function decodeSafetensors(bytes: Uint8Array, where = 'safetensors'): Safetensors {
  const fail = (field: string, found: unknown, expected: string, cause?: unknown): never => {
    throw new InputError({ where, field, found, expected }, cause);
  };
  if (bytes.length < 8) fail('length', `${bytes.length} bytes`, 'at least the 8 of a header size');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = Number(buffer.readBigUInt64LE(0));
  const available = Math.min(bytes.length - 8, HEADER_LIMIT);
  if (size > available)
    fail('header size', `${size} bytes`, `at most the ${available} that follow, in this format`);

  let header: Record<string, Entry> & { __metadata__?: Record<string, string> };
  try {
    header = JSON.parse(buffer.toString('utf8', 8, 8 + size));
  } catch (error) {
    return fail('header', 'unreadable', 'JSON', error);
  }
  if (!isObject(header)) {
    return fail('header', JSON.stringify(header), 'an object');
  }
  const { __metadata__ = {}, ...entries } = header;
  const texts = isObject(__metadata__) ? Object.values(__metadata__) : [null];
  if (!texts.every((text) => typeof text === 'string')) {
    fail('__metadata__', __metadata__, 'an object of strings');
  }
  const data = bytes.subarray(8 + size);
  let end = 0;
  const arrays: Record<string, FloatArray> = {};
  for (const [name, entry] of Object.entries(entries)) {
    const { dtype, shape, data_offsets: offsets } = entry ?? {};
    if (dtype !== 'F32') fail(`${name} dtype`, dtype, 'F32');
    const whole = Array.isArray(shape) && shape.every((n) => Number.isInteger(n) && n >= 0);
    if (!whole) fail(`${name} shape`, shape, 'a list of whole numbers');
    const expected = [end, end + 4 * sizeOf(shape)];
    if (String(offsets) !== String(expected)) {
      fail(`${name} data_offsets`, offsets, `[${expected.join(', ')}], after the array before it`);
    }
    end = expected[1] as number;
    if (end > data.length) {
      fail('length', `${bytes.length} bytes`, `at least ${8 + size + end} to hold ${name}`);
    }
    // A copy, since a Float32Array must start at a multiple of four. Not by data.slice: of a Buffer,
    // which is what a file is read as, that would be a view of the same memory.
    const values = new Float32Array(Uint8Array.from(data.subarray(expected[0], end)).buffer);
    arrays[name] = { shape, values };
  }
  if (end !== data.length) fail('length', `${bytes.length} bytes`, `${8 + size + end}`);
  const { sha256, ...metadata } = __metadata__;
  const actual = checksum(metadata, [data]);
  if (sha256 !== undefined && sha256 !== actual)
    fail('SHA-256', actual, `${sha256}: a part of the file has changed`);
  return { arrays, metadata };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checksum(metadata: Record<string, string>, parts: Uint8Array[]): string {
  const hash = createHash('sha256').update(JSON.stringify(metadata));
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
