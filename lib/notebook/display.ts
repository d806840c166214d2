// Shows things in a notebook. The one file that knows the kernel, tslab; elsewhere (in a test,
// on the command line) what is shown is printed as text.

import { InputError } from '../base/errors';
import type { Figure } from '../figures/figure';
import { format } from '../figures/numbers';
import type { Picture } from '../images/paint';

/** The MIME types of one output, and what each viewer should know of them. */
export interface Output {
  /** What to print where nothing richer can be shown. */
  text: string;
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
}

/** Plotly's MIME type. JupyterLab draws it with the renderer that the set-up installs. */
export const plotlyMime = 'application/vnd.plotly.v1+json';

/** Shows a figure: alive where there is Plotly, and in words anywhere else. */
export function show({ data, layout, config, alt }: Figure): void {
  display({ text: alt, data: { [plotlyMime]: { data, layout, config } } });
}

/** Shows a grid of images. */
export function showImages({ png, width, height, alt }: Picture): void {
  display({
    text: alt,
    data: { 'image/png': Buffer.from(png).toString('base64') },
    metadata: { 'image/png': { width, height, alt } },
  });
}

/** What stands in a table's cell. */
export type Cell = string | number | boolean | null | undefined;

/** What of the rows a table shows, and how. */
export interface TableOptions {
  /** Which of the rows' keys to show, in this order; the first row's keys if left out. */
  columns?: readonly string[];
  caption?: string;
  /** Columns of text to the left, of numbers (with a unit, too) to the right, unless given here. */
  align?: Record<string, 'left' | 'right' | 'center'>;
}

/**
 * Shows rows as a table, its headings their keys. Numbers are rounded to four significant
 * digits; give a string for anything else.
 */
export function showTable(
  rows: readonly Record<string, Cell>[],
  { columns = Object.keys(rows[0] ?? {}), caption, align = {} }: TableOptions = {},
): void {
  const side = (column: string) =>
    align[column] ?? (rows.every((row) => isNumber(row[column])) ? 'right' : 'left');
  const cells = rows.map((row) => columns.map((column) => cellText(row[column])));
  const line = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text, i) => `<${tag} ${styleOf(text, side(columns[i] as string))}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
  const head = caption === undefined ? '' : `<caption>${escapeHtml(caption)}</caption>`;
  const html = `<table>${head}<thead>${line('th', columns)}</thead><tbody>${cells.map((row) => line('td', row)).join('')}</tbody></table>`;

  const widths = columns.map((column, i) =>
    Math.max(column.length, ...cells.map((row) => (row[i] as string).length)),
  );
  const textLine = (texts: readonly string[]) =>
    texts
      .map((text, i) => {
        const width = widths[i] as number;
        return side(columns[i] as string) === 'right' ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const text = [caption ?? [], textLine(columns), rule, ...cells.map(textLine)].flat().join('\n');
  display({ text, data: { 'text/html': html } });
}

// What holds a number stays in one line: neither "9.50" and its "%" nor "-0.041 to 1.033" are parted.
function styleOf(text: string, side: string): string {
  const whole = /\d/.test(text) && text.length <= 24 ? '; white-space: nowrap' : '';
  return `style="text-align: ${side}${whole}"`;
}

/** Escapes text for HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

/** Shows one output. */
export function display(output: Output): void {
  const write = kernelWriter();
  if (write) write(bundle(output), false);
  else process.stdout.write(`${output.text}\n`);
}

/**
 * A place in the notebook whose output can be replaced: returns the function that shows there,
 * or undefined outside a notebook.
 */
export function newPlace(): ((output: Output) => void) | undefined {
  const write = kernelWriter();
  if (!write) return undefined;
  const id = `place-${process.pid}-${Date.now()}-${places++}`;
  let shown = false;
  return (output) => {
    write({ ...bundle(output), transient: { display_id: id } }, shown);
    shown = true;
  };
}

let places = 0;

function bundle({ text, data = {}, metadata = {} }: Output): object {
  return { data: { ...data, 'text/plain': text }, metadata, transient: {} };
}

// tslab.display sends one MIME type a call. Its internals send any number, and the module that
// holds them has been loaded by the kernel itself.
function kernelWriter(): ((content: object, update: boolean) => void) | undefined {
  for (const [file, module] of Object.entries(require.cache)) {
    if (!/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file)) continue;
    const { lastWriteDisplayData: write } = module?.exports ?? {};
    if (typeof write === 'function') return write;
    if (write === null) continue; // loaded, but no cell has run
    throw new InputError({
      where: file,
      field: 'lastWriteDisplayData',
      found: write,
      expected: 'a function, as in tslab 1.0.22',
    });
  }
  return undefined;
}

// A number, or a text that is one with a sign, an error or a unit: "9.50 %", "< 1e-4", "12 ± 3 ms".
const numeric =
  /^[<>≤≥≈~]? ?[-−+]?[\d.,]*\d(e[-+]?\d+)?( ?± ?[\d.,]+)?( ?[%‰×x]| [\p{L}/]{1,5})?$/u;

function isNumber(cell: Cell): boolean {
  if (typeof cell === 'string') return cell === '' || numeric.test(cell);
  return typeof cell === 'number' || cell === null || cell === undefined;
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'number') return String(cell);
  return Number.isInteger(cell) ? cell.toLocaleString('en-GB') : format(cell);
}
