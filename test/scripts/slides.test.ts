// The deck: as many slides as a lesson bears, each figure from a notebook, and what is said where one is missing.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ROOT } from '../../lib/base/folders';
import { writeSlides } from '../../scripts/slides';

const folder = mkdtempSync(path.join(tmpdir(), 'the slides '));
after(() => rmSync(folder, { recursive: true }));
const deck = path.join(ROOT, 'docs', 'slides.md');

test('at most 25 slides, a note for the speaker with nearly each, and nothing from elsewhere', () => {
  const site = path.join(folder, 'site');
  const count = writeSlides(deck, site);
  assert.ok(count > 15 && count <= 25, `${count} slides`);
  const text = readFileSync(deck, 'utf8');
  const silent = text.split('\n---\n').filter((slide) => !slide.includes('\nNote: '));
  assert.ok(silent.length < 3, silent.join());
  const page = readFileSync(path.join(site, 'index.html'), 'utf8');
  assert.ok(!/https?:/.test(page));
  const shown = [...page.matchAll(/!\[([^\]]+)\]\((\d+\.png)\)/g)];
  const figures = text.match(/!\[\]\(/g) ?? [];
  assert.equal(shown.length, figures.length, 'each picture has its words');
  for (const [, , file = ''] of shown) assert.ok(existsSync(path.join(site, file)), file);
  const pictures = readdirSync(site).filter((file) => file.endsWith('.png'));
  assert.equal(pictures.length, figures.length);
});

test('a figure that is not there is named, and the old deck stays', () => {
  const site = path.join(folder, 'kept');
  const own = path.join(folder, 'slides.md');
  writeFileSync(own, '# One\n');
  assert.equal(writeSlides(own, site), 1);
  const notebook = path.join(ROOT, 'notebooks', '05-alexnet.ipynb');
  writeFileSync(own, `# Two\n\n![](${notebook}#nothing)\n`);
  assert.throws(
    () => writeSlides(own, site),
    /05-alexnet\.ipynb: cell nothing is missing, expected a cell with a picture/,
  );
  assert.match(readFileSync(path.join(site, 'index.html'), 'utf8'), /# One/);
});
