// Measurements with their intervals, one under the other, to compare.
import type { Data } from 'plotly.js-dist-min';
import { InputError } from '../base/errors';
import { type Figure, type FigureOptions, figure, trace } from './figure';
import { numberAxis } from './line';
import { checkDistinct, checkSome, format, plain } from './numbers';
import { axis, color } from './theme';

/** One measurement: a point, and the line of its interval. */
export interface IntervalRow {
  /** What stands left of it. */
  name: string;
  /** What was measured. */
  value: number;
  /** The ends of its interval. */
  low: number;
  high: number;
  /** What kind of measurement it is: rows of one kind share a color, named in the legend. */
  kind?: string;
  /** A color of the palette by its number; by default the one of its kind. */
  color?: number;
}

/** Measurements to compare, and their axis. */
export interface IntervalOptions extends FigureOptions {
  /** The title of the axis of the values, with the unit. */
  x: string;
  /** From top to bottom; each name once. */
  rows: readonly IntervalRow[];
  /** The ends of the axis; from the data if left out. */
  xRange?: readonly [number, number];
  /** Dashed lines to compare with, from bottom to top. */
  references?: readonly { label: string; x: number }[];
  /** A logarithmic axis, for ratios: half and twice are equally far from 1. */
  logX?: boolean;
}

/**
 * A line for each row from the low to the high end of its interval, and a point at its value. Throws
 * an InputError for no rows, for a name given twice, for intervals that are not around the value, and
 * for values that a logarithmic axis has no place for.
 */
export function intervalFigure(options: IntervalOptions): Figure {
  const { x, rows, logX = false, xRange } = options;
  checkSome('intervalFigure', 'rows', rows);
  const names = rows.map(({ name }) => name);
  checkDistinct('intervalFigure', 'rows', names);
  for (const [i, { value, low, high }] of rows.entries()) {
    const fail = (field: string, found: string, expected: string) => {
      throw new InputError({ where: 'intervalFigure', field, found, expected });
    };
    // A mean of equal numbers may miss them by a rounding error.
    const slack = 1e-9 * Math.abs(value);
    if (!(low <= value + slack && value <= high + slack)) {
      fail(`rows[${i}]`, `${low} to ${high}`, `two ends around the value, ${value}`);
    }
    if (logX && !(low > 0)) fail(`rows[${i}].low`, `${low}`, 'more than 0');
  }
  const words = rows.map(({ name, value, low, high }) => {
    return `${name} ${format(value)} (${format(low)} to ${format(high)})`;
  });
  const kinds = [...new Set(rows.map(({ kind = '' }) => kind))];
  const seen = new Set<string>();
  const ends = rows.flatMap(({ low, high }) => [low, high]);
  return figure(options, {
    data: rows.map((row) => {
      const { kind = '' } = row;
      const first = kind !== '' && !seen.has(kind);
      seen.add(kind);
      return rowTrace(row, kinds.indexOf(kind), first);
    }),
    layout: {
      xaxis: numberAxis(x, { log: logX, range: xRange, sets: [ends] }, 44),
      yaxis: {
        ...axis(''),
        type: 'category',
        categoryorder: 'array',
        categoryarray: names,
        range: [rows.length - 0.5, -0.5],
      },
    },
    height: 130 + 34 * rows.length + (kinds.length > 1 ? 30 : 0),
    series: kinds.length,
    references: options.references,
    logX,
    words: `Intervals of ${x}. ${words.join('; ')}.`,
  });
}

function rowTrace(row: IntervalRow, kind: number, first: boolean): Data {
  const { name, value, low, high } = row;
  const shade = color(row.color ?? kind);
  return trace('scatter', {
    mode: 'markers',
    name: first ? row.kind : name,
    showlegend: first,
    ...(row.kind ? { legendgroup: row.kind } : {}),
    x: plain([value]),
    y: [name],
    hovertemplate: `%{y}: %{x} (${format(low)} to ${format(high)})<extra></extra>`,
    marker: { color: shade, size: 10 },
    error_x: {
      type: 'data',
      symmetric: false,
      array: plain([Math.max(0, high - value)]),
      arrayminus: plain([Math.max(0, value - low)]),
      color: shade,
      thickness: 2,
      width: 5,
    },
  });
}
