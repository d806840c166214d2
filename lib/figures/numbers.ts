// Numbers on their way into a figure: checked, rounded and decimated.
import type { LayoutAxis } from 'plotly.js-dist-min';
import { InputError } from '../base/errors';
import { fontSize } from './theme';

/** Plain or typed array of numbers. */
export type Numbers = ArrayLike<number>;

/** Throws an InputError unless `values` has `length` numbers. */
export function checkLength(where: string, field: string, values: Numbers, length: number): void {
  if (values.length === length) return;
  const found = `${values.length} long`;
  throw new InputError({ where, field, found, expected: `${length} values` });
}

/** Throws an InputError if `items` is empty. */
export function checkSome(where: string, field: string, items: ArrayLike<unknown>): void {
  if (items.length > 0) return;
  throw new InputError({ where, field, found: 'empty', expected: 'at least one' });
}

/** Throws an InputError if a name comes twice: both would fall on one place of Plotly's axis. */
export function checkDistinct(where: string, field: string, names: readonly string[]): void {
  const at = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (at < 0) return;
  const expected = 'a name that no other has';
  throw new InputError({ where, field: `${field}[${at}]`, found: names[at], expected });
}

/** Five significant digits: more than an eye sees, and a third of the bytes. */
export function round(value: number): number {
  return Number(value.toPrecision(5));
}

/**
 * Numbers as JSON has them: rounded, and null (a gap in a line) for NaN and infinities and,
 * if `log`, for what a logarithmic axis has no place for, zero and below.
 */
export function plain(values: Numbers, log = false): (number | null)[] {
  return Array.from(values, (value) =>
    Number.isFinite(value) && !(log && value <= 0) ? round(value) : null,
  );
}

/** The smallest and largest finite number, or [NaN, NaN] if there is none. */
export function extent(values: Numbers): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [Number.NaN, Number.NaN];
}

/**
 * The indices of at most about `points` of `values`, in order, that draw the same line: the
 * lowest and the highest of each of `points / 2` equal stretches, and both ends.
 */
export function decimate(values: Numbers, points: number): number[] {
  const length = values.length;
  if (length <= points) return Array.from({ length }, (_, i) => i);
  const kept = new Set([0, length - 1]);
  const stretches = Math.max(1, Math.floor(points / 2));
  for (let s = 0; s < stretches; s++) {
    const from = Math.floor((s * length) / stretches);
    const to = Math.floor(((s + 1) * length) / stretches);
    let low = from;
    let high = from;
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      if (value < (values[low] as number) || Number.isNaN(values[low])) low = i;
      if (value > (values[high] as number) || Number.isNaN(values[high])) high = i;
    }
    kept.add(low).add(high);
  }
  return [...kept].sort((a, b) => a - b);
}

/** A number for people: four significant digits at most, or as many as `digits` says. */
export function format(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(1);
  return value.toLocaleString('en-GB', { maximumSignificantDigits: digits });
}

/**
 * How far apart the ticks of a logarithmic axis stand that shows these values: a whole number of
 * decades, or at 1, 2 and 5 within each; about five where there is less than half a decade.
 */
export function logTicks(sets: readonly Numbers[]): Partial<LayoutAxis> {
  const ends = sets.map((set) =>
    extent(Array.from(set, (value) => (value > 0 ? value : Number.NaN))),
  );
  const known = ends.filter(([low]) => !Number.isNaN(low));
  if (known.length === 0) return { nticks: 5 };
  const low = Math.min(...known.map((end) => end[0]));
  const high = Math.max(...known.map((end) => end[1]));
  const decades = Math.log10(high) - Math.log10(low); // their quotient may be infinite
  // Powers of ten, where some of the numbers would be too long to read.
  // Plotly sets them a quarter larger than other ticks.
  const tickfont = { size: fontSize / 1.25 };
  const powers = { tickformat: '', exponentformat: 'power', tickfont } as const;
  const long = low < 1e-4 || high > 1e6;
  if (decades > 2.2) return { dtick: Math.ceil(decades / 8), ...(long ? powers : {}) };
  return decades > 0.5 ? { dtick: 'D2' } : { nticks: 5 };
}
