// Points in a plane, and paths over a surface drawn as contours.
import type { Data } from 'plotly.js-dist-min';
import { checkNumber } from '../base/errors';
import { type Figure, interactive, type Reference, withReferences } from './figure';
import { axisRange } from './line';
import {
  checkLength,
  checkSome,
  extent,
  format,
  logTicks,
  type Numbers,
  plain,
  round,
  thin,
} from './numbers';
import { axis, baseLayout, color, legend } from './theme';

/** Points of one colour. */
export interface Points {
  name: string;
  x: Numbers;
  y: Numbers;
  /** What each point says under the pointer. */
  labels?: readonly string[];
  color?: number;
}

export interface ScatterOptions {
  /** The finding, in a sentence. */
  title: string;
  /** The axes' titles, with the unit. */
  x: string;
  y: string;
  series: readonly Points[];
  logX?: boolean;
  logY?: boolean;
  references?: readonly Reference[];
  height?: number;
  alt?: string;
}

/** Points, NaN left out. Throws an InputError for lengths that do not match. */
export function scatterFigure(options: ScatterOptions): Figure {
  const { title, x, y, series, logX = false, logY = false } = options;
  checkSome('scatterFigure', 'series', series);
  const parts = series.map((set) => {
    const [low, high] = extent(set.y);
    return `${set.name}: ${set.x.length} points from ${format(low)} to ${format(high)}`;
  });
  return {
    data: series.map((set, i) => pointTrace(set, i, logX, logY)),
    layout: {
      ...withReferences(
        baseLayout(title, options.height),
        options.references ?? [],
        series.length,
        logX,
      ),
      xaxis: { ...axis(x, logX), ...(logX ? logTicks(series.map((set) => set.x)) : {}) },
      yaxis: { ...axis(y, logY), ...(logY ? logTicks(series.map((set) => set.y)) : {}) },
    },
    config: interactive,
    alt: options.alt ?? `${title}. Points: ${y} over ${x}. ${parts.join('; ')}.`,
  };
}

function pointTrace(set: Points, index: number, logX: boolean, logY: boolean): Data {
  const where = `points "${set.name}"`;
  checkSome(where, 'x', set.x);
  checkLength(where, 'y', set.y, set.x.length);
  const shade = color(set.color ?? index);
  return {
    type: 'scatter',
    mode: 'markers',
    name: set.name,
    x: plain(set.x, logX),
    y: plain(set.y, logY),
    ...(set.labels ? { text: [...set.labels] } : {}),
    marker: { color: shade, size: 8, opacity: set.x.length > 200 ? 0.5 : 0.85 },
  } as Data;
}

/** Where an optimizer went, from its first to its last point. */
export interface Path {
  name: string;
  x: Numbers;
  y: Numbers;
  color?: number;
}

export interface ContourOptions {
  /** The finding, in a sentence. */
  title: string;
  /** The axes' titles, with the unit. */
  x: string;
  y: string;
  /** The height of the surface, and its name with the unit. */
  surface: (x: number, y: number) => number;
  scale: string;
  xRange: readonly [number, number];
  yRange: readonly [number, number];
  paths?: readonly Path[];
  /** Contours at powers of ten's parts: for surfaces that are steep far off and flat within. */
  logHeights?: boolean;
  /** Points a side at which the surface is computed. */
  resolution?: number;
  height?: number;
  alt?: string;
}

/**
 * A surface seen from above, and paths over it. Throws an InputError for paths whose x and y
 * differ in length.
 */
export function contourFigure(options: ContourOptions): Figure {
  const { title, surface, paths = [], xRange, yRange, logHeights = false } = options;
  const side = options.resolution ?? 60;
  checkNumber('contourFigure', 'resolution', side, { low: 2, high: 200, whole: true });
  const along = ([from, to]: readonly [number, number]) =>
    Array.from({ length: side }, (_, i) => round(from + ((to - from) * i) / (side - 1)));
  const [xs, ys] = [along(xRange), along(yRange)];
  const heights = ys.map((y) =>
    plain(
      xs.map((x) => surface(x, y)),
      logHeights,
    ),
  );
  const z = logHeights
    ? heights.map((row) => row.map((h) => (h === null ? null : round(Math.log10(h)))))
    : heights;
  const scale = options.scale;
  const ground = {
    type: 'contour',
    x: xs,
    y: ys,
    z,
    ncontours: 16,
    colorscale: [
      [0, '#ffffff'],
      [1, '#9aa4b0'],
    ],
    line: { width: 0.7, color: '#7d8793' },
    colorbar: {
      title: { text: scale, side: 'right' },
      outlinewidth: 0,
      thickness: 14,
      ...(logHeights ? decades(z) : {}),
    },
    customdata: heights,
    hovertemplate: `%{x}, %{y}: %{customdata}<extra></extra>`,
  } as Data;
  const ends = paths.map((path) => {
    const last = path.x.length - 1;
    const [x, y] = [path.x[last] as number, path.y[last] as number];
    return `${path.name} ends at (${format(x)}, ${format(y)}), height ${format(surface(x, y))}`;
  });
  return {
    data: [ground, ...paths.map(pathTrace)],
    layout: {
      ...baseLayout(title, options.height ?? 480),
      ...legend(paths.length > 0 ? 2 : 0),
      xaxis: { ...axis(options.x), ...axisRange(xRange) },
      yaxis: { ...axis(options.y), ...axisRange(yRange) },
    },
    config: interactive,
    alt:
      options.alt ??
      `${title}. Contours of ${scale} over ${options.x} and ${options.y}. ${ends.join('; ')}.`,
  };
}

// Ticks for heights drawn as their logarithms: the whole powers of ten, or 1, 2, 5 where few.
function decades(logs: readonly (readonly (number | null)[])[]) {
  const [low, high] = extent(logs.flatMap((row) => row.map((log) => log ?? Number.NaN)));
  const powers = Array.from({ length: 40 }, (_, i) => i - 20);
  const within = (values: number[]) => values.filter((v) => v >= low - 0.01 && v <= high + 0.01);
  const few = high - low < 3;
  const ticks = within(
    few ? powers.flatMap((p) => [1, 2, 5].map((d) => p + Math.log10(d))) : powers,
  );
  return { tickvals: ticks.map(round), ticktext: ticks.map((log) => format(10 ** log)) };
}

function pathTrace(path: Path, index: number): Data {
  checkSome(`path "${path.name}"`, 'x', path.x);
  checkLength(`path "${path.name}"`, 'y', path.y, path.x.length);
  const kept = thin(path.y, 300);
  const pick = (values: Numbers) => plain(kept.map((i) => values[i] as number));
  const shade = color(path.color ?? index);
  const last = kept.length - 1;
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: path.name,
    x: pick(path.x),
    y: pick(path.y),
    line: { color: shade, width: 2 },
    marker: {
      color: shade,
      line: { width: 0 },
      size: kept.map((_, i) => (i === 0 || i === last ? 11 : 4)),
      symbol: kept.map((_, i) => (i === 0 ? 'circle-open' : i === last ? 'x' : 'circle')),
    },
  } as Data;
}
