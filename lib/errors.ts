/** What was wrong with some input: where it stands, which field, what was found and expected. */
export interface Problem {
  /** The file, or the function, that the input belongs to. */
  where: string;
  field: string;
  found: unknown;
  expected: string;
}

/** The one error this package throws for bad input. Its message names all four parts. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    const { where, field, found, expected } = problem;
    super(`${where}: ${field} is ${show(found)}, expected ${expected}`, { cause });
    this.problem = problem;
  }
}

/** Throws an InputError unless `value` is a finite number within [low, high], whole if asked. */
export function checkNumber(
  where: string,
  field: string,
  value: unknown,
  { low = -Infinity, high = Infinity, whole = false } = {},
): asserts value is number {
  const ok =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= low &&
    value <= high &&
    (!whole || Number.isInteger(value));
  if (ok) return;
  const kind = whole ? 'a whole number' : 'a number';
  let bounds = '';
  if (low > -Infinity && high < Infinity) bounds = ` from ${low} to ${high}`;
  else if (low > -Infinity) bounds = ` of at least ${low}`;
  else if (high < Infinity) bounds = ` of at most ${high}`;
  throw new InputError({ where, field, found: value, expected: kind + bounds });
}

/** Throws an InputError unless `value` is one of `choices`. */
export function checkChoice(
  where: string,
  field: string,
  value: unknown,
  choices: readonly string[],
): void {
  if (choices.includes(value as string)) return;
  throw new InputError({ where, field, found: value, expected: `one of ${choices.join(', ')}` });
}

/** Throws an InputError unless `value` is an object with named fields. */
export function checkObject(
  where: string,
  field: string,
  value: unknown,
): asserts value is Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new InputError({ where, field, found: value, expected: 'an object' });
}

/** Throws an InputError unless `value` is a list. */
export function checkList(
  where: string,
  field: string,
  value: unknown,
): asserts value is unknown[] {
  if (Array.isArray(value)) return;
  throw new InputError({ where, field, found: value, expected: 'a list' });
}

function show(found: unknown): string {
  if (typeof found === 'string') return found === '' ? 'empty' : found;
  if (Array.isArray(found)) return `[${found.join(', ')}]`;
  if (typeof found === 'object' && found !== null) return JSON.stringify(found);
  return String(found);
}
