// Where everything in a grid of images stands, in device pixels.
import { checkNumber, InputError } from '../base/errors';
import { textHeight, textWidth } from './canvas';

/** The number of images, and the size of each. */
export type GridShape = readonly [count: number, height: number, width: number, channels: number];

/** How a grid is laid out, and what is written in it. */
export interface LayoutOptions {
  /** Images in a row; if left out as many as fit, up to about ten. */
  columns?: number;
  /** A short text under each image. */
  labels?: readonly string[];
  /** A short text left of each row. */
  rowLabels?: readonly string[];
  /** A short text above each column. */
  columnLabels?: readonly string[];
  /**
   * CSS pixels for each pixel of an image, in halves; if left out about 56 for the whole image, or what
   * `columns` have room for.
   */
  zoom?: number;
  /** The texts at the ends of the bar of colors, if there is one. */
  bar?: readonly [low: string, high: string];
}

/** A text and where its upper left corner stands. */
export interface PlacedText {
  text: string;
  left: number;
  top: number;
}

/** Where everything in a grid stands, in device pixels. */
export interface GridLayout {
  /** Of the whole picture. */
  width: number;
  height: number;
  columns: number;
  /** Device pixels a side of each pixel of an image. */
  size: number;
  /** The upper left corner of each image. */
  images: readonly { left: number; top: number }[];
  texts: readonly PlacedText[];
  /** The bar of colors. */
  bar?: { left: number; top: number; width: number; height: number };
}

const gap = 12;
const margin = 16;
const barWidth = 320;
const barHeight = 20;
const widest = 1520;

/** The layout of a grid. Throws an InputError for texts that do not match, and a zoom or columns of none. */
export function layoutGrid(shape: GridShape, options: LayoutOptions): GridLayout {
  const [count, height, width] = shape;
  const { labels = [], rowLabels = [], columnLabels = [], bar } = options;
  checkTexts('labels', labels, count, 'one for each image');
  const textsWidth = Math.max(0, ...[...labels, ...columnLabels].map(textWidth));
  const left = margin + (rowLabels.length > 0 ? gap + Math.max(...rowLabels.map(textWidth)) : 0);
  const top = margin + (columnLabels.length > 0 ? textHeight : 0);
  if (options.columns !== undefined)
    checkNumber('imageGrid', 'columns', options.columns, { low: 1, whole: true });
  const zoom = options.zoom ?? fittingZoom(shape, options.columns ?? 1, widest - left - margin);
  checkNumber('imageGrid', 'zoom', zoom, { low: 0.5, high: 64 });
  const size = Math.round(2 * zoom);
  const cell = {
    width: Math.max(width * size, textsWidth),
    height: height * size + (labels.length > 0 ? textHeight : 0),
  };
  const fitting = Math.max(1, Math.floor((widest - left - margin + gap) / (cell.width + gap)));
  const columns = Math.min(count, options.columns ?? Math.min(fitting, evenColumns(count)));
  const rows = Math.ceil(count / columns);
  checkTexts('rowLabels', rowLabels, rows, 'one for each row');
  checkTexts('columnLabels', columnLabels, columns, 'one for each column');
  const x = (column: number) => left + column * (cell.width + gap);
  const y = (row: number) => top + row * (cell.height + gap);
  const centered = (text: string, column: number, place: number): PlacedText => ({
    text,
    left: x(column) + Math.floor((cell.width - textWidth(text)) / 2),
    top: place,
  });
  const inset = Math.floor((cell.width - width * size) / 2);
  const right = x(columns) - gap;
  const bottom = y(rows) - gap;
  const barLeft = margin + textWidth(bar?.[0] ?? '') + gap;
  const barTop = bottom + 2 * gap;
  const barRight = bar ? barLeft + barWidth + gap + textWidth(bar[1]) : 0;
  return {
    width: even(Math.max(right, barRight) + margin),
    height: even(bottom + (bar ? 2 * gap + textHeight : 0) + margin),
    columns,
    size,
    images: Array.from({ length: count }, (_, i) => ({
      left: x(i % columns) + inset,
      top: y(Math.floor(i / columns)),
    })),
    texts: [
      ...labels.map((text, i) =>
        centered(text, i % columns, y(Math.floor(i / columns)) + height * size),
      ),
      ...columnLabels.map((text, column) => centered(text, column, margin)),
      ...rowLabels.map((text, row) => ({
        text,
        left: left - gap - textWidth(text),
        top: y(row) + Math.floor((height * size - textHeight) / 2),
      })),
      ...(bar
        ? [
            { text: bar[0], left: margin, top: barTop },
            { text: bar[1], left: barLeft + barWidth + gap, top: barTop },
          ]
        : []),
    ],
    ...(bar
      ? {
          bar: {
            left: barLeft,
            top: barTop + Math.floor((textHeight - barHeight) / 2),
            width: barWidth,
            height: barHeight,
          },
        }
      : {}),
  };
}

// About 56 CSS pixels for an image, or as many as `columns` beside each other have room for.
function fittingZoom([, height, width]: GridShape, columns: number, room: number): number {
  const usual = Math.round(112 / Math.max(height, width)) / 2;
  const most = Math.floor((room + gap) / columns - gap) / width;
  return Math.max(0.5, Math.min(usual, Math.floor(most) / 2));
}

function checkTexts(field: string, texts: readonly string[], count: number, what: string): void {
  if (texts.length === 0 || texts.length === count) return;
  const found = `${texts.length} long`;
  throw new InputError({ where: 'imageGrid', field, found, expected: `${count} texts, ${what}` });
}

// Up to ten in one row; beyond, rows of ten, or of twelve or sixteen where those come out even.
function evenColumns(count: number): number {
  return count <= 10 ? count : ([10, 12, 16].find((columns) => count % columns === 0) ?? 10);
}

function even(size: number): number {
  return size + (size % 2);
}
