// Lines: curves over steps, epochs or any other x.
import type { Data, LayoutAxis } from 'plotly.js-dist-min';
import { checkNumber, InputError } from '../base/errors';
import { type Figure, type FigureOptions, figure, type Reference, trace } from './figure';
import {
  checkLength,
  checkSome,
  decimate,
  extent,
  format,
  logTicks,
  type Numbers,
  plain,
} from './numbers';
import { axis, color, faded } from './theme';

/** One line. */
export interface Series {
  /** What the legend calls it. */
  name: string;
  /** Where the points stand; 1, 2, 3 … if left out. */
  x?: Numbers;
  /** NaN leaves a gap. */
  y: Numbers;
  /** The spread around the line, for example over several seeds. */
  band?: { low: Numbers; high: Numbers };
  /** Solid if left out. */
  dash?: 'solid' | 'dash' | 'dot';
  /** Holds each value until the next point, as a staircase does. */
  stairs?: boolean;
  /** Tints the area between the line and zero. */
  filled?: boolean;
  /** Marks each point; on by default for up to 40 points. */
  markers?: boolean;
  /** A color of the palette by its number; by default the series' place. */
  color?: number;
}

/** Lines, and their axes. */
export interface LineOptions extends FigureOptions {
  /** The axes' titles, with the unit. */
  x: string;
  y: string;
  /** The lines, in the order of the legend. */
  series: readonly Series[];
  /** Names of the places 1, 2, 3 … along x, for example of layers, instead of numbers. */
  names?: readonly string[];
  /** A logarithmic x axis; what is zero or less has no place on it. */
  logX?: boolean;
  /** A logarithmic y axis; what is zero or less leaves a gap. */
  logY?: boolean;
  /** The ends of the axes; from the data if left out. */
  xRange?: readonly [number, number];
  yRange?: readonly [number, number];
  /** Dashed lines to compare with. */
  references?: readonly Reference[];
  /** Of longer series about this many points are drawn, the extremes of each stretch; 400. */
  points?: number;
}

/**
 * Lines over a common x axis. A value a logarithmic axis cannot show (zero, negative) leaves a
 * gap. Throws an InputError for no series, for lengths that do not match, and for a range that a
 * logarithmic axis has no place for.
 */
export function lineFigure(options: LineOptions): Figure {
  const { x, y, series, logX = false, logY = false, yRange } = options;
  checkSome('lineFigure', 'series', series);
  const ends = series.map((line) => {
    const [low, high] = extent(line.y);
    const [first, last] = [line.y[0] as number, line.y[line.y.length - 1] as number];
    return `${line.name}: from ${format(first)} to ${format(last)}, lowest ${format(low)}, highest ${format(high)}`;
  });
  return figure(options, {
    data: series.flatMap((line, i) => lineTraces(line, i, options)),
    layout: {
      xaxis: xAxis(options, series),
      yaxis: numberAxis(y, { log: logY, range: yRange, sets: series.map((line) => line.y) }),
    },
    series: series.length,
    references: options.references,
    logX,
    words: `Lines of ${y} over ${x}. ${ends.join('; ')}.`,
  });
}

/** The axis below lines, with ticks that have room if it is logarithmic, or with names. */
export function xAxis(
  { x, xRange, names, logX = false }: Pick<LineOptions, 'x' | 'xRange' | 'names' | 'logX'>,
  series: readonly Series[],
): Partial<LayoutAxis> {
  const sets = series.map((line) => line.x ?? [1, line.y.length]);
  const ticks = names && { tickvals: names.map((_, i) => i + 1), ticktext: [...names] };
  return { ...numberAxis(x, { log: logX, range: xRange, sets }, 44), ...ticks };
}

/** The traces of one line: its band, if it has one, and itself. */
export function lineTraces(
  line: Series,
  index: number,
  { points = 400, logX = false, logY = false }: Partial<LineOptions>,
): Data[] {
  const where = `line "${line.name}"`;
  const length = line.y.length;
  checkNumber(where, 'points', points, { low: 2, whole: true });
  checkSome(where, 'y', line.y);
  if (line.x) checkLength(where, 'x', line.x, length);
  const kept = decimate(line.y, points);
  const pick = (values: Numbers, log: boolean) =>
    plain(
      kept.map((i) => values[i] as number),
      log,
    );
  const x = pick(line.x ?? Array.from({ length }, (_, i) => i + 1), logX);
  const shade = color(line.color ?? index);
  const traces: Data[] = [];
  if (line.band) {
    const { low, high } = line.band;
    checkLength(where, 'band.low', low, length);
    checkLength(where, 'band.high', high, length);
    const edge = {
      mode: 'lines' as const,
      x,
      line: { width: 0 },
      legendgroup: line.name,
      showlegend: false,
      hoverinfo: 'skip' as const,
    };
    const fill = { fill: 'tonexty' as const, fillcolor: faded(shade, 0.2) };
    traces.push(trace('scatter', { ...edge, y: pick(low, logY) }));
    traces.push(trace('scatter', { ...edge, y: pick(high, logY), ...fill }));
  }
  const markers = line.markers ?? kept.length <= 40;
  traces.push(
    trace('scatter', {
      mode: markers ? 'lines+markers' : 'lines',
      name: line.name,
      legendgroup: line.name,
      x,
      y: pick(line.y, logY),
      line: {
        color: shade,
        width: 2,
        dash: line.dash ?? 'solid',
        shape: line.stairs ? 'hv' : 'linear',
        simplify: false,
      },
      ...(line.filled ? { fill: 'tozeroy', fillcolor: faded(shade, 0.2) } : {}),
      ...(markers ? { marker: { color: shade, size: 6 } } : {}),
    }),
  );
  return traces;
}

/** What an axis of numbers shows. */
export interface AxisNumbers {
  /** Logarithmic; linear if left out. */
  log?: boolean;
  /** Its ends; from the data if left out. */
  range?: readonly [number, number];
  /** The data; of a logarithmic axis without a range, the ticks go by it. */
  sets?: readonly Numbers[];
}

/**
 * An axis of numbers, with ticks that have room if it is logarithmic; its title in lines of `width`
 * characters. Throws an InputError for an end that a logarithmic axis has no place for.
 */
export function numberAxis(
  title: string,
  { log = false, range, sets = [] }: AxisNumbers,
  width?: number,
): Partial<LayoutAxis> {
  return {
    ...axis(title, log, width),
    ...(log ? logTicks(range ? [range] : sets) : {}),
    ...(range ? { range: plotlyRange(range, log) } : {}),
  };
}

// As Plotly takes it: in powers of ten if the axis is logarithmic.
function plotlyRange([low, high]: readonly [number, number], log: boolean): [number, number] {
  if (log && (low <= 0 || high <= 0)) {
    const [where, found] = ['logarithmic axis', `${low} to ${high}`];
    throw new InputError({ where, field: 'range', found, expected: 'two ends above 0' });
  }
  return log ? [Math.log10(low), Math.log10(high)] : [low, high];
}
