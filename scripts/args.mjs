// Command lines: --help, and no argument that is unknown or given twice.
import * as util from 'node:util';

/**
 * Reads the command line by node's `util.parseArgs`. Prints `usage` and ends on --help; refuses
 * what it does not know, with the list of what it does, and what is given twice, with exit code 2.
 */
export function readArgs(usage, options = {}, allowPositionals = false) {
  /** @type {util.ParseArgsConfig['options']} */
  const known = { ...options, help: { type: 'boolean', short: 'h' } };
  try {
    const { values, positionals, tokens } = util.parseArgs({ options: known, allowPositionals, tokens: true }); // biome-ignore format: one line
    const given = tokens.flatMap((token) => (token.kind === 'option' ? token.name : []));
    const twice = given.find((name, i) => given.indexOf(name) !== i);
    if (twice) throw new Error(`Option '--${twice}' is given twice`);
    if (!values.help) return { values, positionals };
  } catch (error) {
    const names = Object.keys(known).map((name) => `--${name}`);
    console.error(`${error.message.split('. ')[0]}.\nKnown are: ${names.join(', ')}.\n\n${usage}`);
    process.exit(2);
  }
  console.log(usage);
  process.exit(0);
}
