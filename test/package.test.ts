// The package that notebooks import is found from wherever it is looked for, and says what it needs.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../lib/base/folders';

const entry = path.join(ROOT, 'build', 'lib', 'index.js');

test('its main is the compiled lib, by its link in node_modules and by its own folder', () => {
  const linked = createRequire(path.join(ROOT, 'notebooks', 'any.ts')).resolve('alexnet-mnist');
  const own = createRequire(path.join(ROOT, 'any.ts')).resolve(path.join(ROOT, 'lib'));
  assert.equal(realpathSync(linked), own);
  assert.equal(createRequire(own).resolve('../build/lib/index.js'), entry);
  assert.match(readFileSync(own, 'utf8'), /require\('\.\.\/build\/lib\/index\.js'\)/);
  assert.match(readFileSync(path.join(ROOT, 'lib/main.d.ts'), 'utf8'), /'\.\.\/build\/lib\/index'/);
});

test('its dependencies are what it imports, in the versions of the lock file', () => {
  const lib = path.join(ROOT, 'lib');
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(path.join(lib, name), 'utf8'));
  const imported = texts.flatMap((text) =>
    [...text.matchAll(/(?:from|require\(|import\() ?'((?:@[\w-]+\/)?[\w.-]+)/g)].map(
      ([, name]) => name,
    ),
  );
  const packages = new Set(imported.filter((name) => /^[@\w]/.test(name as string)));
  const { dependencies } = JSON.parse(readFileSync(path.join(lib, 'package.json'), 'utf8'));
  const { packages: locked } = JSON.parse(
    readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'),
  );
  assert.deepEqual(
    Object.keys(dependencies),
    [...packages].filter((name) => !name?.startsWith('node:') && name !== 'node').sort(),
  );
  for (const [name, version] of Object.entries(dependencies)) {
    assert.equal(locked[`node_modules/${name}`].version, version, name);
  }
});
