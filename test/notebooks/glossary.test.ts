// The glossary: one sentence a term, and links that lead to a heading that is there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readNotebook, textOf } from '../../scripts/publish/notebook';

const folder = path.resolve(__dirname, '../../../notebooks');

/** The lines of a notebook's prose, without those of code blocks in it. */
function prose(name: string): string[] {
  const cells = readNotebook(path.join(folder, name)).cells;
  const texts = cells.filter((cell) => cell.cell_type === 'markdown').map((c) => textOf(c.source));
  return texts.flatMap((text) => text.replace(/^```[\s\S]*?^```/gm, '').split('\n'));
}

/** The anchors that JupyterLab gives to a notebook's headings. */
function anchors(name: string): string[] {
  const headings = prose(name).filter((line) => /^#{1,6} /.test(line));
  return headings.map((line) =>
    line.replace(/^#+ /, '').replaceAll('`', '').trim().replaceAll(' ', '-'),
  );
}

const rows = prose('glossary.ipynb')
  .filter((line) => line.startsWith('| **'))
  .map((line) => line.split(' | ').map((part) => part.replace(/^\| | \|$/g, '').trim()));

test('each term stands once, with a sentence and a place', () => {
  assert.ok(rows.length > 50);
  const terms = rows.map(([term]) => term);
  assert.deepEqual(terms, [...new Set(terms)]);
  for (const [term = '', sentence = '', place = ''] of rows) {
    assert.match(sentence, /[.]$/, term);
    assert.match(place, /^\[.+\]\(.+\.ipynb(#.+)?\)$/, term);
  }
});

test('each link leads to a heading that is there', () => {
  for (const [term = '', , place = ''] of rows) {
    const [, file = '', anchor] = /\((.+?\.ipynb)(?:#(.+))?\)$/.exec(place) ?? [];
    assert.ok(fs.existsSync(path.join(folder, file)), `${term}: no ${file}`);
    if (anchor === undefined) continue;
    assert.ok(
      anchors(file).includes(decodeURIComponent(anchor)),
      `${term}: no ${anchor} in ${file}`,
    );
  }
});
