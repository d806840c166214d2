// Whether an answer is right, and if not, what is wrong and where to look.

import { InputError } from '../base/errors';
import { display, escapeHtml } from '../notebook/display';
import { tf } from '../tensorflow/runtime';
import { ANSWERS } from './answers/all';
import { difference, type Value } from './compare';
import { type Exercise, type Exercises, isBlank, Unanswered } from './exercise';

/**
 * Shows whether the answer to an exercise is right, and if not, what is wrong with it and where to
 * look; an answer with a blank left in it is "not answered yet". `given` is what the exercise needs
 * of the notebook, such as its data. Never throws for an answer, whatever it is; throws an InputError
 * for an unknown key.
 */
export function checkAnswer(
  key: string,
  answer: unknown,
  given?: unknown,
  exercises: Exercises = ANSWERS,
): void {
  const exercise = exerciseOf(key, exercises);
  const name = `${key} ${exercise.title}`;
  const wrong = verdictOn(exercise, answer, given, false);
  if (wrong === undefined) say('✓', name, 'right', '', '#1a7f37');
  else if (wrong === BLANK) say('○', name, BLANK, '', '#57606a');
  else
    say('✗', name, `not yet: ${wrong}`, exercise.hint ? `Hint: ${exercise.hint}` : '', '#cf222e');
}

/**
 * For grading: returns if the answer is right on the hidden inputs as well, and throws otherwise. The
 * parameters are those of `checkAnswer`.
 */
export function gradeAnswer(
  key: string,
  answer: unknown,
  given?: unknown,
  exercises: Exercises = ANSWERS,
): void {
  const exercise = exerciseOf(key, exercises);
  const wrong = verdictOn(exercise, answer, given, true);
  if (wrong !== undefined) throw new Error(`${key} ${exercise.title}: ${wrong}`);
}

const BLANK = 'not answered yet';

function exerciseOf(key: string, exercises: Exercises): Exercise {
  const exercise = exercises[key];
  if (exercise) return exercise;
  const expected = `one of ${Object.keys(exercises).join(', ')}`;
  throw new InputError({ where: 'exercise', field: 'key', found: key, expected });
}

function verdictOn(exercise: Exercise, answer: unknown, given: unknown, grading: boolean) {
  if (answer === undefined || isBlank(answer)) return BLANK;
  let wrong: string | undefined;
  try {
    tf.tidy(() => {
      wrong = exercise.verdict(answer, given, grading);
    });
  } catch (error) {
    if (error instanceof Unanswered) return BLANK;
    return `it throws ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
  }
  return wrong;
}

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
