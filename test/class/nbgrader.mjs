// node test/class/nbgrader.mjs [NOTEBOOK] [--whole]: grades four pupils with nbgrader, from release to grades.
// One has all right, one half, one has a cell that throws, one an endless loop. Prints the points of each and
// fails if they are not as expected. Without --whole the submissions hold the exercises alone, which a
// notebook allows whose exercises need nothing from its other cells. NBGRADER names a venv that has
// nbgrader; else one is made.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/paths.mjs';

const args = process.argv.slice(2);
const whole = args.includes('--whole');
const name = args.find((word) => !word.startsWith('-')) ?? '02-parameters';
// Below the clone, so that the notebooks find its packages.
const course = fs.mkdtempSync(path.join(root, 'grading', 'trial-'));
const venv = process.env.NBGRADER ?? path.join(course, 'venv');
process.on('exit', () => fs.rmSync(course, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

function run(program, ...words) {
  const env = {
    ...process.env,
    PATH: `${path.join(venv, 'bin')}:${process.env.PATH}`, // nbgrader calls others of its venv
    JUPYTER_PATH: path.join(root, '.venv', 'share', 'jupyter'),
  };
  const done = spawnSync(program, words, { cwd: course, env, encoding: 'utf8' });
  if (done.status !== 0) {
    console.error(`${path.basename(program)} ${words.join(' ')}\n${done.stdout}${done.stderr}`);
    process.exit(1);
  }
  return done.stdout;
}
const nbgrader = (...words) => run(path.join(venv, 'bin', 'python'), '-m', 'nbgrader', ...words);

if (!process.env.NBGRADER) {
  run('python3', '-m', 'venv', venv);
  run(path.join(venv, 'bin', 'pip'), 'install', '--quiet', 'nbgrader==0.9.6');
}
fs.copyFileSync(
  path.join(root, 'grading', 'nbgrader_config.py'),
  path.join(course, 'nbgrader_config.py'),
);
const make = path.join(root, 'build', 'scripts', 'assignment.js');
run(process.execPath, make, name, '--to', path.join(course, 'source'));

const read = (...where) =>
  JSON.parse(fs.readFileSync(path.join(course, ...where, name, `${name}.ipynb`), 'utf8'));
const textOf = ({ source }) => (Array.isArray(source) ? source.join('') : source);
const isAnswer = ({ metadata }) => metadata.nbgrader?.solution === true;

nbgrader('generate_assignment', name, '--force');
const released = read('release');
const leaks = released.cells.map(textOf).filter((text) => /gradeAnswer|SOLUTION/.test(text));
const blanks = released.cells.filter(
  (cell) => isAnswer(cell) && /= *\n? *yourAnswer/.test(textOf(cell)),
);
console.log(`released: ${blanks.length} blanks, ${leaks.length} solutions or hidden tests left in`);

const solved = read('source').cells.filter(isAnswer).map(textOf);
const fill = (text, by) => text.replace(/=\s*yourAnswer\s*;/, () => `= ${by};`);
const endless = '(() => { for (;;) {} })()';
/** What becomes of the first and of the second exercise, and the points that it is worth. */
const PUPILS = {
  right: { answers: [() => solved[0], () => solved[1]], points: [1, 2] },
  half: {
    answers: [() => solved[0], (text) => fill(text, '(() => Number.NaN) as never')],
    points: [1, 0],
  },
  throws: {
    answers: [(text) => fill(text, "(() => { throw new Error('oh'); })()"), () => solved[1]],
    points: [0, 2],
  },
  endless: { answers: [(text) => fill(text, endless), () => solved[1]], points: [0, 2] },
};

for (const [pupil, { answers }] of Object.entries(PUPILS)) {
  const notebook = read('release');
  if (!whole) notebook.cells = notebook.cells.filter(({ metadata }) => metadata.nbgrader);
  notebook.cells.filter(isAnswer).forEach((cell, i) => {
    cell.source = answers[i]?.(textOf(cell)) ?? textOf(cell);
  });
  const folder = path.join(course, 'submitted', pupil, name);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, `${name}.ipynb`), JSON.stringify(notebook));
}
const limit = whole ? 120 : 30;
nbgrader('autograde', name, '--create', `--Execute.timeout=${limit}`);
nbgrader('generate_feedback', name);
nbgrader('export');

const report = path.join(course, 'points.py');
fs.writeFileSync(
  report,
  `import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    print(json.dumps({s.student.id: [c.score for n in s.notebooks for c in sorted(n.grades, key=lambda c: c.name)]
                      for s in book.assignment_submissions("${name}")}))
`,
);
const points = JSON.parse(run(path.join(venv, 'bin', 'python'), report));
let wrong = leaks.length + Math.abs(blanks.length - 2);
for (const [pupil, { points: expected }] of Object.entries(PUPILS)) {
  const same = JSON.stringify(points[pupil]) === JSON.stringify(expected);
  if (!same) wrong++;
  console.log(`${pupil}: ${points[pupil]} points, expected ${expected}${same ? '' : '  WRONG'}`);
}
const pages = fs.readdirSync(path.join(course, 'feedback')).length;
const rows = fs.readFileSync(path.join(course, 'grades.csv'), 'utf8').trim().split('\n').length - 1;
console.log(
  `${Object.keys(points).length} submissions graded, ${pages} with feedback, ${rows} rows in grades.csv`,
);
process.exit(wrong > 0 || pages !== 4 || rows !== 4 ? 1 : 0);
