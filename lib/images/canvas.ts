// A canvas of red, green and blue bytes, and text on it.
import { ink } from '../figures/theme';
import { tf } from '../tensorflow/runtime';
import { bytesOf } from './colors';
import { atlas, letters, lineHeight, widths } from './glyphs';

/** Pixels row by row, [height * width * 3] bytes. */
export interface Canvas {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** A white canvas. */
export function newCanvas(width: number, height: number): Canvas {
  return { width, height, pixels: new Uint8Array(width * height * 3).fill(255) };
}

/** The height in device pixels of a line of text. */
export const textHeight = lineHeight;

/** The width in device pixels of `text` in one line. */
export function textWidth(text: string): number {
  return glyphsOf(text).reduce((sum, glyph) => sum + (widths[glyph] as number), 0);
}

/** Writes `text` in one line, dark on what is there, its upper left corner at (left, top). */
export function drawText(canvas: Canvas, text: string, left: number, top: number): void {
  const { values, width: atlasWidth, starts } = glyphAtlas();
  const shade = bytesOf(ink);
  let x = left;
  for (const glyph of glyphsOf(text)) {
    const width = widths[glyph] as number;
    const start = starts[glyph] as number;
    for (let row = 0; row < lineHeight; row++) {
      for (let column = 0; column < width; column++) {
        const [px, py] = [x + column, top + row];
        if (px < 0 || py < 0 || px >= canvas.width || py >= canvas.height) continue;
        const cover = (values[row * atlasWidth + start + column] as number) / 255;
        const at = 3 * (py * canvas.width + px);
        for (let channel = 0; channel < 3; channel++) {
          const below = canvas.pixels[at + channel] as number;
          canvas.pixels[at + channel] = Math.round(
            below + ((shade[channel] as number) - below) * cover,
          );
        }
      }
    }
    x += width;
  }
}

/** Fills a rectangle, its upper left corner at (left, top), with one color. */
export function fill(
  canvas: Canvas,
  left: number,
  top: number,
  width: number,
  height: number,
  color: ArrayLike<number>,
): void {
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) canvas.pixels.set(color, 3 * (y * canvas.width + x));
  }
}

/** The canvas as the bytes of a PNG file. */
export function encodePng({ pixels, width, height }: Canvas): Uint8Array {
  // The backend's own method: tf.node.encodePng gives a promise, which a cell may forget.
  const backend = tf.backend() as unknown as {
    encodePng(pixels: Uint8Array, shape: number[], compression: number): tf.Tensor;
  };
  const encoded = backend.encodePng(pixels, [height, width, 3], 9);
  const [png] = encoded.dataSync() as unknown as [Uint8Array];
  encoded.dispose();
  return png;
}

// The place of each letter in the atlas; a letter that is not in it becomes '?'.
function glyphsOf(text: string): number[] {
  const unknown = letters.indexOf('?');
  return Array.from(text, (letter) => {
    const glyph = letters.indexOf(letter);
    return glyph < 0 ? unknown : glyph;
  });
}

interface Atlas {
  values: ArrayLike<number>;
  width: number;
  starts: number[];
}

let decoded: Atlas | undefined;

function glyphAtlas(): Atlas {
  if (!decoded) {
    const image = tf.node.decodePng(Buffer.from(atlas, 'base64'), 1);
    const values = image.dataSync();
    image.dispose();
    const starts: number[] = [];
    let width = 0;
    for (const glyph of widths) {
      starts.push(width);
      width += glyph;
    }
    decoded = { values, width, starts };
  }
  return decoded;
}
