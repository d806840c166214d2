// A picture in square blocks: one number for each, and back to a smooth value at each pixel.
import type { GrayImage } from './centering';

/** Blocks along the longer side of a picture. */
const COUNT = 16;
/** The smallest block, in pixels. */
const SMALLEST = 8;

/** A number for each block, row by row, and the picture that they were taken from. */
export interface Blocks {
  values: Float32Array;
  columns: number;
  rows: number;
  /** Of a block, in pixels. */
  side: number;
  picture: GrayImage;
}

/** In each block the value below which a share of its pixels lies. */
export function blockQuantiles(picture: GrayImage, share: number): Blocks {
  const { width, height } = picture;
  const side = Math.max(SMALLEST, Math.ceil(Math.max(width, height) / COUNT));
  const [columns, rows] = [Math.ceil(width / side), Math.ceil(height / side)];
  const values = new Float32Array(columns * rows).map((_, block) => {
    const [left, top] = [(block % columns) * side, Math.floor(block / columns) * side];
    const inside: number[] = [];
    for (let y = top; y < Math.min(top + side, height); y++) {
      for (let x = left; x < Math.min(left + side, width); x++) {
        inside.push(picture.values[y * width + x] as number);
      }
    }
    return quantile(inside, share);
  });
  return { values, columns, rows, side, picture };
}

/** What `choose` makes of each block and the up to eight around it. */
export function fromNeighbors(blocks: Blocks, choose: (near: number[]) => number): Blocks {
  const { columns, rows } = blocks;
  const values = blocks.values.map((_, block) => {
    const [column, row] = [block % columns, Math.floor(block / columns)];
    const near: number[] = [];
    for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
        near.push(blocks.values[y * columns + x] as number);
      }
    }
    return choose(near);
  });
  return { ...blocks, values };
}

/** A value for each pixel, linear between the middles of the blocks. */
export function spread({ values, columns, rows, side, picture }: Blocks): Float32Array {
  const { width, height } = picture;
  const across = Array.from({ length: width }, (_, x) => between(x, side, columns));
  const down = Array.from({ length: height }, (_, y) => between(y, side, rows));
  const pixels = new Float32Array(width * height);
  for (const [y, row] of down.entries()) {
    for (const [x, column] of across.entries()) {
      const along = (start: number) => {
        const before = values[start * columns + column.before] as number;
        const after = values[start * columns + column.after] as number;
        return before + (after - before) * column.part;
      };
      const above = along(row.before);
      pixels[y * width + x] = above + (along(row.after) - above) * row.part;
    }
  }
  return pixels;
}

/** The two blocks between whose middles a pixel lies, and how far it is on the way. */
function between(pixel: number, side: number, count: number) {
  const exact = Math.min(count - 1, Math.max(0, (pixel + 0.5) / side - 0.5));
  const before = Math.min(Math.max(0, count - 2), Math.floor(exact));
  return { before, after: Math.min(count - 1, before + 1), part: exact - before };
}

/** The value below which a share of the values lies. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
}
