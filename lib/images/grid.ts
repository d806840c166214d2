// Grids of images: digits, feature maps, filters.
import type { Tensor } from '@tensorflow/tfjs-node';
import { checkNumber, InputError } from '../base/errors';
import { extent, format, type Numbers } from '../figures/numbers';
import { type Canvas, drawText, encodePng, fill, newCanvas, textHeight, textWidth } from './canvas';
import { type Colors, colorTable } from './colors';

/** Images as plain numbers: `values` of shape [N, H, W, C], C being 1 or 3. */
export interface ImageData {
  values: Numbers;
  shape: readonly number[];
}

export interface GridOptions {
  columns?: number;
  /** A short text under each image. */
  labels?: readonly string[];
  /**
   * The values of the first and the last colour: two numbers; `common`, the grid's lowest and
   * highest (the default); `symmetric`, as far below zero as above; `each`, every image's own
   * lowest and highest, for looking at shapes where amounts do not matter.
   */
  range?: readonly [number, number] | 'common' | 'symmetric' | 'each';
  /** Diverging for `symmetric` ranges and grey otherwise, if left out. */
  colors?: Colors;
  /** CSS pixels for each pixel of an image, in halves; about 56 for the whole image if left out. */
  zoom?: number;
  /** The bar of colours with its two numbers; there for one-channel images with one range. */
  scaleBar?: boolean;
  /** What the numbers of the bar measure. */
  unit?: string;
  /** What the grid shows, for those who cannot see it; its first half if it has a second. */
  alt?: string;
}

/** A picture ready to be shown: a PNG with two device pixels for each CSS pixel. */
export interface Picture {
  png: Uint8Array;
  /** In CSS pixels. */
  width: number;
  height: number;
  alt: string;
}

// All in device pixels.
const gap = 12;
const margin = 16;
const barLength = 320;
const barHeight = 20;
const frame = [208, 215, 222];

/**
 * Draws images [N, H, W, 1] or [N, H, W, 3] in a grid, each pixel a sharp square, with one
 * colour scale for all. NaN is magenta. Throws an InputError for other shapes, for labels that
 * do not match N, and for a range without extent.
 */
export function imageGrid(images: Tensor | ImageData, options: GridOptions = {}): Picture {
  const values = 'dataSync' in images ? images.dataSync() : images.values;
  const [count, height, width, channels] = checkShape(images.shape, values.length);
  const { labels = [], range = 'common', unit = '' } = options;
  if (labels.length > 0 && labels.length !== count) {
    const found = `${labels.length} long`;
    const expected = `${count} labels, one for each image`;
    throw new InputError({ where: 'imageGrid', field: 'labels', found, expected });
  }
  const zoom = options.zoom ?? Math.max(0.5, Math.round(112 / Math.max(height, width)) / 2);
  checkNumber('imageGrid', 'zoom', zoom, { low: 0.5, high: 64 });
  const size = Math.round(2 * zoom);
  const colors = options.colors ?? (range === 'symmetric' ? 'diverging' : 'grey');
  const ends = commonEnds(values, range);

  const labelWidth = Math.max(0, ...labels.map(textWidth));
  const cellWidth = Math.max(width * size, labelWidth);
  const cellHeight = height * size + (labels.length > 0 ? textHeight : 0);
  const fitting = Math.max(1, Math.floor((1520 - 2 * margin + gap) / (cellWidth + gap)));
  const columns = Math.min(count, options.columns ?? Math.min(fitting, evenColumns(count)));
  checkNumber('imageGrid', 'columns', columns, { low: 1, whole: true });
  const rows = Math.ceil(count / columns);
  const bar = options.scaleBar ?? (channels === 1 && range !== 'each');
  const barText = bar ? [format(ends[0]), `${format(ends[1])}${unit && ` ${unit}`}`] : [];
  const barWidth = bar ? barLength + gap * 2 + textWidth(barText.join('')) : 0;
  const gridWidth = columns * (cellWidth + gap) - gap;
  const gridHeight = rows * (cellHeight + gap) - gap;
  const canvas = newCanvas(
    even(Math.max(gridWidth, barWidth) + 2 * margin),
    even(gridHeight + (bar ? gap * 2 + textHeight : 0) + 2 * margin),
  );

  const table = colorTable(colors);
  const length = height * width * channels;
  for (let i = 0; i < count; i++) {
    const left = margin + (i % columns) * (cellWidth + gap);
    const top = margin + Math.floor(i / columns) * (cellHeight + gap);
    const inset = Math.floor((cellWidth - width * size) / 2);
    const part = Array.from({ length }, (_, p) => values[i * length + p] as number);
    const scale = range === 'each' ? commonEnds(part, 'common') : ends;
    drawImage(canvas, part, { left: left + inset, top, width, channels, size, scale, table });
    const label = labels[i] ?? '';
    const labelLeft = left + Math.floor((cellWidth - textWidth(label)) / 2);
    drawText(canvas, label, labelLeft, top + height * size);
  }
  if (bar) drawBar(canvas, table, barText, margin + gridHeight + 2 * gap);
  return {
    png: encodePng(canvas),
    width: canvas.width / 2,
    height: canvas.height / 2,
    alt: describe(options, [count, height, width, columns], range === 'each' ? undefined : ends),
  };
}

