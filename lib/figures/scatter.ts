// Points in a plane.
import type { Data } from 'plotly.js-dist-min';
import { checkNumber } from '../base/errors';
import { type Figure, type FigureOptions, figure, type Reference, trace } from './figure';
import { numberAxis } from './line';
import { checkLength, checkSome, extent, format, type Numbers, plain } from './numbers';
import { color, quiet } from './theme';

/** Points of one color. */
export interface Points {
  /** What the legend calls it. */
  name: string;
  /** As many of one as of the other; NaN is left out. */
  x: Numbers;
  y: Numbers;
  /** What each point says under the pointer. */
  labels?: readonly string[];
  /** A color of the palette by its number; by default the series' place. */
  color?: number;
}

/** Sets of points, and their axes. */
export interface ScatterOptions extends FigureOptions {
  /** The axes' titles, with the unit. */
  x: string;
  y: string;
  /** The sets of points, in the order of the legend. */
  series: readonly Points[];
  /** A logarithmic x axis; what is zero or less has no place on it. */
  logX?: boolean;
  /** A logarithmic y axis; what is zero or less leaves a gap. */
  logY?: boolean;
  /** The ends of the axes; from the data if left out. */
  xRange?: readonly [number, number];
  yRange?: readonly [number, number];
  /** Dashed lines to compare with. */
  references?: readonly Reference[];
  /** Lines y = factor x to compare with, of slope 1 where both axes are logarithmic. */
  proportions?: readonly { label: string; factor: number }[];
  /** Of more points than this in a series, that many, two at least, are drawn, spread evenly along x; 1,000. */
  points?: number;
}

/** Points, NaN left out. Throws an InputError for lengths that do not match, and for fewer than two points. */
export function scatterFigure(options: ScatterOptions): Figure {
  const { x, y, series, logX = false, logY = false, xRange, yRange } = options;
  const { points = 1000 } = options;
  checkNumber('scatterFigure', 'points', points, { low: 2, whole: true });
  checkSome('scatterFigure', 'series', series);
  const parts = series.map((set) => {
    const [low, high] = extent(set.y);
    return `${set.name}: ${set.x.length} points from ${format(low)} to ${format(high)}`;
  });
  const { proportions = [] } = options;
  return figure(options, {
    data: [
      ...series.map((set, i) => pointTrace(set, i, { ...options, points })),
      ...proportions.map((line, i) => proportionTrace(line, i, options)),
    ],
    layout: {
      // The points of thousands are small.
      legend: { itemsizing: 'constant' },
      xaxis: numberAxis(x, { log: logX, range: xRange, sets: series.map((set) => set.x) }, 44),
      yaxis: numberAxis(y, { log: logY, range: yRange, sets: series.map((set) => set.y) }),
    },
    series: series.length + proportions.length,
    references: options.references,
    logX,
    words: `Points: ${y} over ${x}. ${parts.join('; ')}.`,
  });
}

function pointTrace(
  set: Points,
  index: number,
  { logX = false, logY = false, points }: ScatterOptions & { points: number },
): Data {
  const where = `points "${set.name}"`;
  checkSome(where, 'x', set.x);
  checkLength(where, 'y', set.y, set.x.length);
  const kept = evenly(set.x, points);
  const pick = (values: Numbers, log: boolean) =>
    plain(
      kept.map((i) => values[i] as number),
      log,
    );
  return trace('scatter', {
    mode: 'markers',
    name: set.name,
    x: pick(set.x, logX),
    y: pick(set.y, logY),
    ...(set.labels ? { text: kept.map((i) => set.labels?.[i] ?? '') } : {}),
    marker: {
      color: color(set.color ?? index),
      size: kept.length > 200 ? 5 : 8,
      opacity: kept.length > 200 ? 0.5 : 0.85,
    },
  });
}

// The places of at most `points` of `values`, in order of size, both ends among them.
function evenly(values: Numbers, points: number): number[] {
  const all = Array.from({ length: values.length }, (_, i) => i);
  if (all.length <= points) return all;
  all.sort((a, b) => (values[a] as number) - (values[b] as number));
  const last = all.length - 1;
  return Array.from({ length: points }, (_, k) => all[Math.round((k * last) / (points - 1))] ?? 0);
}

function proportionTrace(
  { label, factor }: { label: string; factor: number },
  index: number,
  { series, logX = false, xRange }: ScatterOptions,
): Data {
  const xs = series.flatMap((set) => Array.from(set.x)).filter((x) => !logX || x > 0);
  const ends = xRange ?? extent(xs);
  return trace('scatter', {
    mode: 'lines',
    name: label,
    x: plain(ends),
    y: plain(ends.map((x) => factor * x)),
    line: { color: quiet, width: 1.5, dash: index % 2 === 0 ? 'dash' : 'dot' },
    hoverinfo: 'skip',
  });
}
