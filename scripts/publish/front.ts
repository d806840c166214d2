// The first page of the web edition.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../lib/base/folders';
import { escapeHtml } from '../../lib/notebook/display';
import { type Page, siteName } from './page';

/** Where the notebooks are published: the field `repository` of package.json, if there is one. */
const { repository = '', license } = JSON.parse(
  fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
) as { repository?: string; license: string };

/** The HTML of index.html. */
export function writeFront(pages: readonly Page[]): string {
  const of = (kind: Page['kind']) => pages.filter((page) => page.kind === kind);
  const link = ({ file, title }: Page) => `<a href="${file}">${escapeHtml(title)}</a>`;
  const list = (kind: Page['kind']) =>
    of(kind)
      .map((page) => `<li>${link(page)}<p>${escapeHtml(page.summary)}</p></li>`)
      .join('\n');
  const labs =
    of('lab').length > 0 ? `<h2>Labs</h2>\n<ul class="chapters">\n${list('lab')}\n</ul>` : '';
  const solutions = of('solution').map((page) => `<li>${link(page)}</li>`);
  const more = [
    ...of('glossary').map(link),
    '<a href="draw/index.html">Draw a digit</a>',
    '<a href="slides/index.html">Slides</a>',
    ...(repository ? [`<a href="${escapeHtml(repository)}">Repository</a>`] : []),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${siteName}</title>
<meta name="description" content="A tutorial in ${of('chapter').length} executed notebooks: AlexNet's structure on handwritten digits, in TypeScript with TensorFlow and Plotly.">
<link rel="stylesheet" href="assets/style.css">
<script defer src="assets/entries.js"></script>
<script defer src="assets/search.js"></script>
</head>
<body class="front">
<main>
<h1>${siteName}</h1>
<p>A tutorial in executed notebooks: the network of 2012, built, trained and examined on handwritten
digits. The figures on these pages are alive.</p>
<nav aria-label="elsewhere">${more.join('\n')}</nav>
<img class="network" src="assets/network.svg" alt="AlexNet's layers as blocks: the paper's for photographs, and these notebooks' for digits">
<form role="search" hidden>
<label for="search">Search all pages</label>
<input id="search" type="search" autocomplete="off">
</form>
<ol id="found" class="chapters" hidden aria-live="polite"></ol>
<h2>Chapters</h2>
<ol class="chapters">
${list('chapter')}
</ol>
${labs}
<h2>To run them</h2>
<p>In a clone of the ${repository ? `<a href="${escapeHtml(repository)}">repository</a>` : 'repository'}, with
Node and Python: <code>npm start</code> sets up what is needed and opens JupyterLab. Each notebook runs by
itself, from its first cell to its last.</p>
${solutions.length > 0 ? `<h2>Solutions</h2>\n<ul class="short">\n${solutions.join('\n')}\n</ul>` : ''}
<footer>License: ${license}. MNIST is by Yann LeCun, Corinna Cortes and Christopher Burges.</footer>
</main>
</body>
</html>
`;
}
