// Every link of a notebook or a page leads to a file that is there and to a heading in it; the files and the npm
// commands that a page names are there too.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../lib/base/folders';
import { ALL, type Cell, cellsOf } from './helpers/lesson';
import { anchorsOf, headingsOf, linksOf } from './helpers/prose';

const PAGES = ['bench', 'data', 'deploy', 'docs', 'grading', 'lib']
  .flatMap((folder) => fs.readdirSync(path.join(ROOT, folder), { recursive: true }).map((file) => path.posix.join(folder, String(file)))) // biome-ignore format: one line
  .filter((file) => file.endsWith('.md') && file !== 'docs/slides.md') // its anchors are cells: slides.test.ts
  .concat('README.md', 'CONTRIBUTING.md');

const textOf = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');

function contentOf(file: string): Cell[] {
  if (file.endsWith('.ipynb')) return cellsOf(file);
  return [{ id: file, kind: 'markdown', source: textOf(file) }];
}

/** The anchors of a file: a notebook's as JupyterLab makes them, a page's as public hosts do. */
function anchorsIn(file: string): string[] {
  if (file.endsWith('.ipynb')) return anchorsOf(contentOf(file));
  return headingsOf(contentOf(file)).map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** What is wrong with a link that stands in `from`, or undefined. */
function broken(from: string, link: string): string | undefined {
  if (/^https?:\/\//.test(link)) return undefined;
  const [target = '', anchor] = link.split('#');
  const file = target === '' ? from : path.posix.join(path.posix.dirname(from), target);
  if (!fs.existsSync(path.join(ROOT, file))) return `${link}: there is no ${file}`;
  if (anchor === undefined) return undefined;
  return anchorsIn(file).includes(decodeURIComponent(anchor))
    ? undefined
    : `${link}: no such heading`;
}

for (const file of [...ALL, ...PAGES]) {
  test(`${file}: its links lead somewhere`, () => {
    const faults = linksOf(contentOf(file)).map((link) => broken(file, link));
    assert.deepEqual(faults.filter(Boolean), []);
  });
}

for (const page of PAGES) {
  test(`${page}: the files and commands that it names are there`, () => {
    const { scripts } = JSON.parse(textOf('package.json'));
    const commands = [...textOf(page).matchAll(/\bnpm run (?:--silent )?([a-z-]+)/g)];
    const files = [...textOf(page).matchAll(/`((?:lib|scripts|test|docs|bench)\/[\w./-]+\.\w+)`/g)];
    assert.deepEqual([
      ...commands.map(([, name = '']) => name).filter((name) => !(name in scripts)),
      ...files.map(([, file = '']) => file).filter((file) => !fs.existsSync(path.join(ROOT, file))),
    ], []); // biome-ignore format: one line
  });
}

test('a link to nowhere is found', () => {
  const from = 'docs/teaching.md';
  assert.equal(broken(from, '../notebooks/02-parameters.ipynb'), undefined);
  assert.match(broken(from, '../notebooks/11-none.ipynb') ?? '', /there is no notebooks\/11-none/);
  assert.match(broken(from, '../notebooks/05-alexnet.ipynb#None') ?? '', /no such heading/);
  assert.match(broken(from, '../README.md#none') ?? '', /no such heading/);
});
