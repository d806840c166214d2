// Images before and after something, and what changed.
import { checkNumber, InputError } from '../base/errors';
import { format, type Numbers } from '../figures/numbers';
import type { tf } from '../tensorflow/runtime';
import { colorTable } from './colors';
import { endsOf, type ImageData, readImages } from './grid';
import { layoutGrid } from './grid-layout';
import { type Picture, paint } from './paint';

export interface CompareOptions {
  /** How many of those that changed most are shown; 8 if left out. */
  most?: number;
  /** How many of those that changed least; 4 if left out. */
  least?: number;
  /** The names of all images, of which those shown stand above them; their numbers if left out. */
  names?: readonly string[];
  /** The words left of the three rows. */
  rows?: readonly [before: string, after: string, difference: string];
  /** CSS pixels for each pixel of an image, in halves. */
  zoom?: number;
  /** What is compared, for those who cannot see it. */
  alt?: string;
}

/**
 * A column for each image: before, after, and after - before below each other, those that changed
 * most first. Both images of a column share their own scale of gray; all differences share one, blue
 * below zero and red above, whose ends the bar says. How much an image changed is the length of its
 * difference as a vector. Throws an InputError unless both are [N, H, W, 1] of one shape.
 */
export function compareImages(
  before: tf.Tensor | ImageData,
  after: tf.Tensor | ImageData,
  options: CompareOptions = {},
): Picture {
  const where = 'compareImages';
  const [first, second] = [readImages(where, before), readImages(where, after)];
  const [count, height, width, channels] = first.shape;
  if (channels !== 1 || second.shape.some((side, axis) => side !== first.shape[axis])) {
    const found = `[${first.shape.join(', ')}] and [${second.shape.join(', ')}]`;
    throw new InputError({ where, field: 'shapes', found, expected: 'two of one [N, H, W, 1]' });
  }
  const { most = 8, least = 4, rows = ['before', 'after', 'difference'] } = options;
  checkNumber(where, 'most', most, { low: 1, whole: true });
  checkNumber(where, 'least', least, { low: 0, whole: true });
  const length = height * width;
  const part = (values: Numbers, image: number) =>
    Array.from({ length }, (_, p) => values[image * length + p] as number);
  const pairs = Array.from({ length: count }, (_, image) => {
    const [old, young] = [part(first.values, image), part(second.values, image)];
    const difference = young.map((value, p) => value - (old[p] as number));
    const change = Math.hypot(...difference);
    return { name: options.names?.[image] ?? String(image), old, young, difference, change };
  }).sort((a, b) => b.change - a.change);
  const shown = pairs.filter((_, rank) => rank < most || rank >= Math.max(most, count - least));
  const differences = endsOf(
    shown.flatMap(({ difference }) => difference),
    'symmetric',
  );
  const columns = shown.length;
  const bar = [format(differences[0]), format(differences[1])] as const;
  const layout = layoutGrid([3 * columns, height, width, 1], {
    columns,
    columnLabels: shown.map(({ name }) => name),
    rowLabels: rows,
    zoom: options.zoom,
    bar,
  });
  const gray = colorTable('gray');
  const diverging = colorTable('diverging');
  const scales = shown.map(({ old, young }) => endsOf([...old, ...young], 'common'));
  return paint(
    [
      ...shown.flatMap(({ old }) => old),
      ...shown.flatMap(({ young }) => young),
      ...shown.flatMap(({ difference }) => difference),
    ],
    [3 * columns, height, width, 1],
    layout,
    (image) =>
      image < 2 * columns
        ? { range: scales[image % columns] ?? [0, 1], table: gray }
        : { range: differences, table: diverging },
    `${options.alt ?? 'Images'}: ${columns} of ${count}, those that changed most first; rows ${rows.join(', ')}; differences from ${bar[0]} to ${bar[1]}; columns ${shown.map(({ name }) => name).join(', ')}.`,
  );
}
