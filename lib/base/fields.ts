// What the fields of a record must be, said as data: for files that anybody may have written or changed.
import { checkNumber, checkObject } from './errors';

/** Throws an InputError that names `where` and `field` unless a value will do. */
export type Check = (where: string, field: string, value: unknown) => void;

type Bounds = Parameters<typeof checkNumber>[3];

/** A finite number within bounds. */
export const number =
  (bounds: Bounds = {}): Check =>
  (where, field, value) =>
    checkNumber(where, field, value, bounds);

/** A whole number from `low` to `high`. */
export const whole = (low: number, high?: number): Check => number({ low, high, whole: true });

/** A fraction of something, 0 to 1. */
export const share = number({ low: 0, high: 1 });

/** Null, or what `check` lets through. */
export const orNull =
  (check: Check): Check =>
  (where, field, value) => {
    if (value !== null) check(where, field, value);
  };

/** Missing, or what `check` lets through. */
export const optional =
  (check: Check): Check =>
  (where, field, value) => {
    if (value !== undefined) check(where, field, value);
  };

/** An object whose fields each are what their check lets through; it may have others. */
export const fields =
  (checks: Record<string, Check>): Check =>
  (where, field, value) => {
    checkObject(where, field, value);
    for (const [name, check] of Object.entries(checks)) {
      check(where, field === '' ? name : `${field}.${name}`, value[name]);
    }
  };
