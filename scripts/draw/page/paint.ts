// Maps on canvases, one canvas pixel for each of theirs; the style enlarges them.
import { currentPalette } from './colors';
import type { LayerMaps } from './networks';

/** How the channels of a layer lie on its canvas. */
export interface Arrangement {
  channels: number;
  columns: number;
  rows: number;
  /** Of one map. */
  height: number;
  width: number;
  gap: number;
}

/** Maps side by side, in about as many columns as rows; units as one square of pixels. */
export function arrange(shape: readonly number[]): Arrangement {
  const [height, width, channels] =
    shape.length === 3 ? (shape as [number, number, number]) : [1, 1, shape[0] as number];
  const rows = rowsOf(channels);
  const gap = shape.length === 3 ? Math.max(1, Math.round(width / 9)) : 0;
  return { channels, columns: Math.ceil(channels / rows), rows, height, width, gap };
}

/** The divisor just below the square root, if it is not too far from it. */
function rowsOf(channels: number): number {
  for (let rows = Math.floor(Math.sqrt(channels)); rows * 2 >= Math.sqrt(channels); rows--) {
    if (channels % rows === 0) return rows;
  }
  return Math.ceil(Math.sqrt(channels));
}

export const canvasSize = ({ columns, rows, width, height, gap }: Arrangement) => ({
  width: columns * (width + gap) - gap,
  height: rows * (height + gap) - gap,
});

/** Draws maps, paper at 0, and the strongest at full color. Negative values count as far as positive. */
export function paintMaps(
  canvas: HTMLCanvasElement,
  { values }: LayerMaps,
  arrangement: Arrangement,
  signed: boolean,
): void {
  const { channels, columns, width, height, gap } = arrangement;
  const size = canvasSize(arrangement);
  if (canvas.width !== size.width) Object.assign(canvas, size);
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0) || 1;
  const picture = new ImageData(size.width, size.height);
  for (let channel = 0; channel < channels; channel++) {
    const left = (channel % columns) * (width + gap);
    const top = Math.floor(channel / columns) * (height + gap);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const value = (values[(y * width + x) * channels + channel] as number) / largest;
        setPixel(picture, (top + y) * size.width + left + x, root(value), signed);
      }
    }
  }
  (canvas.getContext('2d') as CanvasRenderingContext2D).putImageData(picture, 0, 0);
}

/** A small picture of numbers [height, width]; `largest` is what has full color. */
export function picture(
  values: ArrayLike<number>,
  width: number,
  { signed = false, largest = 1, label = '', className = '' } = {},
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const height = values.length / width;
  Object.assign(canvas, { width, height, className });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', label);
  const image = new ImageData(width, height);
  for (let i = 0; i < values.length; i++) {
    setPixel(image, i, (values[i] as number) / (largest || 1), signed);
  }
  (canvas.getContext('2d') as CanvasRenderingContext2D).putImageData(image, 0, 0);
  return canvas;
}

/** Draws an image [28, 28] of 0 to 1 on a canvas, or a signed one. */
export function paintImage(canvas: HTMLCanvasElement, values: Float32Array, signed = false): void {
  const largest = signed ? values.reduce((max, v) => Math.max(max, Math.abs(v)), 0) || 1 : 1;
  const image = new ImageData(canvas.width, canvas.height);
  for (let i = 0; i < values.length; i++) {
    setPixel(image, i, (values[i] as number) / largest, signed);
  }
  (canvas.getContext('2d') as CanvasRenderingContext2D).putImageData(image, 0, 0);
}

/** Square roots let what is faint be seen, too. */
const root = (value: number) => Math.sign(value) * Math.sqrt(Math.abs(value));

/** `value` from -1 to 1. */
function setPixel({ data }: ImageData, at: number, value: number, signed: boolean): void {
  const { amount, signed: both } = currentPalette();
  const limited = Math.min(1, Math.max(signed ? -1 : 0, value));
  const color = 3 * Math.round(signed ? 127.5 + 127.5 * limited : 255 * limited);
  const table = signed ? both : amount;
  data[4 * at] = table[color] as number;
  data[4 * at + 1] = table[color + 1] as number;
  data[4 * at + 2] = table[color + 2] as number;
  data[4 * at + 3] = 255;
}
