// What the compiled commands share: how a command line is read and refused, and how a command ends.
// Those that run before there is anything compiled have args.mjs.
import { parseArgs } from 'node:util';
import { checkChoice, checkNumber, InputError } from '../lib/base/errors';

/** Option: its default and what it means. A default of false makes it a switch. */
export type Options = Record<string, readonly [initial: string | false, meaning: string]>;

/** The options that were given, by name. */
export type Given = Record<string, string | boolean | undefined>;

const WHERE = 'command line';

/** Throws the InputError of a command line. */
export function refuse(field: string, found: unknown, expected: string, cause?: unknown): never {
  throw new InputError({ where: WHERE, field, found, expected }, cause);
}

/**
 * The options of a command line, and its words, of which there may be none unless `words` says what
 * they are. Throws an InputError for what is unknown, lacks its value, or is given twice.
 */
export function readCommandLine(
  args: string[],
  options: Options,
  words?: string,
): { given: Given; words: string[] } {
  const all: Options = { ...options, help: [false, ''] };
  const types = Object.entries(all).map(([name, [initial]]) => {
    return [name, { type: initial === false ? 'boolean' : 'string' }] as const;
  });
  const parsed = parseArgs({
    args: args.map((arg) => (arg === '-h' ? '--help' : arg)),
    options: Object.fromEntries(types),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const seen = new Set<string>();
  for (const token of parsed.tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      if (words === undefined) refuse('argument', token.value, 'options only, such as --help');
      continue;
    }
    const { name, rawName, value } = token;
    const known = Object.keys(all).map((one) => `--${one}`);
    const option = Object.hasOwn(all, name) ? all[name] : undefined;
    if (!option) return refuse(rawName, 'unknown', `one of ${known.join(', ')}`);
    if (seen.has(name)) refuse(rawName, 'given twice', 'once');
    seen.add(name);
    const [initial, meaning] = option;
    if (initial === false && value !== undefined) refuse(rawName, value, 'no value');
    if (initial !== false && (!value || value.startsWith('--'))) {
      refuse(rawName, 'without a value', `one: ${meaning}`);
    }
  }
  return { given: parsed.values as Given, words: parsed.positionals };
}

/** The lines of a help text that explain the options. */
export function explain(options: Options): string {
  const all: Options = { ...options, help: [false, 'this text'] };
  const lines = Object.entries(all).map(([name, [initial, meaning]]) => {
    const flag = `--${name}${initial === false ? '' : ' X'}`;
    return `  ${flag.padEnd(20)} ${meaning}${initial ? ` (${initial})` : ''}`;
  });
  return lines.join('\n');
}

/** What an option was given, or its default. */
export function textOf(name: string, given: Given, options: Options): string {
  return String(given[name] ?? options[name]?.[0]);
}

/** A number out of an option's text. Throws an InputError unless it is one, within the bounds. */
export function numberOf(
  name: string,
  text: string,
  bounds: { low?: number; high?: number; whole?: boolean } = { low: 0 },
): number {
  // JSON has no -0: a record of it would differ from what was trained.
  const value = text.trim() === '' ? Number.NaN : Number(text) + 0;
  checkNumber(WHERE, `--${name}`, Number.isNaN(value) ? text : value, bounds);
  return value;
}

/** One of some words out of an option's text. Throws an InputError for another. */
export function choiceOf<const Choice extends string>(
  name: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  checkChoice(WHERE, `--${name}`, text, choices);
  return text as Choice;
}

/** A path as a shell takes it. */
export function quote(text: string): string {
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * Runs a command to its end. Errors that explain themselves are printed without their trace; a wrong
 * command line ends with exit code 2, anything else with 1.
 */
export function runCommand(main: (args: string[]) => void | Promise<void>): void {
  // Whoever started it has gone, and with it the way to end this.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
  // What nobody reads any more, as after `| head` or when a terminal is closed, is no reason to end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  Promise.resolve(process.argv.slice(2))
    .then(main)
    .catch((error: Error) => {
      const explained = error instanceof InputError || 'code' in error;
      process.stderr.write(`${explained ? error.message : error.stack}\n`);
      const wrong = error instanceof InputError && error.problem.where === WHERE;
      process.exitCode = wrong ? 2 : 1;
    });
}
