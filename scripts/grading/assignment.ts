// An nbgrader assignment out of a notebook and its solutions: each exercise's cell with its solution marked,
// and after it a cell that grades the answer, on hidden inputs too.
import { InputError } from '../../lib/base/errors';
import { type Cell, type Notebook, textOf } from '../notebook';
import { fillings } from './fillings';

/** The first exercise of a notebook is the small one. */
const POINTS = [1, 2];
// The version of the metadata; see nbgrader's page "Cell metadata schema".
const SCHEMA = 3;

const callOf = (text: string) => /\bcheckAnswer\(([\s\S]*?)\);/.exec(text)?.[1];
const keyOf = (text: string) => /^\s*'([^']+)'/.exec(callOf(text) ?? '')?.[1];

/**
 * The source of an assignment, with solutions; nbgrader takes them out for the pupils. Throws an
 * InputError, in which the notebook is called `name`, if an exercise has no solution.
 */
export function assignmentOf(name: string, notebook: Notebook, solutions: Notebook): Notebook {
  const solved = new Map(
    solutions.cells
      .filter(({ cell_type }) => cell_type === 'code')
      .map((cell) => [keyOf(textOf(cell.source)), textOf(cell.source)]),
  );
  let exercises = 0;
  const cells = notebook.cells.flatMap((cell): Cell[] => {
    const text = textOf(cell.source);
    const key = cell.cell_type === 'code' ? keyOf(text) : undefined;
    const emptied = cell.cell_type === 'code' ? { outputs: [], execution_count: null } : {};
    if (key === undefined) return [{ ...cell, ...emptied }];
    const filled = fillings(text, solved.get(key) ?? '');
    if (!filled) {
      const expected = "the exercise's cell with its blanks filled, in the solutions notebook";
      throw new InputError({
        where: name,
        field: `exercise ${key}`,
        found: 'no solution',
        expected,
      });
    }
    const points = POINTS[Math.min(exercises++, POINTS.length - 1)];
    const gradeId = `exercise-${key.replace(/[^A-Za-z0-9]/g, '-')}`;
    const answer: Cell = {
      ...cell,
      ...emptied,
      source: withImport(markSolution(text, filled)),
      metadata: { nbgrader: cellMetadata(gradeId, { solution: true }) },
    };
    const test: Cell = {
      id: `${gradeId}-test`,
      cell_type: 'code',
      source: testCell(key, callOf(text) as string),
      metadata: {
        nbgrader: cellMetadata(`${gradeId}-test`, { grade: true, locked: true, points }),
      },
      outputs: [],
      execution_count: null,
    };
    return [answer, test];
  });
  if (exercises === 0) {
    throw new InputError({
      where: name,
      field: 'exercises',
      found: 'none',
      expected: 'at least one',
    });
  }
  return { ...notebook, cells };
}

interface Role {
  grade?: boolean;
  solution?: boolean;
  locked?: boolean;
  points?: number;
}

function cellMetadata(gradeId: string, role: Role) {
  const { grade = false, solution = false, locked = false, points } = role;
  const worth = points === undefined ? {} : { points };
  const common = { schema_version: SCHEMA, cell_type: 'code', task: false, grade_id: gradeId };
  return { ...common, grade, solution, locked, ...worth };
}

// What a cell imports is lost if it fails: no exercise may depend on another one's.
const withImport = (text: string) =>
  /\bcheckAnswer\b[^;]*\bfrom '/.test(text)
    ? text
    : `import { checkAnswer, yourAnswer } from 'alexnet-mnist';\n\n${text}`;

/** nbgrader puts `yourAnswer`, its code_stub, in place of what stands between the two marks. */
function markSolution(text: string, filled: readonly string[]): string {
  let next = 0;
  const lines = text.split('\n').map((line) => {
    const code = line.replace(/\/\/.*$/, '');
    if (/\bfrom '/.test(code)) return line;
    return (
      code.replace(/\byourAnswer\b/g, () => {
        const answer = filled[next++] ?? '';
        return `\n  // ### BEGIN SOLUTION\n  ${answer}\n  // ### END SOLUTION\n`;
      }) + line.slice(code.length)
    );
  });
  return lines.join('\n').replace(/[ \t]+\n/g, '\n');
}

const testCell = (key: string, call: string) =>
  [
    `// Graded here: ${key}, with inputs that are not shown.`,
    '// ### BEGIN HIDDEN TESTS',
    "import { gradeAnswer } from 'alexnet-mnist';",
    `gradeAnswer(${call});`,
    '// ### END HIDDEN TESTS',
  ].join('\n');
