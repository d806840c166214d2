// What a reader reads in a notebook: its words, its pictures, its links.
import type { Cell } from './lesson';

/** Prose alone: folded parts, blocks of code, formulas and the targets of links taken out. */
export function proseOf({ kind, source }: Cell): string {
  if (kind !== 'markdown') return '';
  return source
    .replace(/<details>[\s\S]*?<\/details>/g, '')
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/\$\$[\s\S]*?\$\$/g, '')
    .replace(/\]\([^)]*\)/g, ']');
}

export function wordsOf(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** The lines of a code cell that a reader has to follow: imports and empty lines do not count. */
export function linesOf({ source }: Cell): number {
  const code = source.replace(/^import [^;]*;$/gm, '');
  return code.split('\n').filter((line) => line.trim() !== '').length;
}

export const showsPicture = ({ kind, source }: Cell): boolean =>
  kind === 'code' && /\b(show|showImages|progress|trainWithProgress)\(/.test(source);

/** The most words between one picture and the next, before the exercises; a table is looked up, not read. */
export function longestWithoutPicture(cells: readonly Cell[]): number {
  let longest = 0;
  let words = 0;
  for (const cell of cells) {
    if (showsPicture(cell)) words = 0;
    const [before = '', ...exercises] = proseOf(cell).split(/^## Exercises$/m);
    words += wordsOf(before.replace(/^\|.*$/gm, ''));
    longest = Math.max(longest, words);
    if (exercises.length > 0) break;
  }
  return longest;
}

/** The anchors that JupyterLab gives to the headings of a notebook. */
export function anchorsOf(cells: readonly Cell[]): string[] {
  return headingsOf(cells).map((heading) =>
    heading.replace(/^#+ /, '').replaceAll('`', '').trim().replaceAll(' ', '-'),
  );
}

export function headingsOf(cells: readonly Cell[]): string[] {
  return cells.flatMap((cell) =>
    proseOf(cell)
      .split('\n')
      .filter((line) => /^#{1,6} /.test(line)),
  );
}

/** The targets of all links in the prose. */
export function linksOf(cells: readonly Cell[]): string[] {
  const prose = cells.filter(({ kind }) => kind === 'markdown').map(({ source }) => source);
  const plain = prose.join('\n').replace(/^```[\s\S]*?^```/gm, '');
  return [...plain.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] as string);
}
