// The glossary: one sentence a term, and a place. That the places are there is tried in links.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellsOf } from '../helpers/lesson';

const rows = cellsOf('notebooks/glossary.ipynb')
  .flatMap(({ source }) => source.split('\n'))
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
