// A surface seen from above, drawn as contours, and paths over it.
import type { Data } from 'plotly.js-dist-min';
import { checkNumber } from '../base/errors';
import { showOnly, stepControl, withControl } from './control';
import { type Figure, type FigureOptions, figure, trace } from './figure';
import { numberAxis } from './line';
import {
  checkLength,
  checkSome,
  decimate,
  extent,
  format,
  type Numbers,
  plain,
  round,
} from './numbers';
import { color, fontSize, ground, paper } from './theme';

/** Where an optimizer went, from its first to its last point. */
export interface Path {
  /** What the legend calls it. */
  name: string;
  /** Its points in order. */
  x: Numbers;
  y: Numbers;
  /** A color of the palette by its number; by default the path's place. */
  color?: number;
}

/** A surface, and the paths over it. */
export interface ContourOptions extends FigureOptions {
  /** The axes' titles, with the unit. */
  x: string;
  y: string;
  /** The height of the surface, and its name with the unit. */
  surface: (x: number, y: number) => number;
  scale: string;
  /** The ends of the axes. */
  xRange: readonly [number, number];
  yRange: readonly [number, number];
  /** Where one or more optimizers went over it. */
  paths?: readonly Path[];
  /** Contours at powers of ten's parts: for surfaces that are steep far off and flat within. */
  logHeights?: boolean;
  /** Points a side at which the surface is computed. */
  resolution?: number;
}

/**
 * A surface seen from above, and paths over it. Throws an InputError for paths whose x and y
 * differ in length.
 */
export function contourFigure(options: ContourOptions): Figure {
  const { surface, paths = [], xRange, yRange, logHeights = false } = options;
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
  const below = trace('contour', {
    x: xs,
    y: ys,
    z,
    ncontours: 16,
    colorscale: [
      [0, paper],
      [1, ground.high],
    ],
    line: { width: 0.7, color: ground.line },
    colorbar: {
      title: { text: scale, side: 'right', font: { size: fontSize } },
      outlinewidth: 0,
      thickness: 14,
      ...(logHeights ? decades(z) : {}),
    },
    customdata: heights,
    hovertemplate: `%{x}, %{y}: %{customdata}<extra></extra>`,
  });
  const ends = paths.map((path) => {
    const last = path.x.length - 1;
    const [x, y] = [path.x[last] as number, path.y[last] as number];
    return `${path.name} ends at (${format(x)}, ${format(y)}), height ${format(surface(x, y))}`;
  });
  return figure(options, {
    data: [below, ...paths.map(pathTrace)],
    layout: {
      xaxis: numberAxis(options.x, { range: xRange }),
      yaxis: numberAxis(options.y, { range: yRange }),
    },
    height: 480,
    series: paths.length > 0 ? 2 : 0,
    words: `Contours of ${scale} over ${options.x} and ${options.y}. ${ends.join('; ')}.`,
  });
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
  const kept = decimate(path.y, 300);
  const pick = (values: Numbers) => plain(kept.map((i) => values[i] as number));
  const shade = color(path.color ?? index);
  const last = kept.length - 1;
  return trace('scatter', {
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
  });
}

/** A surface, and sets of paths to switch between. */
export interface PathStepsOptions extends Omit<ContourOptions, 'paths'> {
  /** What the slider (or the row of buttons) sets, with the unit. */
  slider: string;
  /** One position of the slider, or one button: its paths over the surface. */
  steps: readonly { label: string; paths: readonly Path[] }[];
  /** The step shown first. */
  start?: number;
  /** A slider if left out. */
  control?: 'slider' | 'buttons';
}

/**
 * A surface seen from above, and the paths over it that a slider chooses. Throws an InputError for
 * no steps, and for paths whose x and y differ in length.
 */
export function pathStepsFigure(options: PathStepsOptions): Figure {
  const { steps, start = 0, slider } = options;
  checkSome('pathStepsFigure', 'steps', steps);
  const figures = steps.map(({ paths }) => contourFigure({ ...options, paths }));
  const moving = figures.map(({ data }) => data.slice(1));
  const control = stepControl(options.control ?? 'slider', {
    name: slider,
    labels: steps.map(({ label }) => label),
    start,
    counts: moving.map((traces) => traces.length),
    before: 1,
  });
  const shown = figures[start] as Figure;
  const alt = `${shown.alt} A ${control.kind === 'slider' ? 'slider' : 'row of buttons'} for ${slider}: ${steps.map(({ label }) => label).join(', ')}. Shown: ${steps[start]?.label}.`;
  return {
    ...shown,
    data: [...shown.data.slice(0, 1), ...showOnly(moving, start)],
    layout: withControl(shown.layout, control),
    alt: options.alt ?? alt,
  };
}
