// The glossary: one sentence a term, and a place. That the places are there is tried in links.test.ts.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { readNotebook, textOf } from '../../scripts/notebook';

const folder = path.resolve(__dirname, '../../../notebooks');

/** The lines of a notebook's prose, without those of code blocks in it. */
function prose(name: string): string[] {
  const cells = readNotebook(path.join(folder, name)).cells;
  const texts = cells.filter((cell) => cell.cell_type === 'markdown').map((c) => textOf(c.source));
  return texts.flatMap((text) => text.replace(/^```[\s\S]*?^```/gm, '').split('\n'));
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
