// The pages for teachers: every link leads to a file that is there and to a heading in it, every notebook
// has its part, and commands are those of package.json.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../lib/base/folders';
import { type Cell, CORE, cellsOf } from '../helpers/lesson';
import { anchorsOf, headingsOf, linksOf } from '../helpers/prose';

const PAGES = ['docs/teaching.md', 'grading/README.md', 'deploy/hub/README.md'].filter((page) =>
  fs.existsSync(path.join(ROOT, page)),
);

const textOf = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');

function pageOf(file: string): Cell[] {
  return [{ id: file, kind: 'markdown', source: textOf(file) }];
}

/** The anchors of a file: a notebook's as JupyterLab makes them, a page's as public hosts do. */
function anchorsIn(file: string): string[] {
  if (file.endsWith('.ipynb')) return anchorsOf(cellsOf(file));
  return headingsOf(pageOf(file)).map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** What is wrong with a link that stands in `page`, or undefined. */
function broken(page: string, link: string): string | undefined {
  if (/^https:\/\//.test(link)) return undefined;
  const [target = '', anchor] = link.split('#');
  const file = target === '' ? page : path.posix.join(path.posix.dirname(page), target);
  if (!fs.existsSync(path.join(ROOT, file))) return `${link}: there is no ${file}`;
  if (anchor === undefined) return undefined;
  return anchorsIn(file).includes(anchor) ? undefined : `${link}: no such heading`;
}

for (const page of PAGES) {
  test(`${page}: its links lead somewhere`, () => {
    const links = linksOf(pageOf(page));
    assert.ok(links.length > 0);
    assert.deepEqual(links.map((link) => broken(page, link)).filter(Boolean), []);
  });

  test(`${page}: its npm commands are there`, () => {
    const { scripts } = JSON.parse(textOf('package.json'));
    const named = [...textOf(page).matchAll(/\bnpm run (?:--silent )?([a-z-]+)/g)].map(
      ([, name]) => name,
    );
    assert.deepEqual(
      named.filter((name) => !(String(name) in scripts)),
      [],
    );
  });
}

test('a link to nowhere is found', () => {
  const page = 'docs/teaching.md';
  assert.match(broken(page, '../notebooks/11-none.ipynb') ?? '', /there is no notebooks\/11-none/);
  assert.match(broken(page, '../notebooks/05-alexnet.ipynb#None') ?? '', /no such heading/);
  assert.match(broken(page, '../README.md#none') ?? '', /no such heading/);
});

test('teachers are told the same of each notebook', () => {
  const parts = textOf('docs/teaching.md').split(/^### /m).slice(1);
  assert.equal(parts.length, CORE.length);
  for (const [i, part] of parts.entries()) {
    assert.ok(part.startsWith(`${i + 1}. `), part.split('\n')[0]);
    for (const word of 'Aims Before Minutes Running Guesses Stumbles Discuss Varies'.split(' ')) {
      assert.ok(part.includes(`**${word}**`), `${part.split('\n')[0]}: ${word}`);
    }
  }
});
