// Bars: amounts by category.
import type { Data } from 'plotly.js-dist-min';
import { InputError } from '../base/errors';
import { type Figure, type FigureOptions, figure, type Reference, trace } from './figure';
import { numberAxis } from './line';
import { checkDistinct, checkLength, checkSome, format, type Numbers, plain } from './numbers';
import { axis, color, ink } from './theme';

/** The bars of one color, one for each category. */
export interface Bars {
  /** What the legend calls it. */
  name: string;
  /** One for each category; NaN leaves a gap. */
  values: Numbers;
  /** Half the length of each error bar, or the values at which it ends, around the bar's own. */
  errors?: Numbers | { low: Numbers; high: Numbers };
  /** A color of the palette by its number; by default the series' place. */
  color?: number;
}

/** Bars by category, and how they stand. */
export interface BarOptions extends FigureOptions {
  /** The axes' titles, with the unit: `x` of the categories, `y` of the values. */
  x: string;
  y: string;
  /** What stands under the bars; each name once. */
  categories: readonly string[];
  /** Beside each other in each category. */
  series: readonly Bars[];
  /** A logarithmic y axis; what is zero or less leaves a gap. */
  logY?: boolean;
  /** The ends of the axis of the values; from the data if left out. */
  yRange?: readonly [number, number];
  /** Bars that lie, for long category names. */
  horizontal?: boolean;
  /** One series on the other instead of beside it. */
  stacked?: boolean;
  /** Writes each value at its bar; on by default for one series of up to 24 bars without error bars. */
  labels?: boolean;
  /** Dashed lines to compare with, `y` being a value of the bars. */
  references?: readonly Reference[];
}

/**
 * Grouped (or stacked) bars, with error bars if given; NaN leaves a gap. Throws an InputError
 * for no series, for a category given twice, for lengths that do not match the categories, and for error
 * bars beside their value.
 */
export function barFigure(options: BarOptions): Figure {
  const { categories, series, logY = false, horizontal = false } = options;
  checkSome('barFigure', 'series', series);
  checkSome('barFigure', 'categories', categories);
  checkDistinct('barFigure', 'categories', categories);
  const names = { ...axis(options.x), type: 'category' as const };
  const sets = series.map(({ values }) => values);
  const amounts = numberAxis(options.y, { log: logY, range: options.yRange, sets });
  const given = options.references ?? [];
  const turned = given.map(
    ({ label, x, y }): Reference => (y === undefined ? { label, y: x } : { label, x: y }),
  );
  return figure(options, {
    data: series.map((bars, i) => barTrace(bars, i, options)),
    layout: {
      barmode: options.stacked ? 'stack' : 'group',
      bargap: 0.25,
      xaxis: horizontal ? amounts : names,
      yaxis: horizontal ? { ...names, autorange: 'reversed' } : amounts,
    },
    series: series.length,
    references: horizontal ? turned : given,
    logX: horizontal && logY,
    words: inWords(options),
  });
}

function barTrace(bars: Bars, index: number, options: BarOptions): Data {
  const { categories, series, logY = false, horizontal = false } = options;
  const where = `bars "${bars.name}"`;
  checkLength(where, 'values', bars.values, categories.length);
  const values = plain(bars.values, logY);
  const errors = bars.errors && errorBars(where, bars.values, bars.errors);
  const labeled = options.labels ?? (!errors && series.length === 1 && categories.length <= 24);
  const text = Array.from(bars.values, (value) => (Number.isFinite(value) ? format(value, 3) : ''));
  return trace('bar', {
    orientation: horizontal ? 'h' : 'v',
    name: bars.name,
    x: horizontal ? values : [...categories],
    y: horizontal ? [...categories] : values,
    marker: { color: color(bars.color ?? index) },
    ...(errors ? { [horizontal ? 'error_x' : 'error_y']: errors } : {}),
    ...(labeled
      ? { text, textposition: options.stacked ? 'inside' : 'outside', constraintext: 'none' }
      : {}),
    cliponaxis: false,
  });
}

function errorBars(where: string, values: Numbers, errors: NonNullable<Bars['errors']>) {
  const look = { type: 'data' as const, thickness: 1.5, width: 5, color: ink };
  if (!('low' in errors)) {
    checkLength(where, 'errors', errors, values.length);
    return { ...look, array: plain(errors) };
  }
  const { low, high } = errors;
  checkLength(where, 'errors.low', low, values.length);
  checkLength(where, 'errors.high', high, values.length);
  const up = Array.from(values, (value, i) => (high[i] as number) - value);
  const down = Array.from(values, (value, i) => value - (low[i] as number));
  // A mean of equal numbers may miss them by a rounding error.
  const beside = (length: number, i: number) => length < -1e-9 * Math.abs(values[i] as number);
  const outside = up.findIndex((length, i) => beside(length, i) || beside(down[i] as number, i));
  if (outside >= 0) {
    const found = `${low[outside]} to ${high[outside]}`;
    const expected = `two ends around the value, ${values[outside]}`;
    throw new InputError({ where, field: `errors[${outside}]`, found, expected });
  }
  return { ...look, symmetric: false, array: plain(up), arrayminus: plain(down) };
}

function inWords({ x, y, categories, series }: BarOptions): string {
  const rows = series.map(({ name, values }) => {
    const items = categories.slice(0, 12).map((c, i) => `${c} ${format(values[i] as number)}`);
    if (categories.length > items.length) items.push('…');
    return `${name}: ${items.join(', ')}`;
  });
  return `Bars of ${y} by ${x}. ${rows.join('; ')}.`;
}