interface Place {
  left: number;
  top: number;
  width: number;
  channels: number;
  /** Device pixels a side of each pixel. */
  size: number;
  scale: readonly [number, number];
  table: Uint8Array;
}

function drawImage(canvas: Canvas, values: readonly number[], place: Place): void {
  const { left, top, width, channels, size, scale, table } = place;
  const height = values.length / channels / width;
  // A frame, without which a white pixel at the edge would be lost on the white page.
  fill(canvas, left - 2, top - 2, width * size + 4, height * size + 4, frame);
  const level = (value: number) =>
    Math.round(255 * Math.min(1, Math.max(0, (value - scale[0]) / (scale[1] - scale[0]))));
  for (let pixel = 0; pixel < values.length / channels; pixel++) {
    const first = values[pixel * channels] as number;
    const color =
      channels === 1
        ? table.subarray(3 * level(first), 3 * level(first) + 3)
        : values.slice(pixel * 3, pixel * 3 + 3).map(level);
    const [x, y] = [left + (pixel % width) * size, top + Math.floor(pixel / width) * size];
    fill(canvas, x, y, size, size, Number.isNaN(first) ? [255, 0, 255] : color);
  }
}

function drawBar(canvas: Canvas, table: Uint8Array, text: readonly string[], top: number): void {
  const [low, high] = [text[0] ?? '', text[1] ?? ''];
  const left = margin + textWidth(low) + gap;
  drawText(canvas, low, margin, top);
  const y = top + Math.floor((textHeight - barHeight) / 2);
  fill(canvas, left - 1, y - 1, barLength + 2, barHeight + 2, [87, 96, 106]);
  for (let x = 0; x < barLength; x++) {
    const color = Math.round((255 * x) / (barLength - 1));
    fill(canvas, left + x, y, 1, barHeight, table.subarray(3 * color, 3 * color + 3));
  }
  drawText(canvas, high, left + barLength + gap, top);
}

function commonEnds(values: Numbers, range: GridOptions['range']): [number, number] {
  if (Array.isArray(range)) {
    const [low, high] = range as [number, number];
    if (low < high) return [low, high];
    const expected = 'two numbers, the lower first';
    throw new InputError({ where: 'imageGrid', field: 'range', found: [low, high], expected });
  }
  const [low, high] = extent(values);
  if (Number.isNaN(low)) return [0, 1];
  if (range === 'symmetric') {
    const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return [-reach, reach];
  }
  return low < high ? [low, high] : [low, low + 1];
}

function checkShape(
  shape: readonly number[],
  length: number,
): [count: number, height: number, width: number, channels: number] {
  const [count = 0, height = 0, width = 0, channels = 0] = shape;
  const elements = count * height * width * channels;
  if (shape.length === 4 && elements > 0 && elements === length && [1, 3].includes(channels)) {
    return [count, height, width, channels];
  }
  const found = `[${shape.join(', ')}] with ${length} values`;
  const expected = '[N, H, W, 1] or [N, H, W, 3], none of them 0';
  throw new InputError({ where: 'imageGrid', field: 'shape', found, expected });
}

// Up to ten in one row; beyond, rows of ten, or of twelve or sixteen where those come out even.
function evenColumns(count: number): number {
  return count <= 10 ? count : ([10, 12, 16].find((columns) => count % columns === 0) ?? 10);
}

function even(size: number): number {
  return size + (size % 2);
}

function describe(
  { alt, labels = [], unit = '' }: GridOptions,
  [count, height, width, columns]: readonly [number, number, number, number],
  ends: readonly [number, number] | undefined,
): string {
  const what = alt ?? 'Images';
  const shown = labels.slice(0, 30).join(', ') + (labels.length > 30 ? ' …' : '');
  const scale = ends ? `; colours from ${format(ends[0])} to ${format(ends[1])} ${unit}` : '';
  return `${what}: ${count} of ${height} x ${width} pixels, ${columns} a row${scale.trimEnd()}${shown ? `; labelled ${shown}` : ''}.`;
}
