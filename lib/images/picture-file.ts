// The bytes of a picture: which kind it is, its size, how it was held, and its pixels.
import { failing } from '../base/errors';
import { readFileOrRefuse } from '../base/files';
import { tf } from '../tensorflow/runtime';
import type { GrayImage } from './centering';

/** Larger files are refused before memory is taken for them. */
const BYTES = 50_000_000;
/** A photo is decoded at a part of its size, a PNG whole: 16 bytes a pixel. */
const PIXELS = { PNG: 25_000_000, JPEG: 50_000_000 };
/** Decoding a photo may stop at a half, a quarter or an eighth of its sides, if this much is left. */
const ENOUGH = 1000;

/** Brightness from 0 to 1, and how opaque each pixel is, if the file tells. */
export interface Decoded {
  gray: GrayImage;
  alpha: Float32Array | null;
}

interface Header {
  kind: 'PNG' | 'JPEG';
  width: number;
  height: number;
  /** Exif's number for how the camera was held: 1 is upright. */
  orientation: number;
}

const OTHERS: [kind: string, magic: RegExp][] = [
  ['a GIF file', /^GIF8/],
  ['a WebP file', /^RIFF....WEBP/s],
  ['a HEIC photo', /^....ftyp(heic|heix|mif1|hevc)/s],
  ['a PDF file', /^%PDF/],
  ['a BMP file', /^BM/],
  ['a TIFF file', /^(II\*\0|MM\0\*)/],
  ['an SVG file', /^\s*<(\?xml|svg)/],
];

/** Reads a PNG or JPEG file. Throws an InputError that names it if it is missing, too large, or not one. */
export function decodePicture(file: string): Decoded {
  const bytes = readFileOrRefuse(file, 'a picture, PNG or JPEG', BYTES);
  const fail = failing(file);
  const header = pngHeader(bytes) ?? jpegHeader(bytes);
  if (!header) {
    const start = bytes.subarray(0, 32).toString('latin1');
    const other = OTHERS.find(([, magic]) => magic.test(start))?.[0];
    return fail('format', other ?? (bytes.length > 0 ? 'something else' : 'empty'), 'PNG or JPEG');
  }
  const { kind, width, height, orientation } = header;
  if (!(width * height > 0)) fail('size', `${width}x${height} pixels`, 'at least 1x1');
  if (width * height > PIXELS[kind]) {
    fail('size', `${width}x${height} pixels`, `at most ${PIXELS[kind] / 1e6} million pixels`);
  }
  const ratio = [8, 4, 2].find((one) => Math.max(width, height) / one >= ENOUGH) ?? 1;
  try {
    const image =
      kind === 'PNG' ? tf.node.decodePng(bytes, 4) : tf.node.decodeJpeg(bytes, 1, ratio);
    const [rows, columns, channels] = image.shape;
    const values = image.dataSync();
    image.dispose();
    const decoded = channels === 4 ? fromColors(values) : { gray: fractions(values), alpha: null };
    const gray = { values: decoded.gray, width: columns, height: rows };
    return { gray: turn(gray, orientation), alpha: decoded.alpha };
  } catch (error) {
    return fail('content', 'damaged or cut off', `a whole ${kind} file`, error);
  }
}

const fractions = (values: ArrayLike<number>) => Float32Array.from(values, (value) => value / 255);

/** Brightness, with the weights that JPEG uses (ITU-R BT.601), and alpha, of red, green, blue, alpha. */
function fromColors(values: ArrayLike<number>): { gray: Float32Array; alpha: Float32Array | null } {
  const count = values.length / 4;
  const [gray, alpha] = [new Float32Array(count), new Float32Array(count)];
  const channel = (i: number, which: number) => (values[4 * i + which] as number) / 255;
  for (let i = 0; i < count; i++) {
    gray[i] = 0.299 * channel(i, 0) + 0.587 * channel(i, 1) + 0.114 * channel(i, 2);
    alpha[i] = channel(i, 3);
  }
  return { gray, alpha: alpha.some((value) => value < 1) ? alpha : null };
}

function pngHeader(bytes: Buffer): Header | null {
  if (bytes.length < 24 || bytes.readUInt32BE(0) !== 0x89504e47) return null;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  return { kind: 'PNG', width, height, orientation: 1 };
}

/** Walks through the segments of a JPEG file up to the one with its size. */
function jpegHeader(bytes: Buffer): Header | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  const header: Header = { kind: 'JPEG', width: 0, height: 0, orientation: 1 };
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] as number;
    const length = bytes.readUInt16BE(at + 2);
    const sizes = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (sizes) {
      const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
      return { ...header, width, height };
    }
    if (marker === 0xe1)
      header.orientation = exifOrientation(bytes.subarray(at + 4, at + 2 + length));
    at += 2 + Math.max(2, length);
  }
  return header;
}

/** Field 0x0112 of the first directory of Exif data, or 1 where there is none. */
function exifOrientation(data: Buffer): number {
  if (data.toString('latin1', 0, 6) !== 'Exif\0\0' || data.length < 14) return 1;
  const tiff = data.subarray(6);
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const read16 = (at: number) =>
    at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const start = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const count = read16(start);
  for (let entry = 0; entry < count; entry++) {
    const at = start + 2 + 12 * entry;
    if (read16(at) === 0x0112) return Math.min(8, Math.max(1, read16(at + 8)));
  }
  return 1;
}

/** Turns and mirrors a picture as Exif's number from 1 to 8 asks, so that it is seen upright. */
function turn(image: GrayImage, orientation: number): GrayImage {
  if (orientation === 1) return image;
  const sideways = orientation >= 5;
  const [width, height] = sideways ? [image.height, image.width] : [image.width, image.height];
  const values = new Float32Array(width * height);
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBelow = [3, 4, 6, 7].includes(orientation);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [across, down] = sideways ? [y, x] : [x, y];
      const column = fromRight ? image.width - 1 - across : across;
      const row = fromBelow ? image.height - 1 - down : down;
      values[y * width + x] = image.values[row * image.width + column] as number;
    }
  }
  return { values, width, height };
}
