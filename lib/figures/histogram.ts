// Histograms: how often values fall where.
import { checkNumber, InputError } from '../base/errors';
import { type Figure, type FigureOptions, figure } from './figure';
import { lineTraces } from './line';
import { checkSome, extent, format, type Numbers, round } from './numbers';
import { panelFigure } from './panels';
import { axis } from './theme';

/** Sets of values, and how they are counted and drawn. */
export interface HistogramOptions extends FigureOptions {
  /** The x axis' title, with the unit. */
  x: string;
  /** The y axis' title; "share of values (%)" if left out. */
  y?: string;
  /** The sets; `color` is a color of the palette by its number. */
  series: readonly { name: string; values: Numbers; color?: number }[];
  /** How many equal parts of the range; 50 if left out. */
  bins?: number;
  /** From where to where to count; from the lowest to the highest value if left out. */
  range?: readonly [number, number];
  /** A logarithmic y axis; what is zero or less leaves a gap. */
  logY?: boolean;
  /** A panel for each set, below each other, instead of all in one frame. */
  apart?: boolean;
}

/**
 * Overlaid outlines of the distributions of several sets of values, each as the percentage of
 * its set in each bin. Only the counts go into the figure, so a million values cost no more than
 * ten. Values outside `range`, infinite ones too, count in the first or last bin; NaN does not count.
 * Throws an InputError where there is nothing to count, and for a range that holds nothing.
 */
export function histogramFigure(options: HistogramOptions): Figure {
  const { series, bins = 50, logY = false } = options;
  checkSome('histogramFigure', 'series', series);
  checkNumber('histogramFigure', 'bins', bins, { low: 1, high: 1000, whole: true });
  const range = options.range ?? commonRange(series.map(({ values }) => values));
  if (!(Number.isFinite(range[1] - range[0]) && range[0] < range[1])) {
    const found = `${range[0]} to ${range[1]}`;
    const expected = 'two numbers, the lower first';
    throw new InputError({ where: 'histogramFigure', field: 'range', found, expected });
  }
  const shares = series.map(({ name, values }) => binShares(name, values, bins, range));
  const width = (range[1] - range[0]) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, i) => round(range[0] + i * width));
  const y = options.y ?? 'share of values (%)';
  const outlines = series.map(({ name, color }, i) => {
    const share = shares[i] as number[];
    const heights = [...share, share.at(-1) as number];
    return { name, color, x: edges, y: heights, stairs: true, markers: false, filled: !logY };
  });
  const words = inWords(options, y, shares, edges);
  if (options.apart) {
    return panelFigure({
      ...options,
      panels: outlines.map((line, i) => ({
        name: line.name,
        y: i === 0 ? y : '',
        series: [line],
        logY,
      })),
      panelHeight: 150,
      points: bins + 1,
      alt: options.alt ?? `${options.title}. ${words}`,
    });
  }
  return figure(options, {
    data: outlines.flatMap((line, i) => lineTraces(line, i, { logY, points: bins + 1 })),
    layout: {
      xaxis: axis(options.x),
      yaxis: { ...axis(y, logY), ...(logY ? {} : { rangemode: 'tozero' as const }) },
    },
    series: series.length,
    words,
  });
}

/**
 * The percentage of the `values` in each of `bins` equal parts of `range`; those outside, infinite ones
 * too, count in the first or last, and NaN does not count.
 */
export function binShares(
  name: string,
  values: Numbers,
  bins: number,
  range: readonly [number, number],
): number[] {
  const counts = new Array<number>(bins).fill(0);
  const [low, high] = range;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const place = Math.floor(((value - low) / (high - low)) * bins);
    const bin = Math.min(bins - 1, Math.max(0, place));
    counts[bin] = (counts[bin] as number) + 1;
    total++;
  }
  if (total === 0) {
    const where = `histogram "${name}"`;
    throw new InputError({ where, field: 'values', found: 'none', expected: 'some numbers' });
  }
  return counts.map((count) => (100 * count) / total);
}

function commonRange(sets: readonly Numbers[]): [number, number] {
  const ends = sets.map(extent).filter(([low]) => Number.isFinite(low));
  const low = Math.min(...ends.map((end) => end[0]));
  const high = Math.max(...ends.map((end) => end[1]));
  if (low < high) return [low, high];
  return Number.isFinite(low) ? [low - 0.5, low + 0.5] : [0, 1];
}

function inWords(
  { x, series }: HistogramOptions,
  y: string,
  shares: readonly number[][],
  edges: readonly number[],
): string {
  const peaks = series.map(({ name }, i) => {
    const share = shares[i] as number[];
    const top = share.indexOf(Math.max(...share));
    const [from, to] = [edges[top] as number, edges[top + 1] as number];
    return `${name}: most, ${format(share[top] as number)} %, between ${format(from)} and ${format(to)}`;
  });
  return `Distributions of ${x}, ${y}. ${peaks.join('; ')}.`;
}
