// Images painted into a grid.
import type { Numbers } from '../figures/numbers';
import { frame, missing, quiet } from '../figures/theme';
import { type Canvas, drawText, encodePng, fill, newCanvas } from './canvas';
import { bytesOf } from './colors';
import type { GridLayout, GridShape } from './grid-layout';

/** How the numbers of one image become colors. */
export interface Look {
  /** The values of the first and the last color. */
  range: readonly [number, number];
  /** 256 colors, as `colorTable` gives them. */
  table: Uint8Array;
}

/** A picture ready to be shown: a PNG with two device pixels for each CSS pixel. */
export interface Picture {
  /** The bytes of the file. */
  png: Uint8Array;
  /** In CSS pixels. */
  width: number;
  height: number;
  /** What it shows, for those who cannot see it. */
  alt: string;
}

/** The grid as a picture, each image with its own look; the bar has the colors of the last one. */
export function paint(
  values: Numbers,
  [, height, width, channels]: GridShape,
  layout: GridLayout,
  look: (image: number) => Look,
  alt: string,
): Picture {
  const canvas = newCanvas(layout.width, layout.height);
  const length = height * width * channels;
  layout.images.forEach((place, i) => {
    const part = Array.from({ length }, (_, p) => values[i * length + p] as number);
    paintImage(canvas, part, { ...place, size: layout.size, width, channels }, look(i));
  });
  for (const { text, left, top } of layout.texts) drawText(canvas, text, left, top);
  if (layout.bar) paintBar(canvas, look(layout.images.length - 1).table, layout.bar);
  return {
    png: encodePng(canvas),
    width: canvas.width / 2,
    height: canvas.height / 2,
    alt,
  };
}

interface Place {
  left: number;
  top: number;
  width: number;
  channels: number;
  size: number;
}

function paintImage(canvas: Canvas, values: readonly number[], place: Place, look: Look): void {
  const { left, top, width, channels, size } = place;
  const [low, high] = look.range;
  const height = values.length / channels / width;
  // A frame, without which a white pixel at the edge would be lost on the white page.
  fill(canvas, left - 2, top - 2, width * size + 4, height * size + 4, bytesOf(frame));
  const level = (value: number) =>
    Math.round(255 * Math.min(1, Math.max(0, (value - low) / (high - low))));
  for (let pixel = 0; pixel < values.length / channels; pixel++) {
    const first = values[pixel * channels] as number;
    const color =
      channels === 1
        ? look.table.subarray(3 * level(first), 3 * level(first) + 3)
        : values.slice(pixel * 3, pixel * 3 + 3).map(level);
    const [x, y] = [left + (pixel % width) * size, top + Math.floor(pixel / width) * size];
    fill(canvas, x, y, size, size, Number.isNaN(first) ? bytesOf(missing) : color);
  }
}

function paintBar(canvas: Canvas, table: Uint8Array, bar: NonNullable<GridLayout['bar']>): void {
  const { left, top, width, height } = bar;
  fill(canvas, left - 1, top - 1, width + 2, height + 2, bytesOf(quiet));
  for (let x = 0; x < width; x++) {
    const color = Math.round((255 * x) / (width - 1));
    fill(canvas, left + x, top, 1, height, table.subarray(3 * color, 3 * color + 3));
  }
}
