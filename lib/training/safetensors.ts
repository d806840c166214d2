// The safetensors format: named arrays and a few strings in one file, read by many libraries.
// 8 bytes: length of the header; the header, JSON; then the arrays' bytes, little-endian.
// Source: https://github.com/huggingface/safetensors
import { createHash } from 'node:crypto';
import { checkBytes, checkObject, failing, InputError } from '../base/errors';
import { parseJson } from '../base/json';
import { kindOf } from '../base/kind';
import { sizeOf } from '../base/shape';

/** Numbers in float32, and the shape that they have. */
export interface FloatArray {
  shape: number[];
  values: Float32Array;
}

/** All that a file holds. A name may be any text, `__proto__` too: keep to Object.entries. */
export interface Safetensors {
  arrays: Record<string, FloatArray>;
  metadata: Record<string, string>;
}

interface Entry {
  name: string;
  shape: number[];
  /** Where its bytes are, from the end of the header on. */
  start: number;
  end: number;
}

/** A header larger than this is refused before memory is taken for it; other readers have the same. */
const HEADER_LIMIT = 100_000_000;

/** Where the metadata keep the sum. */
const SUM = 'contentSha256';

/**
 * The bytes of a file. Adds to the metadata the SHA-256 of all names, shapes, values and metadata,
 * for `decode` to check: in an order of its own, so that who saves the file again need not keep any.
 */
export function encodeSafetensors({ arrays, metadata }: Safetensors): Uint8Array {
  const entries: [name: string, entry: unknown][] = [];
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, values }] of Object.entries(arrays)) {
    if (name === '__metadata__' || values.length !== sizeOf(shape)) {
      const [where, field] = ['safetensors', `array ${name}`];
      const found = `${values.length} values of shape [${shape.join(', ')}]`;
      const expected = 'as many as its shape says, and a name that is not that of the metadata';
      throw new InputError({ where, field, found, expected });
    }
    const bytes = bytesOf(values);
    const end = offset + bytes.length;
    entries.push([name, { dtype: 'F32', shape, data_offsets: [offset, end] }]);
    parts.push(bytes);
    offset = end;
  }
  const { [SUM]: _sum, ...own } = metadata;
  const sum = sumOf({ arrays, metadata: own });
  const header = Object.fromEntries([['__metadata__', { ...own, [SUM]: sum }], ...entries]);
  let text = JSON.stringify(header);
  const encoded = Buffer.byteLength(text);
  text += ' '.repeat((8 - (encoded % 8)) % 8); // the arrays start at a multiple of 8
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  return Buffer.concat([size, Buffer.from(text), ...parts]);
}

/**
 * Parses a file's bytes: float32 arrays, in any order, without gaps. Throws an InputError that names
 * `where` and the array if the file is damaged or holds another type, or if its sum is not its own.
 */
export function decodeSafetensors(bytes: Uint8Array, where = 'safetensors'): Safetensors {
  const fail = failing(where);
  checkBytes(where, 'content', bytes);
  if (bytes.length < 8) fail('length', `${bytes.length} bytes`, 'at least the 8 of a header size');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = Number(buffer.readBigUInt64LE(0));
  const available = Math.min(bytes.length - 8, HEADER_LIMIT);
  if (size > available) {
    // Not before: the size of a good header may look like another format's first bytes.
    const kind = kindOf(bytes);
    if (kind) fail('content', kind, 'a safetensors file');
    fail('header size', `${size} bytes`, `at most the ${available} that follow, in this format`);
  }

  const header = parseJson(textOf(bytes.subarray(8, 8 + size), where), where, 'header');
  checkObject(where, 'header', header);
  const { __metadata__, ...rest } = header;
  const metadata = __metadata__ ?? {}; // null says none, to others too
  checkObject(where, '__metadata__', metadata);
  if (!Object.values(metadata).every((text) => typeof text === 'string')) {
    fail('__metadata__', metadata, 'an object of strings');
  }
  const { [SUM]: sum, ...own } = metadata as Record<string, string>;

  const data = bytes.subarray(8 + size);
  const entries = Object.entries(rest).map(([name, entry]) => readEntry(name, entry, where));
  checkCover(entries, 8 + size, bytes.length, where);
  const arrays = entries.map(({ name, shape, start, end }): [string, FloatArray] => {
    // A copy, since a Float32Array must start at a multiple of four. Not by data.slice: of a Buffer,
    // which is what a file is read as, that would be a view of the same memory.
    const values = new Float32Array(Uint8Array.from(data.subarray(start, end)).buffer);
    return [name, { shape, values }];
  });
  const content = { arrays: Object.fromEntries(arrays), metadata: own };
  if (sum !== undefined) {
    const found = sumOf(content);
    if (found !== sum)
      fail(
        'SHA-256',
        found,
        `${sum}: a name, a shape or a value has changed; where that was meant, save it without ${SUM}`,
      );
  }
  return content;
}

/** Checks an array's line of the header. */
function readEntry(name: string, entry: unknown, where: string): Entry {
  const fail = (field: string, found: unknown, expected: string): never => {
    throw new InputError({ where, field: `${name} ${field}`, found, expected });
  };
  const whole = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
  checkObject(where, name, entry);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== 'F32') fail('dtype', dtype, 'F32, the one type of these arrays');
  if (!whole(shape)) return fail('shape', shape, 'a list of whole numbers');
  if (!whole(offsets) || offsets.length !== 2) {
    return fail('data_offsets', offsets, 'two whole numbers: where its bytes start and end');
  }
  const [start, end] = offsets as [number, number];
  const length = shape.includes(0) ? 0 : 4 * sizeOf(shape); // not Infinity times 0
  if (end - start !== length) {
    fail('data_offsets', offsets, `${length} bytes for shape [${shape.join(', ')}]`);
  }
  return { name, shape, start, end };
}

/** Throws an InputError unless the arrays, in whatever order, cover the bytes from `head` to `length`,
 * each once. */
function checkCover(entries: readonly Entry[], head: number, length: number, where: string): void {
  const fail = failing(where);
  let before = 0;
  for (const { name, start, end } of entries.toSorted(
    (a, b) => a.start - b.start || a.end - b.end,
  )) {
    if (start !== before) {
      const expected = `a start at ${before}, where the array before it ends`;
      fail(`${name} data_offsets`, [start, end], expected);
    }
    if (head + end > length) {
      fail('length', `${length} bytes`, `at least ${head + end} to hold ${name}`);
    }
    before = end;
  }
  if (head + before !== length) fail('length', `${length} bytes`, `${head + before}`);
}

/** UTF-8, or an InputError: what can't be decoded would come out as another name. */
function textOf(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const problem = { where, field: 'header', found: 'unreadable', expected: 'UTF-8 text' };
    throw new InputError(problem, cause);
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** SHA-256 of the JSON of [metadata, arrays], each a list sorted by name; an array is its name, type,
 * shape and the SHA-256 of its bytes. */
function sumOf({ arrays, metadata }: Safetensors): string {
  const sha256 = (content: string | Uint8Array) =>
    createHash('sha256').update(content).digest('hex');
  const sorted = <Value>(record: Record<string, Value>) =>
    Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = sorted(arrays).map(([name, { shape, values }]) => {
    return [name, 'F32', shape, sha256(bytesOf(values))];
  });
  return sha256(JSON.stringify([sorted(metadata), lines]));
}
