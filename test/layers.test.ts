// A file in lib imports, types with the rest, only from its own folder and from those above it in this list.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../lib/base/folders';

const FOLDERS = `base tensorflow data network evaluation training runs figures images notebook
  exercises`.split(/\s+/);

/** What may be imported from outside, and in which file or folder alone. */
const OUTSIDE: Record<string, string> = {
  '@tensorflow/tfjs-node': 'tensorflow/runtime.ts',
  'plotly.js-dist-min': 'figures/',
  seedrandom: 'base/random.ts',
};

const lib = path.join(ROOT, 'lib');
const files = readdirSync(lib, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !['index.ts', 'main.d.ts'].includes(name))
  .map((name) => name.split(path.sep).join('/'));

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(lib, file), 'utf8');
  const found = text.matchAll(/^(?:import|export)\b[^;'"]*?from '([^']+)'|\b(?:require|import)\(?\s*'([^'$]+)'/gm); // biome-ignore format: one line
  return [...found].map(([, from, called]) => (from ?? called) as string);
}

const within = (file: string) =>
  importsOf(file)
    .filter((from) => from.startsWith('.'))
    .map((from) => path.posix.join(path.posix.dirname(file), `${from}.ts`));

test('every folder has a place in the order', () => {
  assert.ok(files.length > 40);
  const folders = new Set(files.map((file) => file.split('/')[0]));
  assert.deepEqual([...folders].sort(), [...FOLDERS].sort());
});

test('the README lists the folders in this order, and each has tests', () => {
  const map = readFileSync(path.join(lib, 'README.md'), 'utf8');
  const listed = [...map.matchAll(/^\| `(\w+)\/` \|/gm)].map(([, folder]) => folder);
  assert.deepEqual(listed, FOLDERS);
  for (const folder of FOLDERS) {
    const names = readdirSync(path.join(ROOT, 'test', folder));
    assert.ok(
      names.some((name) => name.endsWith('.test.ts')),
      `test/${folder}`,
    );
  }
});

test('imports are found, over one line and over several, and types', () => {
  assert.ok(within('network/alexnet.ts').includes('tensorflow/ops.ts'));
  assert.ok(within('network/check.ts').includes('base/errors.ts'));
  assert.ok(within('network/check.ts').includes('network/config.ts'));
});

for (const file of files) {
  test(`${file} imports from its own folder and those above`, () => {
    const own = FOLDERS.indexOf(file.split('/')[0] as string);
    for (const from of within(file)) {
      assert.ok(files.includes(from), `${file} imports ${from}, which is not there`);
      const place = FOLDERS.indexOf(from.split('/')[0] as string);
      assert.ok(place <= own, `${file} imports ${from}, from a folder below its own`);
    }
    for (const from of importsOf(file).filter((one) => !/^(\.|node:)/.test(one))) {
      assert.ok(file.startsWith(OUTSIDE[from] ?? 'nowhere'), `${file} imports ${from}`);
    }
  });
}

test('figures take types of Plotly, and nothing that draws', () => {
  for (const file of files.filter((name) => importsOf(name).includes('plotly.js-dist-min'))) {
    const text = readFileSync(path.join(lib, file), 'utf8');
    assert.doesNotMatch(text, /^import (?!type )[^;]*'plotly/m, file);
  }
});

test('no file leads back to itself', () => {
  const reachable = (file: string, seen = new Set<string>()): Set<string> => {
    for (const next of within(file)) {
      if (seen.has(next)) continue;
      seen.add(next);
      reachable(next, seen);
    }
    return seen;
  };
  for (const file of files) assert.ok(!reachable(file).has(file), `${file} leads back to itself`);
});

test('no file is longer than about 200 lines', () => {
  for (const file of files) {
    const lines = readFileSync(path.join(lib, file), 'utf8').split('\n').length;
    assert.ok(lines <= 215, `${file} has ${lines} lines`);
  }
});
