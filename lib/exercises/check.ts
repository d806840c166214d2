// Exercises that check themselves: each says right, or what is wrong and where to look.

import { display, escapeHtml } from '../notebook/display';
import { difference, type Value } from './compare';

export interface CheckOptions {
  /** How far a number may be off: absolutely, or by this share of the expected; 1e-4 of both. */
  tolerance?: number;
  /** Where to look when the answer is wrong. */
  hint?: string;
}

/**
 * Compares an answer with what is expected and shows the verdict: numbers, arrays, typed arrays
 * and tensors (shape first) within a tolerance; strings, booleans and the fields of plain
 * objects exactly. `expected` may be a function that computes it, so that it is not in plain
 * sight. An undefined answer is "not answered yet". Never throws for an answer, whatever it is.
 */
export function check(
  name: string,
  actual: unknown,
  expected: Value | (() => Value),
  options: CheckOptions = {},
): void {
  judge(name, actual, options, () => {
    const target = typeof expected === 'function' ? expected() : expected;
    return difference(actual, target, options.tolerance ?? 1e-4);
  });
}

/**
 * Calls the answer, a function, with each of `inputs` (lists of arguments) and compares what it
 * returns with what `reference` does; the verdict names the first input that differs.
 */
export function checkFunction<Arguments extends unknown[]>(
  name: string,
  actual: ((...args: Arguments) => unknown) | undefined,
  reference: (...args: Arguments) => Value,
  inputs: readonly Arguments[],
  options: CheckOptions = {},
): void {
  judge(name, actual, options, () => {
    if (typeof actual !== 'function') return `found ${typeof actual}, expected a function`;
    for (const args of inputs) {
      const answer = actual(...args);
      const call = `for (${args.map((arg) => shorten(JSON.stringify(arg) ?? String(arg))).join(', ')}) `;
      if (answer === undefined) return `${call}it returns nothing`;
      const wrong = difference(answer, reference(...args), options.tolerance ?? 1e-4);
      if (wrong !== undefined) return call + wrong;
    }
    return undefined;
  });
}

/** Checks a condition that `judgement` states: true is right, a text says what is wrong. */
export function checkThat<T>(
  name: string,
  actual: T | undefined,
  judgement: (actual: T) => true | string,
  options: CheckOptions = {},
): void {
  judge(name, actual, options, () => {
    const result = judgement(actual as T);
    return result === true ? undefined : result;
  });
}

function judge(
  name: string,
  actual: unknown,
  { hint }: CheckOptions,
  compare: () => string | undefined,
): void {
  if (actual === undefined) {
    say('○', name, 'not answered yet', '', '#57606a');
    return;
  }
  let wrong: string | undefined;
  try {
    wrong = compare();
  } catch (error) {
    wrong = `it throws ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
  }
  if (wrong === undefined) {
    say('✓', name, 'right', '', '#1a7f37');
    return;
  }
  say('✗', name, `not yet: ${wrong}`, hint ? `Hint: ${hint}` : '', '#cf222e');
}

function say(sign: string, name: string, verdict: string, hint: string, color: string): void {
  const text = `${sign} ${name}: ${verdict}${hint && `\n  ${hint}`}`;
  const html = `<div style="border-left: 4px solid ${color}; padding-left: 10px"><b>${sign} ${escapeHtml(name)}</b>: ${escapeHtml(verdict)}${hint && `<br>${escapeHtml(hint)}`}</div>`;
  display({ text, data: { 'text/html': html } });
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
