// What solutions put in place of the blanks of an exercise's cell.

/** The text between the blanks of an exercise's cell; the import and remarks beside them removed. */
function aroundBlanks(exercise: string): string[] {
  return exercise
    .replace(/^\s*\/\/[^\n]*\byourAnswer\b[^\n]*\n/gm, '')
    .replace(/(\byourAnswer\b[;,]?)[ \t]*\/\/[^\n]*/g, '$1')
    .replace(/,\s*yourAnswer\b(?=[^;]*\bfrom ')|\byourAnswer,\s*(?=[^;]*\bfrom ')/g, '')
    .split(/\byourAnswer\b/);
}

/**
 * What a solution's cell puts in place of the blanks; undefined unless it is the exercise's cell with
 * its blanks filled and nothing else changed; lines may follow.
 */
export function fillings(exercise: string, solution: string): string[] | undefined {
  const escaped = aroundBlanks(exercise).map((part) =>
    part
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/\s+/g, '\\s+')
      .trim(),
  );
  if (escaped.length === 1) return undefined;
  // A remark may stay beside the answer, too.
  const [first, ...rest] = escaped;
  const parts = [first, ...rest.map((part) => part.replace(/^;/, ';(?:[ \\t]*//[^\\n]*)?'))];
  const match = new RegExp(`^\\s*${parts.join('([\\s\\S]+?)')}(\\n[\\s\\S]*)?$`).exec(solution);
  return match?.slice(1, escaped.length).map((text) => text.trim());
}

/** The exercise's own cell, with the fillings in place of its blanks. */
export function fillIn(exercise: string, filled: readonly string[]): string {
  return aroundBlanks(exercise)
    .map((part, i) => part + (filled[i] ?? ''))
    .join('');
}
