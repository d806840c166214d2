// A photo, scan or drawing of digits, to images as MNIST has them.
import { InputError } from '../base/errors';
import { tf } from '../tensorflow/runtime';
import { type Box, type GrayImage, prepareDigit, resize, SIDE, shrink } from './centering';
import { splitDigits } from './components';
import type { ImageData } from './grid';
import { flatten, separateInk } from './paper';
import { decodePicture } from './picture-file';

/** The longer side, in pixels, at which a picture is looked at. */
const LARGEST = 1000;

/** How a picture is read. */
export interface PictureOptions {
  /** Takes all ink as one digit, however many pieces it is in. */
  single?: boolean;
}

/** The digits of a picture, and every step on the way to them, ready for `imageGrid`. */
export interface PictureDigits {
  /** float32 [N, 28, 28, 1], 0 for paper to 1 for ink, in reading order. Whoever asked disposes of it. */
  images: tf.Tensor4D;
  /** Each digit's place in `gray`, in pixels. */
  boxes: Box[];
  /** [1, H, W, 1]: the picture's brightness, upright, at most 1000 pixels a side. */
  gray: ImageData;
  /** [1, H, W, 1]: what the paper's brightness would be without the ink. */
  paper: ImageData;
  /** [1, H, W, 1]: 0 for paper to 1 for ink. */
  ink: ImageData;
  /** [N, 28, 28, 1]: each digit scaled to 20 pixels, its box in the middle. */
  scaled: ImageData;
  /** [N, 28, 28, 1]: the same, its center of mass in the middle: `images` as plain numbers. */
  centered: ImageData;
  /** [N, 28, 28, 1]: what the whole picture (or, of several digits, a square around each) shrinks to. */
  unprepared: ImageData;
}

/**
 * Reads the digits in a PNG or JPEG file: dark on bright or bright on dark, one or several that do not
 * touch, transparent pixels being paper. Throws an InputError that names the file if it is missing, not
 * such a picture or too large, or has no ink on it.
 */
export function readPicture(file: string, { single = false }: PictureOptions = {}): PictureDigits {
  const decoded = decodePicture(file);
  const gray = reduce(flatten(decoded.gray, decoded.alpha));
  const { paper, ink } = separateInk(gray, file);
  const whole = { box: { left: 0, top: 0, width: ink.width, height: ink.height }, digit: ink };
  const digits = (single ? [whole] : splitDigits(ink)).flatMap(({ box, digit }) => {
    const prepared = prepareDigit(digit);
    if (!prepared) return [];
    const { left, top, width, height } = prepared.box;
    const place = { left: box.left + left, top: box.top + top, width, height };
    return [{ ...prepared, box: place }];
  });
  if (digits.length === 0) {
    const found = 'nothing but specks';
    throw new InputError({ where: file, field: 'ink', found, expected: 'at least one digit' });
  }
  const centered = stack(digits.map((digit) => digit.centered));
  const alone = digits.length === 1;
  return {
    images: tf.tensor4d(centered.values as Float32Array, [digits.length, SIDE, SIDE, 1]),
    boxes: digits.map(({ box }) => box),
    gray: stack([gray]),
    paper: stack([paper]),
    ink: stack([ink]),
    scaled: stack(digits.map((digit) => digit.scaled)),
    centered,
    unprepared: stack(digits.map(({ box }) => shrink(square(ink, alone ? whole.box : box)))),
  };
}

function reduce(image: GrayImage): GrayImage {
  const { width, height } = image;
  const scale = LARGEST / Math.max(width, height);
  if (scale >= 1) return image;
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return resize(image, { left: 0, top: 0, width, height }, side(width), side(height));
}

/** A square part of a sheet with `box` in its middle, paper where the sheet ends. */
function square(sheet: GrayImage, box: Box): GrayImage {
  const side = Math.max(box.width, box.height);
  const left = box.left - Math.floor((side - box.width) / 2);
  const top = box.top - Math.floor((side - box.height) / 2);
  const values = new Float32Array(side * side).map((_, i) => {
    const [x, y] = [left + (i % side), top + Math.floor(i / side)];
    const inside = x >= 0 && y >= 0 && x < sheet.width && y < sheet.height;
    return inside ? (sheet.values[y * sheet.width + x] as number) : 0;
  });
  return { values, width: side, height: side };
}

function stack(images: GrayImage[]): ImageData {
  const { width = 0, height = 0 } = images[0] ?? {};
  const values = new Float32Array(images.length * width * height);
  for (const [i, image] of images.entries()) values.set(image.values, i * width * height);
  return { values, shape: [images.length, height, width, 1] };
}
