// The kernel over Jupyter's own protocol: what it says of its state while cells wait, and how it
// words errors.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(__dirname, '../../..');

/** How a fresh kernel answers when each cell waits for the one before it. */
async function answersOf(cells: readonly string[]): Promise<Record<string, unknown>[]> {
  return JSON.parse(await ask(cells, 'in-turn'));
}

type Heard = [cell: number, what: 'status' | 'stdout' | 'stderr', text: string];

/** What a fresh kernel publishes when all cells are sent to it at once. */
async function converse(cells: readonly string[]): Promise<Heard[]> {
  return JSON.parse(await ask(cells));
}

async function ask(cells: readonly string[], ...words: string[]): Promise<string> {
  const { venvPython } = await import(path.join(root, 'scripts/paths.mjs'));
  const { jupyterEnv } = await import(path.join(root, 'scripts/setup/environment.mjs'));
  const script = path.join(root, 'test/notebooks/converse.py');
  const { stdout, stderr, status } = spawnSync(venvPython, [script, ...words], {
    cwd: path.join(root, 'notebooks'),
    env: jupyterEnv(),
    input: JSON.stringify(cells),
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

const printed = (heard: Heard[], cell: number, name: 'stdout' | 'stderr') =>
  heard.flatMap(([of, what, text]) => (of === cell && what === name ? text : [])).join('');

test('the kernel is busy until the last of the waiting cells is done', async () => {
  const wait = 'await new Promise((resolve) => setTimeout(resolve, 300));';
  const block = 'for (const start = Date.now(); Date.now() < start + 300; );';
  const heard = await converse([wait, block, wait, `${block}\nconsole.log('end');`]);
  const states = heard.filter(([, what]) => what === 'status');
  assert.equal(states.at(-1)?.[2], 'idle');
  // Each cell ends with an idle of its own; what follows at once is busy, but for the last.
  states.forEach(([cell, , state], i) => {
    if (state !== 'idle' || i === states.length - 1) return;
    assert.deepEqual(states[i + 1], [cell + 1, 'status', 'busy']);
  });
  const ends = states.flatMap(([cell, , state]) => (state === 'idle' ? cell : []));
  assert.deepEqual(ends, [0, 1, 2, 3]);
  assert.equal(printed(heard, 3, 'stdout'), 'end\n');
});

test('an error is its message and the lines of the cells that led to it', async () => {
  const tell = async (cells: readonly string[]) => {
    const heard = await converse(cells);
    return cells.map((_, cell) => printed(heard, cell, 'stderr').trimEnd());
  };
  const [shapes] = await tell([
    `import { tf } from 'alexnet-mnist';
interface Unused { x: number } // compiled to nothing
const a = tf.ones([2, 3]);
const b = tf.ones([4, 5]);
tf.matMul(a, b);`,
  ]);
  assert.match(shapes ?? '', /^Error: .*\n.*\[2,3\].*\[4,5\].*\n {2}line 5: tf\.matMul\(a, b\);$/);

  const [first, second] = await tell([
    `const check = (x: number): void => {
  throw new RangeError('x is ' + x, { cause: new Error('of old') });
};`,
    'const y: number = 3;\nawait Promise.resolve();\ncheck(y);',
  ]);
  assert.equal(first, '');
  assert.equal(
    second,
    `RangeError: x is 3
  line 2 of an earlier cell: throw new RangeError('x is ' + x, { cause: new Error('of old') });
  line 3: check(y);
because of Error: of old
  line 2 of an earlier cell: throw new RangeError('x is ' + x, { cause: new Error('of old') });
  line 3: check(y);`,
  );

  const [library] = await tell([
    `import { loadMnist } from 'alexnet-mnist';\nloadMnist('/no/such/folder');`,
  ]);
  assert.match(library ?? '', /^\w+: .*\/no\/such\/folder[\s\S]*\n {2}line 2: loadMnist\(/);
  assert.doesNotMatch(library ?? '', /node_modules|evalmachine|\[cause\]/);
});

test('an unknown name asks for the cell that defines it, not for a test runner', async () => {
  const heard = await converse(['test.length;\nconst n: number = "3";']);
  assert.equal(
    printed(heard, 0, 'stderr'),
    `1:1 - Cannot find name 'test'. Has the cell that defines it been run?
2:7 - Type 'string' is not assignable to type 'number'.
`,
  );
});

test('files that change while a notebook is open are no error of its cells', async () => {
  const files = ['build/lib/base/errors.d.ts', 'lib/package.json'].map((file) =>
    path.join(root, file),
  );
  const heard = await converse([
    `import { tf } from 'alexnet-mnist';`,
    `import fs from 'node:fs';
for (const file of ${JSON.stringify(files)}) {
  fs.utimesSync(file, new Date(), new Date());
  await new Promise((resolve) => setTimeout(resolve, 100));
}`,
    'console.log(tf.scalar(1).size);',
  ]);
  assert.equal(heard.filter(([, what]) => what === 'stderr').join(), '');
  assert.equal(printed(heard, 2, 'stdout'), '1\n');
});

test('a cell that failed is answered in full, and the next one is run', async () => {
  const [failed, next] = await answersOf(["throw new Error('oh');", 'const after = 1;']);
  assert.equal(failed?.status, 'error');
  for (const field of ['ename', 'evalue', 'traceback']) assert.ok(failed?.[field], field);
  assert.equal(next?.status, 'ok');
});
