// npm run assignment: makes the sources of nbgrader's assignments from notebooks and their solutions.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../lib/base/folders';
import { explain, type Options, readCommandLine, refuse, runCommand, textOf } from './command';
import { assignmentOf } from './grading/assignment';
import { listNotebooks, readNotebook, writeNotebook } from './notebook';

const OPTIONS: Options = { to: ['grading/source', 'the folder'] };

const HELP = `npm run assignment -- NOTEBOOK …

Makes the source of an nbgrader assignment from each notebook, named by its number or a part of its
name, and the solutions to it: grading/source/NAME/NAME.ipynb. What comes then is in grading/README.md.

  npm run assignment -- 03

${explain(OPTIONS)}
`;

const nameOf = (file: string) => path.basename(file, '.ipynb');

const NOTEBOOKS = listNotebooks('notebooks', 'notebooks/labs').filter(
  (file) => nameOf(file) !== 'glossary',
);

function find(word: string): string[] {
  const found = NOTEBOOKS.filter((file) => nameOf(file).includes(word));
  if (found.length > 0) return found;
  return refuse('notebook', word, `a part of one of ${NOTEBOOKS.map(nameOf).join(', ')}`);
}

/**
 * Writes the source of the assignment of one notebook, and returns where. Throws an InputError that names
 * the notebook, or its solutions, if it is none.
 */
export function writeAssignment(file: string, folder: string): string {
  const name = nameOf(file);
  const solutions = path.join(ROOT, 'notebooks', 'solutions', `${name}-solutions.ipynb`);
  const source = assignmentOf(name, readNotebook(file), readNotebook(solutions));
  const target = path.join(folder, name, `${name}.ipynb`);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  writeNotebook(target, source);
  return target;
}

function main(args: string[]): void {
  const { given, words } = readCommandLine(args, OPTIONS, 'notebooks');
  if (given.help) return void process.stdout.write(HELP);
  if (words.length === 0) refuse('notebook', 'none', 'at least one, such as 03');
  const folder = path.resolve(ROOT, textOf('to', given, OPTIONS));
  for (const file of new Set(words.flatMap(find))) {
    console.log(`${path.relative(ROOT, writeAssignment(file, folder))} is written.`);
  }
}

if (require.main === module) runCommand(main);
