// The scripts' packed bytes, back to numbers.
import { fromHalf } from './from-half';

/** Text in which each character is two bytes or an escape, to bytes. */
export function textToBytes(text: string, length: number): Uint8Array {
  const units = new Uint16Array(Math.ceil(length / 2));
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    let unit = text.charCodeAt(i);
    if (unit === 1) {
      const escaped = text.charCodeAt(++i);
      unit = escaped < 0x1000 ? escaped - 0x100 + 0xd800 : escaped - 0x1000;
    }
    units[at++] = unit;
  }
  return new Uint8Array(units.buffer, 0, length);
}

export const base64ToBytes = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

export async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  const whole = stream.pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(whole).arrayBuffer());
}

/** Halves, all high bytes before all low ones, as float32. */
export function unpackHalves(planes: Uint8Array, count: number): Float32Array {
  const table = Float32Array.from({ length: 65536 }, (_, half) => fromHalf(half));
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const half = ((planes[i] as number) << 8) | (planes[count + i] as number);
    values[i] = table[half] as number;
  }
  return values;
}
