// Command lines: --help, and no unknown arguments.
import * as util from 'node:util';

/**
 * Reads the command line by node's `util.parseArgs`. Prints `usage` and ends on --help; refuses
 * what it does not know, with the list of what it does, and exit code 2.
 */
export function readArgs(usage, options = {}, allowPositionals = false) {
  /** @type {util.ParseArgsConfig['options']} */
  const known = { ...options, help: { type: 'boolean', short: 'h' } };
  try {
    const { values, positionals } = util.parseArgs({ options: known, allowPositionals });
    if (!values.help) return { values, positionals };
  } catch (error) {
    const names = Object.keys(known).map((name) => `--${name}`);
    console.error(`${error.message.split('. ')[0]}.\nKnown are: ${names.join(', ')}.\n\n${usage}`);
    process.exit(2);
  }
  console.log(usage);
  process.exit(0);
}
