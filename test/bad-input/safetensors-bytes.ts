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
