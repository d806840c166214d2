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

/** Throws an InputError about one place; its field, and what was found and expected there, come with the call. */
export const failing =
  (where: string) =>
  (field: string, found: unknown, expected: string, cause?: unknown): never => {
    throw new InputError({ where, field, found, expected }, cause);
  };

/** Runs `body`. Where it throws an InputError, this throws it with what `told` has in place of its parts. */
export function retelling<Result>(
  body: () => Result,
  told: (problem: Problem) => Partial<Problem>,
): Result {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError({ ...error.problem, ...told(error.problem) }, error);
  }
}

/** Throws an InputError unless `value` is a finite number within [low, high], above a bound or whole if asked. */
export function checkNumber(
  where: string,
  field: string,
  value: unknown,
  { low = -Infinity, high = Infinity, above = -Infinity, whole = false } = {},
): asserts value is number {
  const ok =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= low &&
    value <= high &&
    value > above &&
    (!whole || Number.isInteger(value));
  if (ok) return;
  let expected = whole ? 'a whole number' : 'a number';
  if (value === Infinity || value === -Infinity) expected = 'a finite number';
  if (low === high) expected = String(low);
  else if (low > -Infinity && high < Infinity) expected += ` from ${low} to ${high}`;
  else if (above > -Infinity) expected += ` above ${above}`;
  else if (low > -Infinity) expected += ` of at least ${low}`;
  else if (high < Infinity) expected += ` of at most ${high}`;
  const found = typeof value === 'string' ? `the text "${value}"` : value;
  throw new InputError({ where, field, found, expected });
}

/** Throws an InputError unless all of a field's `values` are finite numbers. */
export function checkFinite(where: string, field: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    const problem = { where, field: `${field} value ${i}`, found: values[i] };
    throw new InputError({ ...problem, expected: 'a finite number' });
  }
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

/** Throws an InputError unless `value` is a text. */
export function checkText(where: string, field: string, value: unknown): asserts value is string {
  if (typeof value === 'string') return;
  throw new InputError({ where, field, found: value, expected: 'a text' });
}

/** Throws an InputError unless `value` is true or false. */
export function checkSwitch(
  where: string,
  field: string,
  value: unknown,
): asserts value is boolean {
  if (typeof value === 'boolean') return;
  throw new InputError({ where, field, found: value, expected: 'true or false' });
}

/** Throws an InputError unless `value` is a Uint8Array, as which a Buffer counts. */
export function checkBytes(
  where: string,
  field: string,
  value: unknown,
): asserts value is Uint8Array {
  // By its tag: one that another realm made is as good.
  const type = Object.prototype.toString.call(value).slice(8, -1);
  if (type === 'Uint8Array') return;
  const found = value === undefined || value === null ? value : `of type ${type}`;
  throw new InputError({ where, field, found, expected: 'a Uint8Array' });
}

/** A value in words, cut where it would fill the screen. */
function show(found: unknown): string {
  let text = typeof found === 'string' ? found : spell(found, 3);
  if (found === undefined) text = 'missing';
  else if (found === '') text = 'empty';
  return text.length > 200 ? `${text.slice(0, 200)} …` : text;
}

/** A value as JSON has it, `depth` levels of it: what a file holds may be nested without end. */
function spell(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 201));
  if (typeof value !== 'object' || value === null) return String(value);
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  const members = Array.isArray(value) ? value : Object.entries(value);
  if (Array.isArray(value)) {
    if (depth === 0 && value.length > 0) return '[…]';
    return `[${members
      .slice(0, 100)
      .map((member) => spell(member, depth - 1))
      .join(', ')}]`;
  }
  if (depth === 0 && members.length > 0) return '{…}';
  const fields = members.slice(0, 100).map(([key, member]) => {
    return `${spell(key, 0)}:${spell(member, depth - 1)}`;
  });
  return `{${fields.join(',')}}`;
}
