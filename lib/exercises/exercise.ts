// What an exercise is: a title, and a verdict on an answer. The answers themselves stand in answers/.

import { difference, type Value } from './compare';

/**
 * The blank in an exercise's cell, to be replaced by the answer. Its type is `never`, so that a
 * variable of any type takes it.
 */
export const yourAnswer = Symbol('not answered yet') as never;

/** A question with its answer: what `checkAnswer` and `gradeAnswer` go by. */
export interface Exercise {
  title: string;
  /** Where to look when the answer is wrong. */
  hint?: string;
  /**
   * What is wrong with the answer, or undefined if nothing is. `given` is what the exercise's cell
   * hands over, such as its data. Grading tries the hidden inputs, too.
   */
  verdict(answer: unknown, given: unknown, grading: boolean): string | undefined;
}

/** Exercises by key: '1.2' for the second of notebook 1, 'graphs.2' for that of the lab "graphs". */
export type Exercises = Readonly<Record<string, Exercise>>;

interface Task {
  title: string;
  hint?: string;
}

interface Compared extends Task {
  /** How far a number may be off: absolutely, or by this share of the expected; 1e-4 if left out. */
  tolerance?: number;
}

/** The answer is a function: it must return what `reference` does, within the tolerance. */
export function ofFunction<Arguments extends unknown[] | [], Given = undefined>({
  title,
  hint,
  reference,
  inputs,
  hidden = () => [],
  tolerance = 1e-4,
}: Compared & {
  reference: (...args: Arguments) => Value;
  /** Lists of arguments; the verdict names the first for which the answer is wrong. */
  inputs: (given: Given) => readonly Arguments[];
  /** More of them, for grading alone, against answers made to fit the first. */
  hidden?: (given: Given) => readonly Arguments[];
}): Exercise {
  return {
    title,
    hint,
    verdict(answer, given, grading) {
      if (typeof answer !== 'function') return `found ${typeof answer}, expected a function`;
      const tried = [...inputs(given as Given), ...(grading ? hidden(given as Given) : [])];
      for (const args of tried) {
        const expected = reference(...args); // first, lest the answer change its arguments
        const call = `for (${args.map(shorten).join(', ')})`;
        const found = answer(...args);
        if (isBlank(found)) throw new Unanswered();
        if (found === undefined) return `${call} it returns nothing`;
        const wrong = difference(found, expected, tolerance);
        if (wrong !== undefined) return `${call} ${wrong}`;
      }
      return undefined;
    },
  };
}

/** The answer is a value: numbers within the tolerance, texts and booleans exactly. */
export function ofValue<Given = undefined>({
  title,
  hint,
  expected,
  tolerance = 1e-4,
}: Compared & { expected: (given: Given) => Value }): Exercise {
  const verdict = (answer: unknown, given: unknown) =>
    difference(answer, expected(given as Given), tolerance);
  return { title, hint, verdict };
}

/** More than one answer is right: `judge` says true, or what is wrong. */
export function byJudgment<Answer, Given = undefined>({
  title,
  hint,
  judge,
}: Task & {
  judge: (answer: Answer, given: Given, grading: boolean) => true | string;
}): Exercise {
  return {
    title,
    hint,
    verdict(answer, given, grading) {
      const result = judge(answer as Answer, given as Given, grading);
      return result === true ? undefined : result;
    },
  };
}

/** Thrown where a blank turns up while an answer is tried. */
export class Unanswered extends Error {}

/** Whether a value is the blank, or a list or object that still holds one. */
export function isBlank(value: unknown): boolean {
  if (value === yourAnswer || value === undefined) return value === yourAnswer;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return Object.values(value).some((part) => part === yourAnswer);
}

function shorten(argument: unknown): string {
  const text = JSON.stringify(argument) ?? String(argument);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
