// Color maps: from a number between 0 and 1 to red, green and blue.
import { checkChoice } from '../base/errors';
import { diverging, gray, viridis } from '../figures/theme';

/** The color maps there are; their stops stand at even distances. */
export type Colors = keyof typeof scales;

/** 256 colors in a row, [256 * 3] bytes. Throws an InputError for a color map that there is not. */
export function colorTable(colors: Colors): Uint8Array {
  checkChoice('imageGrid', 'colors', colors, Object.keys(scales));
  const stops = scales[colors].map(([, hex]) => hex);
  const table = new Uint8Array(256 * 3);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (stops.length - 1);
    const left = Math.min(stops.length - 2, Math.floor(place));
    const part = place - left;
    for (let channel = 0; channel < 3; channel++) {
      const from = byteOf(stops[left] as string, channel);
      const to = byteOf(stops[left + 1] as string, channel);
      table[3 * i + channel] = Math.round(from + (to - from) * part);
    }
  }
  return table;
}

const scales = { gray, viridis, diverging };

/** Red, green and blue of a color like "#1f2328". */
export function bytesOf(hex: string): [number, number, number] {
  return [byteOf(hex, 0), byteOf(hex, 1), byteOf(hex, 2)];
}

function byteOf(hex: string, channel: number): number {
  return Number.parseInt(hex.slice(1 + 2 * channel, 3 + 2 * channel), 16);
}
