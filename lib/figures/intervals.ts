// Measurements with their intervals, one under the other, to compare.
import type { Data } from 'plotly.js-dist-min';
import { InputError } from '../base/errors';
import { type Figure, interactive, type Reference, withReferences } from './figure';
import { axisRange } from './line';
import { checkSome, format, plain } from './numbers';
import { axis, baseLayout, color } from './theme';

/** One measurement: a point, and the line of its interval. */
export interface IntervalRow {
  name: string;
  value: number;
  low: number;
  high: number;
  /** A colour of the palette by its number. */
  color?: number;
}

export interface IntervalOptions {
  /** The finding, in a sentence. */
  title: string;
  /** The title of the axis of the values, with the unit. */
  x: string;
  /** From top to bottom; each name once. */
  rows: readonly IntervalRow[];
  xRange?: readonly [number, number];
  /** Dashed lines to compare with, from bottom to top. */
  references?: readonly { label: string; x: number }[];
  height?: number;
  alt?: string;
}

/**
 * A line for each row from the low to the high end of its interval, and a point at its value. Throws
 * an InputError for no rows, for a name given twice, and for intervals that are not around the value.
 */
export function intervalFigure(options: IntervalOptions): Figure {
  const { title, x, rows } = options;
  checkSome('intervalFigure', 'rows', rows);
  const names = rows.map(({ name }) => name);
  for (const [i, { name, value, low, high }] of rows.entries()) {
    const fail = (field: string, found: string, expected: string) => {
      throw new InputError({ where: 'intervalFigure', field, found, expected });
    };
    if (names.indexOf(name) !== i) fail(`rows[${i}].name`, name, 'a name that no other row has');
    // A mean of equal numbers may miss them by a rounding error.
    const slack = 1e-9 * Math.abs(value);
    if (!(low <= value + slack && value <= high + slack)) {
      fail(`rows[${i}]`, `${low} to ${high}`, `two ends around the value, ${value}`);
    }
  }
  const words = rows.map(({ name, value, low, high }) => {
    return `${name} ${format(value)} (${format(low)} to ${format(high)})`;
  });
  const lines: readonly Reference[] = options.references ?? [];
  return {
    data: rows.map(rowTrace),
    layout: {
      ...withReferences(baseLayout(title, options.height ?? 130 + 34 * rows.length), lines, 1),
      xaxis: { ...axis(x), ...axisRange(options.xRange) },
      yaxis: {
        ...axis(''),
        type: 'category',
        categoryorder: 'array',
        categoryarray: names,
        range: [rows.length - 0.5, -0.5],
      },
    },
    config: interactive,
    alt: options.alt ?? `${title}. Intervals of ${x}. ${words.join('; ')}.`,
  };
}

function rowTrace({ name, value, low, high, color: pick }: IntervalRow): Data {
  const shade = color(pick ?? 0);
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    x: plain([value]),
    y: [name],
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
  } as Data;
}
