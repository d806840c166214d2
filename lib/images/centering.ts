// MNIST's preparation of a digit: scaled to fit 20x20, and moved until its center of mass is in the
// middle of 28x28. Plain arithmetic, so that a page in the browser runs this very file.
// Source: the page of the MNIST database (Y. LeCun, C. Cortes, C. Burges) tells of both steps. In the
// published training images the longer side is 20 pixels (19 in 13 of 60,000), and the centers of mass
// lie around row 14.0 and column 14.0, never more than half a pixel away: whole pixels were moved.

/** One value for each pixel, row by row. */
export interface GrayImage {
  values: Float32Array;
  width: number;
  height: number;
}

/** A rectangle of pixels in an image. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The side of MNIST's images, and of the square that a digit fits in, in pixels. */
export const SIDE = 28;
const DIGIT = 20;
/** The row and column where the center of mass goes. */
const CENTER = 14;

/** A digit as MNIST would have it, and the steps on the way. */
export interface Prepared {
  /** Where the ink was. */
  box: Box;
  /** Where it is in `centered`. */
  place: Box;
  /** [28, 28]: scaled, its box in the middle. */
  scaled: GrayImage;
  /** [28, 28]: scaled, its center of mass in the middle, as MNIST's images are. */
  centered: GrayImage;
}

/**
 * A digit, 0 for paper to 1 for ink, as MNIST would have it, with the steps on the way; null where all
 * is paper.
 */
export function prepareDigit(image: GrayImage): Prepared | null {
  const box = inkBox(image);
  if (!box) return null;
  const scale = DIGIT / Math.max(box.width, box.height);
  const width = Math.max(1, Math.round(box.width * scale));
  const height = Math.max(1, Math.round(box.height * scale));
  const digit = strengthen(resize(image, box, width, height));
  const middle = (size: number) => Math.round((SIDE - size) / 2);
  const { row, column } = centerOfMass(digit);
  // Never so far that ink would leave the image.
  const shift = (center: number, size: number) =>
    Math.min(SIDE - size, Math.max(0, Math.round(CENTER - center)));
  const [left, top] = [shift(column, width), shift(row, height)];
  return {
    box,
    place: { left, top, width, height },
    scaled: paste(digit, middle(width), middle(height)),
    centered: paste(digit, left, top),
  };
}

/** The whole image shrunk to 28x28 as it is: what a network gets without the preparation. */
export function shrink(image: GrayImage): GrayImage {
  return resize(image, { left: 0, top: 0, width: image.width, height: image.height }, SIDE, SIDE);
}

/** The smallest box around all pixels above 0, or null. */
function inkBox({ values, width, height }: GrayImage): Box | null {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!((values[y * width + x] as number) > 0)) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  if (right < 0) return null;
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** The part of an image inside `box` in another size: each new pixel is the mean of what it covers. */
export function resize(image: GrayImage, box: Box, width: number, height: number): GrayImage {
  const columns = covers(box.left, box.width, width);
  const rows = covers(box.top, box.height, height);
  const values = new Float32Array(width * height);
  for (const [y, row] of rows.entries()) {
    for (const [x, column] of columns.entries()) {
      let sum = 0;
      for (const [i, down] of row) {
        for (const [j, across] of column) {
          sum += down * across * (image.values[i * image.width + j] as number);
        }
      }
      values[y * width + x] = sum;
    }
  }
  return { values, width, height };
}

/** For each of `count` new pixels, the old ones that it covers, each with its share. */
function covers(start: number, length: number, count: number): [old: number, share: number][][] {
  const step = length / count;
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [i * step, (i + 1) * step];
    const pixels: [number, number][] = [];
    for (let old = Math.floor(from); old < Math.min(to, length); old++) {
      const part = Math.min(to, old + 1) - Math.max(from, old);
      if (part > 0) pixels.push([start + old, part / step]);
    }
    return pixels;
  });
}

/** Scales the values so that the largest is 1, as the darkest pixel of MNIST's images is. */
function strengthen({ values, ...size }: GrayImage): GrayImage {
  const largest = values.reduce((max, value) => Math.max(max, value), 0);
  return { ...size, values: values.map((value) => value / largest) };
}

function centerOfMass({ values, width }: GrayImage): { row: number; column: number } {
  let [mass, row, column] = [0, 0, 0];
  for (const [i, value] of values.entries()) {
    mass += value;
    row += value * Math.floor(i / width);
    column += value * (i % width);
  }
  return { row: row / mass, column: column / mass };
}

function paste(digit: GrayImage, left: number, top: number): GrayImage {
  const values = new Float32Array(SIDE * SIDE);
  for (let y = 0; y < digit.height; y++) {
    const row = digit.values.subarray(y * digit.width, (y + 1) * digit.width);
    values.set(row, (top + y) * SIDE + left);
  }
  return { values, width: SIDE, height: SIDE };
}
