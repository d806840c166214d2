// `npm run publish`: what it lacks is said before the notebooks run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ROOT } from '../../lib/base/folders';
import { writeFolderWhole } from '../../scripts/publish/folder';
import { writeSite } from '../../scripts/publish/site';

const folder = mkdtempSync(path.join(tmpdir(), 'the site '));
after(() => rmSync(folder, { recursive: true }));

test('without Chromium no notebook runs, and the variable that names one is named', () => {
  const script = [path.join(ROOT, 'scripts', 'run.mjs'), 'scripts/publish/publish'];
  const env = { ...process.env, CHROMIUM: '/no/chromium' };
  const { status, stdout, stderr } = spawnSync(process.execPath, script, {
    encoding: 'utf8',
    env,
  });
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^publish: Chromium is not to be started \(.*\/no\/chromium/m);
  assert.match(stderr, /CHROMIUM=\/path\/to\/chromium npm run publish\n$/);
  assert.doesNotMatch(stderr, /^ +at /m);
});

test('a site that fails half-way leaves the old one, and nothing beside it', () => {
  const site = path.join(folder, 'site');
  mkdirSync(site);
  writeFileSync(path.join(site, 'index.html'), 'old');
  const notebook = path.join(folder, 'later.ipynb');
  writeFileSync(notebook, JSON.stringify({ cells: [], metadata: {}, nbformat: 99 }));
  assert.throws(() => writeSite(site, [notebook]), /nbconvert/);
  assert.deepEqual(readdirSync(site), ['index.html']);
  assert.deepEqual(readdirSync(folder).sort(), ['later.ipynb', 'site']);
});

test('a folder is as it was written last, without what was in it before', () => {
  const own = path.join(folder, 'own');
  for (const name of ['a', 'b']) {
    const result = writeFolderWhole(own, (fresh) => {
      writeFileSync(path.join(fresh, name), name);
      return name;
    });
    assert.deepEqual([result, readdirSync(own)], [name, [name]]);
  }
});
