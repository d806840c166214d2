// Every link of a notebook leads to a file that is there, and to a heading in it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../lib/base/folders';
import { CORE, cellsOf, LABS, SOLUTIONS } from '../helpers/lesson';
import { anchorsOf, linksOf } from '../helpers/prose';

/** What is wrong with a link that stands in `notebook`, or undefined. */
function broken(notebook: string, link: string): string | undefined {
  if (/^https:\/\//.test(link)) return undefined;
  const [target = '', anchor] = link.split('#');
  const file = target === '' ? notebook : path.posix.join(path.posix.dirname(notebook), target);
  if (!fs.existsSync(path.join(ROOT, file))) return `${link}: there is no ${file}`;
  if (anchor === undefined) return undefined;
  if (!file.endsWith('.ipynb')) return `${link}: ${file} has no headings`;
  const anchors = anchorsOf(cellsOf(file));
  return anchors.includes(decodeURIComponent(anchor)) ? undefined : `${link}: no such heading`;
}

for (const notebook of [...CORE, ...LABS, ...SOLUTIONS, 'notebooks/glossary.ipynb']) {
  test(`${notebook}: its links lead somewhere`, () => {
    const links = linksOf(cellsOf(notebook));
    assert.deepEqual(links.map((link) => broken(notebook, link)).filter(Boolean), []);
  });
}

test('a link to nowhere is found', () => {
  const from = 'notebooks/01-eager-setup.ipynb';
  assert.equal(broken(from, '02-parameters.ipynb'), undefined);
  assert.match(broken(from, '02-nothing.ipynb') ?? '', /there is no notebooks\/02-nothing/);
  assert.match(broken(from, '02-parameters.ipynb#Nothing') ?? '', /no such heading/);
});
