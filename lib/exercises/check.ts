// Whether an answer is right, and if not, what is wrong and where to look.

import { inspect } from 'node:util';
import { InputError } from '../base/errors';
import { display, escapeHtml } from '../notebook/display';
import { tf } from '../tensorflow/runtime';
import { ANSWERS } from './answers/all';
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
  let wrong: string | undefined;
  try {
    if (answer === undefined || isBlank(answer)) return BLANK;
    tf.tidy(() => {
      wrong = exercise.verdict(answer, given, grading);
    });
  } catch (error) {
    if (error instanceof Unanswered) return BLANK;
    return `it throws ${error instanceof Error ? `${error.name}: ${error.message}` : inspect(error)}`;
  }
  return wrong;
}

function say(sign: string, name: string, verdict: string, hint: string, color: string): void {
  const text = `${sign} ${name}: ${verdict}${hint && `\n  ${hint}`}`;
  const html = `<div style="border-left: 4px solid ${color}; padding-left: 10px"><b>${sign} ${escapeHtml(name)}</b>: ${escapeHtml(verdict)}${hint && `<br>${escapeHtml(hint)}`}</div>`;
  display({ text, data: { 'text/html': html } });
}
