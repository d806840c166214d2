// What a model card tries a network on beside the test images: some of them changed, and what are no digits.
import { uniform } from '../../lib/base/random';
import type { LabeledImages } from '../../lib/data/images';
import { drawText, newCanvas, textWidth } from '../../lib/images/canvas';

/** A way to change images. */
type Change = (data: LabeledImages) => LabeledImages;

const moved = (pixels: number): Change => {
  const ways = [[0, pixels], [0, -pixels], [pixels, 0], [-pixels, 0]] as const; // biome-ignore format: one line
  return redrawn((r, c, i) => {
    const [down, right] = ways[i % 4] as (typeof ways)[number];
    return [r - down, c - right];
  });
};
const turned = (degrees: number): Change =>
  redrawn((r, c, i) => {
    const angle = ((i % 2 ? degrees : -degrees) * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return [cos * r - sin * c, sin * r + cos * c];
  });

/** What is done to images, by how a card calls it. */
export const CHANGES: Record<string, Change> = {
  'as they are': (data) => data,
  'moved by 2 pixels, each way a quarter of them': moved(2),
  'moved by 4 pixels': moved(4),
  'moved by 6 pixels': moved(6),
  'turned by 15 degrees, each way a half of them': turned(15),
  'turned by 30 degrees': turned(30),
  'turned by 60 degrees': turned(60),
  'half as large': redrawn((r, c) => [2 * r, 2 * c]),
  'half as bright': (data) => ({ ...data, images: data.images.map((ink) => ink / 2) }),
  'dark on bright': (data) => ({ ...data, images: data.images.map((ink) => 255 - ink) }),
};

/**
 * Draws each image anew: what is at (r, c), counted from its center, comes from where `source` says,
 * mixed of the four pixels around; beyond the edge there is paper.
 */
function redrawn(source: (r: number, c: number, i: number) => [number, number]): Change {
  return (data) => {
    const { rows, columns, count } = data;
    const [middleRow, middleColumn] = [(rows - 1) / 2, (columns - 1) / 2];
    const images = new Uint8Array(data.images.length);
    for (let i = 0; i < count; i++) {
      const ink = (r: number, c: number) =>
        r >= 0 && r < rows && c >= 0 && c < columns
          ? (data.images[(i * rows + r) * columns + c] as number)
          : 0;
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) {
          const [y, x] = source(r - middleRow, c - middleColumn, i);
          const [top, left] = [Math.floor(y + middleRow), Math.floor(x + middleColumn)];
          const [down, right] = [y + middleRow - top, x + middleColumn - left];
          const upper = ink(top, left) * (1 - right) + ink(top, left + 1) * right;
          const lower = ink(top + 1, left) * (1 - right) + ink(top + 1, left + 1) * right;
          images[(i * rows + r) * columns + c] = Math.round(upper * (1 - down) + lower * down);
        }
      }
    }
    return { ...data, images };
  };
}

/** Every fifth image, in a copy. */
export function everyFifth({ images, labels, ...data }: LabeledImages): LabeledImages {
  const pixels = data.rows * data.columns;
  const kept = <Values extends Uint8Array>(values: Values, size: number) =>
    values.filter((_, at) => Math.floor(at / size) % 5 === 0);
  const few = kept(labels, 1);
  return { ...data, images: kept(images, pixels), labels: few, count: few.length };
}

/** Images that are no handwritten digits, by how a card calls them. */
export function otherImages(): [string, LabeledImages][] {
  const next = uniform('noise');
  const noise = Array.from({ length: 100 }, () =>
    Array.from({ length: 784 }, () => Math.floor(256 * next())),
  );
  return [
    ['printed digits', imagesOf([...'0123456789'].map(printed))],
    ['printed capital letters', imagesOf([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map(printed))],
    ['noise, each pixel at random', imagesOf(noise)],
    ['blank paper', imagesOf([new Array<number>(784).fill(0)])],
  ];
}

/** The pixels of a character, bright on dark. */
function printed(character: string): number[] {
  const canvas = newCanvas(28, 28);
  drawText(canvas, character, Math.round((28 - textWidth(character)) / 2), 1);
  return Array.from({ length: 784 }, (_, at) => 255 - (canvas.pixels[3 * at] as number));
}

function imagesOf(pixels: number[][]): LabeledImages {
  const labels = Uint8Array.from(pixels, (_, i) => i % 10);
  const images = Uint8Array.from(pixels.flat());
  return { images, labels, count: pixels.length, rows: 28, columns: 28 };
}
