// The notebooks as tests read them: cells, exercises, and the blanks that solutions fill.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../lib/base/folders';
import { fillIn, fillings } from '../../scripts/grading/fillings';
import { listNotebooks } from '../../scripts/notebook';

export interface Cell {
  id: string;
  kind: 'code' | 'markdown';
  source: string;
}

const inFolder = (folder: string) => listNotebooks(folder).map((file) => path.relative(ROOT, file));

/** Paths relative to the root, as all here. */
export const CORE = inFolder('notebooks').filter((file) => /\/\d\d-/.test(file));
export const LABS = inFolder('notebooks/labs');
/** The glossary and the solutions too. */
export const ALL = ['notebooks', 'notebooks/labs', 'notebooks/solutions'].flatMap(inFolder);

export function cellsOf(notebook: string): Cell[] {
  const { cells } = JSON.parse(fs.readFileSync(path.join(ROOT, notebook), 'utf8'));
  return (cells as { id: string; cell_type: string; source: string | string[] }[])
    .filter((cell) => cell.cell_type === 'code' || cell.cell_type === 'markdown')
    .map(({ id, cell_type, source }) => ({
      id,
      kind: cell_type as Cell['kind'],
      source: Array.isArray(source) ? source.join('') : source,
    }));
}

/** Where the solutions of a notebook stand. */
export function solutionsOf(notebook: string): string {
  return `notebooks/solutions/${path.basename(notebook, '.ipynb')}-solutions.ipynb`;
}

/** What the keys of a notebook's exercises begin with: '1.' or 'graphs.'. */
export function keyPrefix(notebook: string): string {
  const name = path.basename(notebook, '.ipynb');
  return `${/^\d\d-/.test(name) ? Number(name.slice(0, 2)) : name}.`;
}

/** The keys of the exercises that a cell checks. */
export function keysOf(cell: Cell): string[] {
  if (cell.kind !== 'code') return [];
  return [...cell.source.matchAll(/\bcheckAnswer\(\s*'([^']+)'/g)].map(
    (match) => match[1] as string,
  );
}

/**
 * A notebook's cells with every blank filled as its solutions do. Throws where a solution is missing
 * or changes more than the blanks.
 */
export function filledIn(notebook: string): Cell[] {
  const cells = cellsOf(notebook);
  if (!cells.some((cell) => keysOf(cell).length > 0)) return cells;
  const solutions = cellsOf(solutionsOf(notebook));
  return cells.map((cell) => {
    const keys = keysOf(cell).join();
    if (keys === '') return cell;
    const solution = solutions.find((one) => keysOf(one).join() === keys);
    if (!solution) throw new Error(`${notebook}: exercise ${keys} has no solution`);
    const filled = fillings(cell.source, solution.source);
    if (!filled) throw new Error(`${notebook}: the solution of ${keys} changes more than blanks`);
    return { ...cell, source: fillIn(cell.source, filled) };
  });
}
