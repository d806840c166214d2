// Numbers in half precision, and bytes as text that a script can hold.
import { constants, deflateRawSync } from 'node:zlib';
import { fromHalf } from './page/from-half';

/** A float32 as the nearest IEEE 754 half: 1 bit sign, 5 exponent, 10 fraction; ties to even. */
export function toHalf(value: number): number {
  const bits = new Uint32Array(new Float32Array([value]).buffer)[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const fraction = bits & 0x7fffff;
  if (exponent >= 31) return sign | 0x7c00 | (exponent === 143 && fraction > 0 ? 0x200 : 0);
  if (exponent <= 0)
    return exponent < -10 ? sign : sign | round(fraction | 0x800000, 14 - exponent);
  return sign | round((exponent << 23) | fraction, 13); // a carry goes on into the exponent
}

function round(value: number, bits: number): number {
  const [kept, rest, half] = [value >>> bits, value & ((1 << bits) - 1), 1 << (bits - 1)];
  return kept + (rest > half || (rest === half && kept % 2 === 1) ? 1 : 0);
}

/**
 * Arrays in half precision, all high bytes before all low ones, deflated by their frequencies alone:
 * a seventh smaller, since signs and exponents repeat and fractions do not.
 */
export function packHalves(arrays: readonly Float32Array[]): { bytes: Uint8Array; count: number } {
  const halves = arrays.flatMap((array) => Array.from(array, toHalf));
  const planes = Buffer.from([
    ...halves.map((half) => half >>> 8),
    ...halves.map((half) => half & 255),
  ]);
  const bytes = deflateRawSync(planes, {
    level: 9,
    memLevel: 9,
    strategy: constants.Z_HUFFMAN_ONLY,
  });
  return { bytes, count: halves.length };
}

/**
 * Bytes as text, two a character, for a UTF-16 file: a third smaller than base64. What a script's string
 * or UTF-16 itself does not allow stands behind an escape.
 */
export function bytesToText(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 2) {
    const unit = (bytes[at] as number) | ((bytes[at + 1] ?? 0) << 8);
    if (unit >= 0xd800 && unit < 0xe000)
      parts.push(ESCAPE, String.fromCharCode(unit - 0xd800 + 0x100));
    else if (unit < 0x20 || unit === 0x22 || unit === 0x5c) {
      parts.push(ESCAPE, String.fromCharCode(unit + 0x1000));
    } else parts.push(String.fromCharCode(unit));
  }
  return parts.join('');
}

const ESCAPE = '\x01';

/** A script file in UTF-16, whose first mark a browser believes over what a server says. */
export const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

/** A float32 rounded to the nearest half. */
export const roundToHalf = (value: number) => fromHalf(toHalf(value));
