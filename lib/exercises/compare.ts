// How an answer differs from what is expected, in words.

/** What an answer can be compared with. */
export type Value =
  | number
  | string
  | boolean
  | null
  | ArrayLike<number>
  | readonly Value[]
  | TensorLike
  | { readonly [field: string]: Value };

/** The parts of a tensor that are compared. */
export interface TensorLike {
  shape: readonly number[];
  dataSync(): ArrayLike<number>;
}

/**
 * Says how `actual` differs from `expected`, or undefined if it does not. Numbers may differ by
 * `tolerance`, or by that share of the expected number.
 */
export function difference(
  actual: unknown,
  expected: Value,
  tolerance: number,
): string | undefined {
  if (isTensor(expected)) {
    if (!isTensor(actual)) return `found ${kind(actual)}, expected a tensor`;
    if (String(actual.shape) !== String(expected.shape)) {
      return `found shape [${actual.shape.join(', ')}], expected [${expected.shape.join(', ')}]`;
    }
    return listDifference(actual.dataSync(), expected.dataSync(), tolerance);
  }
  if (isList(expected)) {
    const list = isTensor(actual) ? actual.dataSync() : actual;
    if (!isList(list)) return `found ${kind(actual)}, expected a list of ${expected.length}`;
    return listDifference(list, expected, tolerance);
  }
  if (typeof expected === 'number') return numberDifference(actual, expected, tolerance);
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null)
      return `found ${kind(actual)}, expected fields ${Object.keys(expected).join(', ')}`;
    for (const [field, value] of Object.entries(expected)) {
      const wrong = difference((actual as Record<string, unknown>)[field], value, tolerance);
      if (wrong !== undefined) return `${field}: ${wrong}`;
    }
    return undefined;
  }
  return actual === expected ? undefined : `found ${show(actual)}, expected ${show(expected)}`;
}

function numberDifference(actual: unknown, expected: number, tolerance: number) {
  const value = isTensor(actual) && actual.shape.length === 0 ? actual.dataSync()[0] : actual;
  if (typeof value !== 'number') return `found ${kind(value)}, expected a number`;
  if (Object.is(value, expected)) return undefined;
  const off = Math.abs(value - expected);
  if (off <= tolerance || off <= tolerance * Math.abs(expected)) return undefined;
  if (!Number.isFinite(value)) return `found ${value}, expected a finite number`;
  const way = value > expected ? 'large' : 'small';
  const ratio = expected !== 0 ? value / expected : 0;
  const times =
    ratio > 1.5 || (ratio > 0 && ratio < 0.67) ? `, ${round(ratio)} times what is expected` : '';
  return `found ${round(value)}, too ${way}${times}`;
}

function listDifference(
  actual: ArrayLike<unknown>,
  expected: ArrayLike<unknown>,
  tolerance: number,
): string | undefined {
  if (actual.length !== expected.length) {
    return `found ${actual.length} values, expected ${expected.length}`;
  }
  let first: string | undefined;
  let wrong = 0;
  for (let i = 0; i < expected.length; i++) {
    const part = difference(actual[i], expected[i] as Value, tolerance);
    if (part === undefined) continue;
    wrong++;
    first ??= `at [${i}] ${part}`;
  }
  if (first === undefined) return undefined;
  return wrong === 1 ? first : `${first} (and ${wrong - 1} more of ${expected.length} differ)`;
}

function isTensor(value: unknown): value is TensorLike {
  return typeof value === 'object' && value !== null && 'dataSync' in value && 'shape' in value;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}

function kind(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (isTensor(value)) return `a tensor of shape [${value.shape.join(', ')}]`;
  if (isList(value)) return `a list of ${value.length}`;
  return typeof value === 'number' ? String(round(value)) : `a ${typeof value}`;
}

function show(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  return typeof value === 'object' ? kind(value) : String(value);
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}
