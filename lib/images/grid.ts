// Grids of images: digits, feature maps, filters.
import { InputError } from '../base/errors';
import { extent, format, type Numbers } from '../figures/numbers';
import type { tf } from '../tensorflow/runtime';
import { type Colors, colorTable } from './colors';
import { type GridShape, type LayoutOptions, layoutGrid } from './grid-layout';
import { type Picture, paint } from './paint';

/** Images as plain numbers: `values` of shape [N, H, W, C], C being 1 or 3. */
export interface ImageData {
  values: Numbers;
  shape: readonly number[];
}

/** How a grid is laid out and colored. */
export interface GridOptions extends Omit<LayoutOptions, 'bar'> {
  /**
   * The values of the first and the last color: two numbers; `common`, the grid's lowest and
   * highest (the default); `symmetric`, as far below zero as above; `each`, every image's own
   * lowest and highest, for looking at shapes where amounts do not matter.
   */
  range?: readonly [number, number] | 'common' | 'symmetric' | 'each';
  /** Diverging for `symmetric` ranges and gray otherwise, if left out. */
  colors?: Colors;
  /** The bar of colors with its two numbers; there for one-channel images with one range. */
  scaleBar?: boolean;
  /** What the numbers of the bar measure. */
  unit?: string;
  /** What the grid shows, for those who cannot see it; its first half if it has a second. */
  alt?: string;
}

/**
 * Draws images [N, H, W, 1] or [N, H, W, 3] in a grid, each pixel a sharp square, with one
 * color scale for all. NaN is magenta. Throws an InputError for other shapes, for labels that
 * do not match, and for a range without extent.
 */
export function imageGrid(images: tf.Tensor | ImageData, options: GridOptions = {}): Picture {
  const { values, shape } = readImages('imageGrid', images);
  const { range = 'common', unit = '' } = options;
  const table = colorTable(options.colors ?? (range === 'symmetric' ? 'diverging' : 'gray'));
  const ends = endsOf(values, range);
  const bar = options.scaleBar ?? (shape[3] === 1 && range !== 'each');
  const texts = [format(ends[0]), `${format(ends[1])}${unit && ` ${unit}`}`] as const;
  const layout = layoutGrid(shape, { ...options, bar: bar ? texts : undefined });
  const length = values.length / shape[0];
  const own = (image: number) =>
    Array.from({ length }, (_, p) => values[image * length + p] as number);
  const look = (image: number) => ({
    range: range === 'each' ? endsOf(own(image), 'common') : ends,
    table,
  });
  const scale = range === 'each' ? '' : ` from ${texts[0]} to ${texts[1]}`;
  return paint(values, shape, layout, look, describe(options, shape, layout.columns, scale));
}

/** The numbers and the shape of images. Throws an InputError unless [N, H, W, 1] or [N, H, W, 3]. */
function readImages(
  where: string,
  images: tf.Tensor | ImageData,
): { values: Numbers; shape: GridShape } {
  const values = 'dataSync' in images ? images.dataSync() : images.values;
  const [count = 0, height = 0, width = 0, channels = 0] = images.shape;
  const elements = count * height * width * channels;
  const fits = elements > 0 && elements === values.length && [1, 3].includes(channels);
  if (images.shape.length === 4 && fits) return { values, shape: [count, height, width, channels] };
  const found = `[${images.shape.join(', ')}] with ${values.length} values`;
  const expected = '[N, H, W, 1] or [N, H, W, 3], none of them 0';
  throw new InputError({ where, field: 'shape', found, expected });
}

/** The values of the first and the last color. Throws an InputError for a range without extent. */
function endsOf(values: Numbers, range: GridOptions['range']): [number, number] {
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

function describe(
  { alt = 'Images', labels = [], rowLabels = [], columnLabels = [] }: GridOptions,
  [count, height, width]: GridShape,
  columns: number,
  scale: string,
): string {
  const list = (what: string, texts: readonly string[]) =>
    texts.length === 0
      ? ''
      : `; ${what} ${texts.slice(0, 30).join(', ')}${texts.length > 30 ? ' …' : ''}`;
  const texts = `${list('rows', rowLabels)}${list('columns', columnLabels)}${list('labeled', labels)}`;
  return `${alt}: ${count} of ${height} x ${width} pixels, ${columns} a row${scale && `; colors${scale}`}${texts}.`;
}
