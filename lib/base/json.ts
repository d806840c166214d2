// JSON from files that others wrote: parsed, or refused by name.
import { failing } from './errors';

/** Deeper than any file of ours by far, and far from where recursion would end. */
const DEEPEST = 100;

/**
 * The value that a JSON text says. Throws an InputError that names `where` and `field` if it is not
 * JSON, or if its lists and objects are nested so deep that who walks them runs out of stack.
 */
export function parseJson(text: string, where: string, field = 'content'): unknown {
  const fail = failing(where);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return fail(field, `unreadable (${(cause as Error).message})`, 'whole JSON', cause);
  }
  // Level by level, without recursion.
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) fail(field, `nested more than ${DEEPEST} levels deep`, 'less');
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
  }
  return value;
}
