// Writes the web edition: one page for each notebook, an index, and all that they need to work
// from a disk without a network. nbconvert does the converting, with the template in site/.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { writeFileWhole } from '../../lib/base/files';
import { ROOT } from '../../lib/base/folders';
import { headOf, readNotebook } from '../notebook';
import { copyAssets } from './assets';
import { writeFolderWhole } from './folder';
import { writeFront } from './front';
import { finishPage, type Page } from './page';
import { searchEntries } from './search';

const sources = path.join(ROOT, 'scripts/publish/site');
// Run as a module: the programs beside it hold the path where they were installed.
const python = path.join(ROOT, '.venv/bin/python');

/**
 * Writes `site`, from empty, out of executed notebooks given in reading order; where that fails the old one
 * stays. A notebook in a folder `solutions` or `labs` becomes a page in a folder of that name; the others are
 * chapters, but for the glossary. Returns the notebooks' pages.
 */
export function writeSite(site: string, notebooks: readonly string[]): Page[] {
  const pages = notebooks.map(describePage);
  writeFolderWhole(site, (fresh) => writePages(fresh, pages));
  console.log(`  ${path.relative(ROOT, site)}  ${pages.length} pages, start at index.html`);
  return pages;
}

function writePages(site: string, pages: readonly Page[]): void {
  copyAssets(path.join(site, 'assets'));
  for (const folder of new Set(pages.map(({ file }) => path.dirname(file)))) {
    const inside = pages.filter(({ file }) => path.dirname(file) === folder);
    convert(
      inside.map(({ notebook }) => notebook),
      path.join(site, folder),
    );
  }
  const entries = pages.flatMap((page) => {
    const written = path.join(site, page.file);
    const html = finishPage(fs.readFileSync(written, 'utf8'), page, pages);
    writeFileWhole(written, html);
    return searchEntries(html, page);
  });
  // A script, since a page from a disk may not read files.
  const list = `const searchEntries = ${JSON.stringify(entries)};\n`;
  writeFileWhole(path.join(site, 'assets/entries.js'), list);
  writeFileWhole(path.join(site, 'index.html'), writeFront(pages));
}

function describePage(notebook: string): Page {
  const parent = path.basename(path.dirname(notebook));
  const name = path.basename(notebook, '.ipynb');
  const kind =
    parent === 'solutions'
      ? 'solution'
      : parent === 'labs'
        ? 'lab'
        : name === 'glossary'
          ? 'glossary'
          : 'chapter';
  const folder = kind === 'solution' || kind === 'lab' ? `${parent}/` : '';
  return { notebook, kind, file: `${folder}${name}.html`, ...headOf(readNotebook(notebook)) };
}

function convert(notebooks: readonly string[], folder: string): void {
  const args = ['-m', 'nbconvert', '--to=html', '--template=site', '--log-level=ERROR'];
  args.push(`--TemplateExporter.extra_template_basedirs=${path.dirname(sources)}`);
  args.push(`--output-dir=${folder}`, ...notebooks);
  execFileSync(python, args, { stdio: ['ignore', 'inherit', 'inherit'] });
}
