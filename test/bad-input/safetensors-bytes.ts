// Safetensors files to read, whole and broken.
import { encodeSafetensors } from '../../lib/training/safetensors';

/** A file made by the format's rules, with nothing of our own. */
export function file(
  header: unknown,
  data: Uint8Array = new Uint8Array(0),
  size?: bigint,
): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(size ?? BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

export const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
export const entry = (shape: unknown, from: number, to: number, dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

export const example = {
  arrays: {
    'conv1/filters': { shape: [2, 1, 3], values: Float32Array.from([1, -2, 0.1, 1e-38, -0, 5]) },
    scalar: { shape: [], values: Float32Array.from([7]) },
    empty: { shape: [0, 3], values: new Float32Array(0) },
    'ünïcode "name"': { shape: [1], values: Float32Array.from([3.4e38]) },
  },
  metadata: { format: 'test', note: 'äöü "quoted"\n' },
};

export const good = encodeSafetensors(example);
export const headerSize = Number(Buffer.from(good).readBigUInt64LE(0));

/** Changes one byte of the good file. */
export function flipped(position: number): Uint8Array {
  const bytes = Uint8Array.from(good);
  bytes[position] = (bytes[position] as number) ^ 1;
  return bytes;
}

/** Two arrays of one shape and one of another, with two texts of the header, as long as each other, exchanged. */
export function exchanged(one: string, other: string): Uint8Array {
  const array = (value: number, shape: number[]) => ({
    shape,
    values: new Float32Array(6).fill(value),
  });
  const arrays = {
    'one/filters': array(1, [6]),
    'two/filters': array(2, [6]),
    wide: array(3, [2, 3]),
  };
  const bytes = Buffer.from(encodeSafetensors({ arrays, metadata: { format: 'test' } }));
  const split = 8 + Number(bytes.readBigUInt64LE(0));
  const header = bytes.toString('latin1', 8, split);
  const mark = '\u0000'.repeat(one.length);
  const changed = header.replace(one, mark).replace(other, one).replace(mark, other);
  return Buffer.concat([
    bytes.subarray(0, 8),
    Buffer.from(changed, 'latin1'),
    bytes.subarray(split),
  ]);
}
