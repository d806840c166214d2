// npm run slides: docs/slides.md as a deck that opens from a disk, with the figures that the notebooks show.
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../lib/base/errors';
import { readFileOrRefuse, writeFileWhole } from '../lib/base/files';
import { ROOT } from '../lib/base/folders';
import { escapeHtml } from '../lib/notebook/display';
import { readCommandLine, runCommand } from './command';
import { readNotebook, textOf } from './notebook';
import { writeFolderWhole } from './publish/folder';

const DECK = path.join(ROOT, 'docs', 'slides.md');
const SITE = path.join(ROOT, 'site', 'slides');

const HELP = `npm run slides

Writes docs/slides.md, with the figures as the notebooks hold them, to site/slides: open index.html there, no
network needed. The deck is made with reveal.js; the key S opens the speaker's notes.
`;

/** What reveal.js needs, copied beside the deck. */
const ASSETS = [
  'reveal.css',
  'theme/white.css',
  'reveal.js',
  'plugin/markdown.js',
  'plugin/notes.js',
];

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>AlexNet on MNIST: slides</title>
<link rel="stylesheet" href="reveal.css">
<link rel="stylesheet" href="white.css">
<style>
.reveal { font-size: 30px }
.reveal h1, .reveal h2 { text-transform: none }
.reveal h2 { font-size: 1.5em }
.reveal p:has(> img) { margin: 0 }
.reveal img { margin: 0; max-width: 1160px; max-height: 500px; width: auto; height: 500px; object-fit: contain }
</style>
<div class="reveal"><div class="slides">
<section data-markdown data-separator="^\\n---\\n$" data-separator-notes="^Note:"><textarea data-template>
@@deck@@
</textarea></section>
</div></div>
<script src="reveal.js"></script>
<script src="markdown.js"></script>
<script src="notes.js"></script>
<script>
Reveal.initialize({ width: 1280, height: 720, margin: 0.03, hash: true, slideNumber: true, transition: 'none', plugins: [RevealMarkdown, RevealNotes] });
</script>
</html>
`;

/** A picture as a notebook's cell shows it, and its words. Throws an InputError if the cell has none. */
function pictureOf(notebook: string, id: string): { png: Buffer; alt: string } {
  const { cells } = readNotebook(notebook);
  const cell = cells.find((one) => one.id === id);
  const output = cell?.outputs?.find(({ data }) => data?.['image/png']);
  if (!output?.data) {
    const found = cell ? 'without a picture' : 'missing';
    const expected = 'a cell with a picture: npm run publish stores them';
    throw new InputError({ where: notebook, field: `cell ${id}`, found, expected });
  }
  const png = Buffer.from(textOf(output.data['image/png']), 'base64');
  return { png, alt: textOf(output.data['text/plain']).split('\n')[0] ?? '' };
}

/** Writes the deck to a folder, from empty; where that fails the old one stays. Returns how many slides it has. */
export function writeSlides(deck = DECK, site = SITE): number {
  const markdown = readFileOrRefuse(deck, 'the slides').toString();
  const pictures: Buffer[] = [];
  const text = markdown.replace(/!\[\]\(([^)#]+)#([^)]+)\)/g, (_, file: string, id: string) => {
    const { png, alt } = pictureOf(path.resolve(path.dirname(deck), file), id);
    pictures.push(png);
    return `![${alt.replace(/[[\]]/g, '')}](${pictures.length}.png)`;
  });
  writeFolderWhole(site, (fresh) => {
    for (const name of ASSETS) {
      const from = path.join(ROOT, 'node_modules', 'reveal.js', 'dist', name);
      copyFileSync(from, path.join(fresh, path.basename(name)));
    }
    for (const [i, png] of pictures.entries()) {
      writeFileWhole(path.join(fresh, `${i + 1}.png`), png);
    }
    const page = PAGE.replace('@@deck@@', () => escapeHtml(text));
    writeFileWhole(path.join(fresh, 'index.html'), page);
  });
  return markdown.split('\n---\n').length;
}

function main(args: string[]): void {
  const { given } = readCommandLine(args, {});
  if (given.help) return void process.stdout.write(HELP);
  const count = writeSlides();
  process.stdout.write(`${count} slides: open ${path.join(SITE, 'index.html')}\n`);
}

if (require.main === module) runCommand(main);
