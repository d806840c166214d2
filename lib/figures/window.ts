// A convolution and a pooling that can be watched: a window slides over an image, and a map grows.
import type { Figure, FigureOptions } from './figure';
import { extent } from './numbers';
import { checkSquare, mapOf, type Rows, type SlidingOptions, sliding } from './sliding';
import { diverging, gray } from './theme';
import { windowLayout } from './window-layout';

/** An image, and the filter that slides over it. */
export interface ConvolutionOptions extends FigureOptions, SlidingOptions {
  /** One channel of an image: rows of pixels. */
  image: Rows;
  /** A square of weights. */
  filter: Rows;
}

/**
 * A filter sliding over an image: the pixels under it, their products with its weights, and the sum,
 * which is one pixel of the map. The slider goes through a row of the map pixel by pixel, and through
 * the others row by row. Throws an InputError for rows of unlike length, for a filter that is no
 * square, and where it does not fit.
 */
export function convolutionFigure(options: ConvolutionOptions): Figure {
  const where = 'convolutionFigure';
  const { image, filter } = options;
  checkSquare(where, 'filter', filter);
  const slide = sliding(where, image, filter.length, options);
  const products = (covered: Rows) =>
    covered.map((row, i) => row.map((value, j) => value * (filter[i]?.[j] ?? 0)));
  const sum = (covered: Rows) =>
    products(covered)
      .flat()
      .reduce((total, one) => total + one, 0);
  const [low, high] = extent(image.flat());
  const weights = symmetric(filter);
  const brightest = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const map = mapOf(slide, sum);
  return windowLayout(options, {
    slide,
    map,
    panels: [
      { name: 'window', of: (covered) => covered, colors: gray, range: [low, high] },
      { name: '× filter', of: () => filter, colors: diverging, range: weights },
      {
        name: '= products',
        of: products,
        colors: diverging,
        range: [weights[0] * brightest, weights[1] * brightest],
      },
    ],
    image: { colors: gray, range: [low, high] },
    output: { colors: diverging, range: symmetric(map) },
    result: 'sum',
    words: `A ${filter.length} x ${filter.length} filter slides over an image.`,
  });
}

/** A map, and the window that slides over it. */
export interface PoolingOptions extends FigureOptions {
  /** One channel of a map: rows of values. */
  image: Rows;
  /** Pixels a side of the window. */
  kernelSize: number;
  /** Pixels between one place of the window and the next. */
  strides: number;
}

/**
 * Max pooling: a window sliding over a map, the values under it, and the largest, which is one pixel
 * of the smaller map. Throws an InputError for rows of unlike length and a window that does not fit.
 */
export function poolingFigure(options: PoolingOptions): Figure {
  const { image, kernelSize } = options;
  const slide = sliding('poolingFigure', image, kernelSize, options);
  const [low, high] = extent(image.flat());
  const look =
    low < 0
      ? { colors: diverging, range: symmetric(image) }
      : { colors: gray, range: [low, high] as const };
  return windowLayout(options, {
    slide,
    map: mapOf(slide, (covered) => Math.max(...covered.flat())),
    panels: [{ name: 'window', of: (covered) => covered, ...look }],
    image: look,
    output: look,
    result: 'largest',
    words: `Max pooling: a ${kernelSize} x ${kernelSize} window slides over a map, ${options.strides} pixels at a time.`,
  });
}

// As far below zero as above, so that the middle color stands for zero.
function symmetric(rows: Rows): [number, number] {
  const reach = Math.max(...rows.flat().map(Math.abs)) || 1;
  return [-reach, reach];
}
