// Notebook files, as far as the commands look into them.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { checkChoice, checkList, checkObject } from '../lib/base/errors';
import { fields, optional } from '../lib/base/fields';
import { readFileOrRefuse, writeFileWhole } from '../lib/base/files';
import { ROOT } from '../lib/base/folders';
import { parseJson } from '../lib/base/json';
import { plotlyMime } from '../lib/notebook/display';

/** What a cell has shown. */
export interface Output {
  output_type: string;
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
}

/** Prose or code; notebooks of before format 4.5 have no ids. */
export interface Cell {
  id?: string;
  cell_type: 'markdown' | 'code' | 'raw';
  source: string | string[];
  metadata?: Record<string, unknown>;
  outputs?: Output[];
  execution_count?: number | null;
}

/** A notebook file; what else is in one is kept. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
}

/** The notebooks in these folders of the clone, as absolute paths, in order; a missing folder has none. */
export function listNotebooks(...folders: string[]): string[] {
  return folders.flatMap((folder) => {
    const absolute = path.join(ROOT, folder);
    if (!existsSync(absolute)) return [];
    const names = readdirSync(absolute).filter((name) => name.endsWith('.ipynb'));
    return names.sort().map((name) => path.join(absolute, name));
  });
}

/** Reads a notebook. Throws an InputError that names the file if it is none. */
export function readNotebook(file: string): Notebook {
  const notebook = parseJson(readFileOrRefuse(file, 'a notebook').toString(), file);
  checkObject(file, 'content', notebook);
  checkList(file, 'cells', notebook.cells);
  for (const [i, cell] of notebook.cells.entries()) {
    CELL(file, `cells[${i}]`, cell);
  }
  return notebook as unknown as Notebook;
}

const CELL = fields({
  cell_type: (where, field, type) => checkChoice(where, field, type, ['markdown', 'code', 'raw']),
  outputs: optional(checkList),
});

/** Writes a notebook, whole or not at all, as Jupyter does: indented by one space, a newline at the end. */
export function writeNotebook(file: string, notebook: Notebook): void {
  writeFileWhole(file, `${JSON.stringify(notebook, null, 1)}\n`);
}

/** The outputs that hold a Plotly figure, in order. */
export function figureOutputs({ cells }: Notebook): Output[] {
  return cells.flatMap(({ outputs = [] }) => outputs.filter(({ data }) => data?.[plotlyMime]));
}

/** Text that a notebook stores as one string or as a list of lines. */
export function textOf(source: unknown): string {
  return Array.isArray(source) ? source.join('') : String(source ?? '');
}

/** The first heading, and the first paragraph after it, of the notebook's prose. */
export function headOf(notebook: Notebook): { title: string; summary: string } {
  const prose = notebook.cells
    .filter((cell) => cell.cell_type === 'markdown')
    .map((cell) => textOf(cell.source))
    .join('\n\n');
  const title = /^#\s+(.+)$/m.exec(prose)?.[1] ?? 'Untitled';
  const blocks = prose.split(/\n\s*\n/).map((block) => block.trim());
  // A paragraph in italics alone says where a lab belongs, not what it is about.
  const aside = /^(#|<|!|\||>|---|\$\$|```|\*[^*]+\*$)/;
  const first = blocks.find((block) => block !== '' && !aside.test(block));
  return { title: plainText(title), summary: plainText(first ?? '') };
}

// Markdown without its marks.
function plainText(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*`]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
