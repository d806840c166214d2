// Writes the web edition: one page for each notebook, an index, and all that they need to work
// from a disk without a network. nbconvert does the converting, with the template in site/.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { writeFileWhole } from '../../lib/base/files';
import { headOf, readNotebook } from './notebook';

const root = path.resolve(__dirname, '../../..');
const sources = path.join(root, 'scripts/publish/site');
const modules = path.join(root, 'node_modules');
// Run as modules: the programs beside it hold the path where they were installed.
const python = path.join(root, '.venv/bin/python');
const name = 'AlexNet on MNIST in TypeScript';

/** A page of the web edition, made from a notebook. */
export interface Page {
  notebook: string;
  /** Its address from the site's root. */
  file: string;
  title: string;
  summary: string;
}

/**
 * Writes `site`, from empty, out of executed notebooks given in reading order. A notebook in a
 * folder `solutions` becomes a page in a folder of that name, which the index does not list. Returns the notebooks' pages.
 */
export function writeSite(site: string, notebooks: readonly string[]): Page[] {
  fs.rmSync(site, { recursive: true, force: true });
  copyAssets(path.join(site, 'assets'));
  const pages = notebooks.map(describePage);
  const chapters = pages.filter(({ file }) => !file.includes('/'));
  for (const folder of new Set(pages.map(({ file }) => path.dirname(file)))) {
    const inside = pages.filter(({ file }) => path.dirname(file) === folder);
    convert(
      inside.map(({ notebook }) => notebook),
      path.join(site, folder),
    );
  }
  for (const page of pages) {
    const written = path.join(site, page.file);
    writeFileWhole(written, finish(fs.readFileSync(written, 'utf8'), page, chapters));
  }
  writeFileWhole(path.join(site, 'index.html'), writeIndex(chapters));
  console.log(`  ${path.relative(root, site)}  ${pages.length} pages, start at index.html`);
  return pages;
}

function describePage(notebook: string): Page {
  const folder = path.basename(path.dirname(notebook)) === 'solutions' ? 'solutions/' : '';
  const file = `${folder}${path.basename(notebook, '.ipynb')}.html`;
  return { notebook, file, ...headOf(readNotebook(notebook)) };
}

function convert(notebooks: readonly string[], folder: string): void {
  const args = ['-m', 'nbconvert', '--to=html', '--template=site', '--log-level=ERROR'];
  args.push(`--TemplateExporter.extra_template_basedirs=${path.dirname(sources)}`);
  args.push(`--output-dir=${folder}`, ...notebooks);
  execFileSync(python, args, { stdio: ['ignore', 'inherit', 'inherit'] });
}

function finish(html: string, page: Page, chapters: readonly Page[]): string {
  const base = page.file.includes('/') ? '../' : '';
  const place = chapters.indexOf(page);
  const link = (to: Page | undefined, text: (title: string) => string) =>
    to ? `<a href="${base}${to.file}">${text(escapeHtml(to.title))}</a>` : '<span></span>';
  const navigation = [
    '<nav aria-label="chapters">',
    place < 0 ? '<span></span>' : link(chapters[place - 1], (title) => `← ${title}`),
    `<a href="${base}index.html">All chapters</a>`,
    place < 0 ? '<span></span>' : link(chapters[place + 1], (title) => `${title} →`),
    '</nav>',
  ].join('\n');
  const values: Record<string, string> = {
    title: `${escapeHtml(page.title)} · ${name}`,
    summary: escapeHtml(page.summary),
    base,
    navigation,
  };
  return html
    .replace(/@@(title|summary|base|navigation)@@/g, (_, key: string) => values[key] ?? '')
    .replace(/(<a\b[^>]*\bhref="(?![a-z]+:)[^"#]+)\.ipynb(["#])/g, '$1.html$2');
}

function writeIndex(chapters: readonly Page[]): string {
  const items = chapters.map(
    ({ file, title, summary }) =>
      `<li><a href="${file}">${escapeHtml(title)}</a><p>${escapeHtml(summary)}</p></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}: the chapters</title>
<meta name="description" content="A tutorial in ${chapters.length} executed notebooks: AlexNet's structure on handwritten digits, in TypeScript with TensorFlow and Plotly.">
<link rel="stylesheet" href="assets/style.css">
</head>
<body>
<main>
<h1>${name}</h1>
<p>A tutorial in executed notebooks. The figures on these pages are alive; the code runs in JupyterLab.</p>
<ol class="chapters">
${items.join('\n')}
</ol>
</main>
</body>
</html>
`;
}

function copyAssets(assets: string): void {
  const katex = path.join(modules, 'katex/dist');
  const copies: [from: string, to: string][] = [
    [path.join(modules, 'plotly.js-dist-min/plotly.min.js'), 'plotly.min.js'],
    [path.join(katex, 'katex.min.css'), 'katex/katex.min.css'],
    [path.join(katex, 'katex.min.js'), 'katex/katex.min.js'],
    [path.join(katex, 'contrib/auto-render.min.js'), 'katex/auto-render.min.js'],
    [path.join(sources, 'style.css'), 'style.css'],
    [path.join(sources, 'page.js'), 'page.js'],
  ];
  for (const font of fs.readdirSync(path.join(katex, 'fonts'))) {
    if (font.endsWith('.woff2'))
      copies.push([path.join(katex, 'fonts', font), `katex/fonts/${font}`]);
  }
  for (const [from, to] of copies) {
    fs.mkdirSync(path.dirname(path.join(assets, to)), { recursive: true });
    fs.copyFileSync(from, path.join(assets, to));
  }
  writeFileWhole(path.join(assets, 'code.css'), highlighting());
}

// The colours of code, for light and dark pages.
function highlighting(): string {
  const rules = (style: string) => {
    const args = ['-m', 'pygments', '-S', style, '-f', 'html', '-a', '.highlight'];
    const css = execFileSync(python, args, { encoding: 'utf8' });
    // The page has a background of its own.
    return css
      .split('\n')
      .filter((line) => /^\.highlight \./.test(line))
      .join('\n');
  };
  return `${rules('default')}\n@media (prefers-color-scheme: dark) {\n${rules('github-dark')}\n}\n`;
}

function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
