// The kernel checks types loosely and never lints. Here each notebook's code, its cells joined, meets
// the repository's own strict compiler and linter.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { ALL, type Cell, CORE, cellsOf, filledIn, LABS } from '../helpers/lesson';

const root = path.resolve(__dirname, '../../..');
// Below build, so that imports resolve as they do in the notebooks.
const folder = fs.mkdtempSync(path.join(root, 'build', 'joined-'));
after(() => fs.rmSync(folder, { recursive: true }));

/** Writes the code of a notebook as one module, its name that of the notebook and `ending`. */
function writeJoined(notebook: string, cells: readonly Cell[], ending = ''): void {
  const code = cells.filter(({ kind }) => kind === 'code').map(({ source }) => source);
  const name = `${path.basename(notebook, '.ipynb')}${ending}.ts`;
  fs.writeFileSync(path.join(folder, name), `${code.join('\n\n')}\n\nexport {};\n`);
}

/** Runs one of the repository's tools; gives what it printed if it found fault. */
function faults(tool: string, args: string[]): string {
  const script = path.join(root, 'node_modules', tool);
  const run = spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: 'utf8' });
  return run.status === 0 ? '' : run.stdout + run.stderr;
}

test('the code of every notebook passes the strict compiler and the linter', () => {
  assert.ok(ALL.length >= 20, `only ${ALL.length} notebooks found`);
  for (const notebook of ALL) writeJoined(notebook, cellsOf(notebook));
  // The exercises' blanks take any type: with the solutions in their places, they do not.
  for (const notebook of [...CORE, ...LABS]) writeJoined(notebook, filledIn(notebook), '-filled');
  fs.writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      // Modules, for the await at the top of cells; what a reader is to fill in may stay unused.
      compilerOptions: {
        module: 'esnext',
        moduleResolution: 'bundler',
        noEmit: true,
        incremental: false,
        rootDir: '../..',
        noUnusedLocals: false,
        // What a list holds at an index is there, as far as a reader is concerned.
        noUncheckedIndexedAccess: false,
      },
      include: ['*.ts'],
      exclude: [],
    }),
  );
  assert.equal(faults('typescript/bin/tsc', ['-p', folder]), '');
  const lint = ['lint', '--vcs-enabled=false', '--max-diagnostics=20', folder];
  assert.equal(faults('@biomejs/biome/bin/biome', lint), '');
});

test('a fault in a cell would be seen', () => {
  const bad = path.join(folder, 'bad');
  fs.mkdirSync(bad);
  fs.writeFileSync(
    path.join(bad, 'bad.ts'),
    'const text: string = 1;\nexport const same = text == 2;\n',
  );
  fs.writeFileSync(
    path.join(bad, 'tsconfig.json'),
    JSON.stringify({ extends: '../tsconfig.json', include: ['*.ts'], exclude: [] }),
  );
  assert.match(faults('typescript/bin/tsc', ['-p', bad]), /not assignable/);
  const lint = ['lint', '--vcs-enabled=false', bad];
  assert.match(faults('@biomejs/biome/bin/biome', lint), /noDoubleEquals/);
});
