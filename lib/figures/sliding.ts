// A window that slides over an image: what it covers at each place.
import { checkNumber, InputError } from '../base/errors';
import { outputSize } from '../base/shape';

/** Rows of numbers, each as long as the first. */
export type Rows = readonly (readonly number[])[];

/** How a window moves; pixel by pixel, without zeros, if left out. */
export interface SlidingOptions {
  /** Pixels between one place of the window and the next. */
  strides?: number;
  /** Zeros on each side of the image. */
  padding?: number;
}

/** A place of the window: which row and column of the output it gives. */
export type Place = readonly [row: number, column: number];

/** A window on its way over an image. */
export interface Sliding {
  /** The image with its zeros around it. */
  padded: number[][];
  kernelSize: number;
  strides: number;
  padding: number;
  /** Rows and columns of the output. */
  rows: number;
  columns: number;
  /** The part of the image under the window at a place, [kernelSize][kernelSize]. */
  under(place: Place): number[][];
}

/**
 * A window of `kernelSize` pixels a side sliding over `image`. Throws an InputError for ragged rows,
 * values that are no numbers, and a window that does not fit.
 */
export function sliding(
  where: string,
  image: Rows,
  kernelSize: number,
  { strides = 1, padding = 0 }: SlidingOptions,
): Sliding {
  const width = checkRows(where, 'image', image);
  const window = { kernelSize, strides, padding };
  const rows = outputSize(image.length, window, where);
  const columns = outputSize(width, window, where);
  const zeros = new Array<number>(padding).fill(0);
  const empty = Array.from(zeros, () => new Array<number>(width + 2 * padding).fill(0));
  const padded = [...empty, ...image.map((row) => [...zeros, ...row, ...zeros]), ...empty];
  return {
    padded,
    kernelSize,
    strides,
    padding,
    rows,
    columns,
    under([row, column]) {
      const [top, left] = [row * strides, column * strides];
      const covered = padded.slice(top, top + kernelSize);
      return covered.map((line) => line.slice(left, left + kernelSize));
    },
  };
}

/** What `value` makes of each place of the window, as rows. */
export function mapOf(slide: Sliding, value: (covered: Rows) => number): number[][] {
  return Array.from({ length: slide.rows }, (_, row) =>
    Array.from({ length: slide.columns }, (_, column) => value(slide.under([row, column]))),
  );
}

/** Throws an InputError unless there are as many rows as each has finite numbers. */
export function checkSquare(where: string, field: string, rows: Rows): void {
  if (checkRows(where, field, rows) === rows.length) return;
  const found = `${rows.length} rows of ${rows[0]?.length}`;
  throw new InputError({ where, field, found, expected: 'a square' });
}

/** Throws an InputError unless all rows have as many finite numbers as the first; gives how many. */
function checkRows(where: string, field: string, rows: Rows): number {
  const width = rows[0]?.length ?? 0;
  if (width === 0) {
    throw new InputError({ where, field, found: 'empty', expected: 'rows of numbers' });
  }
  for (const [i, row] of rows.entries()) {
    if (row.length !== width) {
      const found = `${row.length} long`;
      throw new InputError({ where, field: `${field}[${i}]`, found, expected: `${width} values` });
    }
    for (const [j, value] of row.entries()) checkNumber(where, `${field}[${i}][${j}]`, value);
  }
  return width;
}

/**
 * Places worth showing: all where they are few; else every place of the row `through`, and of the
 * other rows the last place, so that the output grows by a row.
 */
export function placesThrough(through: number, { rows, columns }: Sliding): Place[] {
  const all = rows * columns <= 60;
  return Array.from({ length: rows }, (_, row) =>
    all || row === through
      ? Array.from({ length: columns }, (_, column): Place => [row, column])
      : [[row, columns - 1] as Place],
  ).flat();
}
