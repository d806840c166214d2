// A file in lib imports only from its own layer and those above it in this table.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const LAYERS: Record<string, string> = {
  '0, plain arithmetic': `errors files shape random idx schedule safetensors
    figure figure-bar figure-confusion figure-data figure-derivative figure-heatmap
    figure-histogram figure-images figure-intervals
    figure-line figure-paths figure-scatter figure-steps figure-theme figure-training figure-type
    image-colors image-glyphs`,
  '1, TensorFlow': `runtime winograd kernels batch-norm lrn graphdef recorder graph mnist pipeline
    image image-canvas image-split`,
  '2, the network': 'alexnet weights summary ledger optimizer gradients patients',
  '3, the work':
    'training training-step train evaluate checkpoint runs run-list ablations calibration activity',
  '4, the notebook': `display interrupt progress progress-svg check check-compare typecheck
    index`,
};

/** What may be imported from outside by whom. */
const OUTSIDE: Record<string, string[]> = {
  '@tensorflow/tfjs-node': ['runtime'],
  seedrandom: ['random'],
  '@tslab/typescript-for-tslab': ['typecheck'],
};

const folder = path.join(__dirname, '..', '..', 'lib');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -3));

const layerOf = new Map(
  Object.values(LAYERS).flatMap((names, layer) =>
    names.split(/\s+/).map((name) => [name, layer] as const),
  ),
);

interface Import {
  from: string;
  /** Gone once compiled. */
  typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(folder, `${file}.ts`), 'utf8');
  const found = text.matchAll(/^(?:import|export)\b(\s+type\b)?[^;'"]*?from '([^']+)'|\bimport '([^']+)'|\b(?:require|import)\('([^'$]+)'\)/gm); // biome-ignore format: one line
  return [...found].map(([, type, from, bare, called]) => ({
    from: (from ?? bare ?? called) as string,
    typeOnly: type !== undefined,
  }));
}

const within = (file: string) =>
  importsOf(file)
    .filter(({ from }) => from.startsWith('./'))
    .map((one) => ({ ...one, from: one.from.slice(2) }));

test('imports are found at all', () => {
  assert.deepEqual(
    within('pipeline').map(({ from }) => from),
    ['errors', 'mnist', 'random', 'runtime'],
  );
  assert.ok(importsOf('index').length > 30);
});

test('every file has its place in the table, and every name in the table is a file', () => {
  const homeless = files.filter((file) => !layerOf.has(file));
  assert.deepEqual(
    homeless,
    [],
    'give these a row in LAYERS, the highest that their imports allow',
  );
  assert.deepEqual([...layerOf.keys()].sort(), [...files].sort());
});

for (const file of files) {
  test(`${file} imports only from its own layer and those above`, () => {
    const own = layerOf.get(file) ?? -1;
    for (const { from } of within(file)) {
      const layer = layerOf.get(from);
      assert.ok(layer !== undefined, `${file} imports ${from}, which is not in lib`);
      const names = Object.keys(LAYERS);
      assert.ok(layer <= own, `${file} (${names[own]}) imports ${from} (${names[layer]})`);
      assert.notEqual(from, 'index', 'index is for those outside lib');
    }
    for (const { from, typeOnly } of importsOf(file)) {
      if (from.startsWith('./') || from.startsWith('node:') || typeOnly) continue;
      const allowed = OUTSIDE[from] ?? [];
      assert.ok(allowed.includes(file), `${file} imports ${from}`);
    }
  });
}

test('no file imports itself by way of others', () => {
  const visit = (file: string, path: string[]): void => {
    const cycle = path.includes(file) ? [...path.slice(path.indexOf(file)), file] : [];
    assert.deepEqual(cycle, [], 'a cycle');
    if (done.has(file)) return;
    for (const { from, typeOnly } of within(file)) if (!typeOnly) visit(from, [...path, file]);
    done.add(file);
  };
  const done = new Set<string>();
  for (const file of files) visit(file, []);
});
