// Numbers to colors: from paper to ink, and from blue over paper to red.

type Color = readonly [number, number, number];

export interface Palette {
  /** For amounts from 0 up. */
  amount: Uint8ClampedArray; // [256 * 3]
  /** For values on both sides of 0, which is in the middle. */
  signed: Uint8ClampedArray;
}

const LIGHT = palette(
  [
    [255, 255, 255],
    [190, 212, 232],
    [92, 145, 196],
    [24, 78, 138],
    [8, 26, 60],
  ],
  [
    [5, 60, 130],
    [92, 155, 210],
    [255, 255, 255],
    [226, 130, 100],
    [150, 30, 30],
  ],
);
const DARK = palette(
  [
    [24, 28, 33],
    [36, 66, 104],
    [64, 124, 186],
    [142, 196, 240],
    [244, 250, 255],
  ],
  [
    [150, 205, 255],
    [50, 110, 180],
    [24, 28, 33],
    [180, 86, 60],
    [255, 176, 140],
  ],
);

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The colors for the page as it is now. */
export const currentPalette = (): Palette => (dark.matches ? DARK : LIGHT);

/** Calls when the page turns dark or light. */
export const onPaletteChange = (call: () => void) => dark.addEventListener('change', call);

function palette(amount: readonly Color[], signed: readonly Color[]): Palette {
  return { amount: ramp(amount), signed: ramp(signed) };
}

function ramp(stops: readonly Color[]): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: 256 * 3 }, (_, i) => {
    const place = (Math.floor(i / 3) / 255) * (stops.length - 1);
    const left = Math.min(stops.length - 2, Math.floor(place));
    const [from, to] = [stops[left] as Color, stops[left + 1] as Color];
    const channel = (i % 3) as 0 | 1 | 2;
    return from[channel] + (to[channel] - from[channel]) * (place - left);
  });
}
