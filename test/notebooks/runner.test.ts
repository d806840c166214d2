// A broken notebook is seen to fail, in each of the ways in which tslab hides it; a whole one is
// written so that a rerun changes nothing.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';

const root = path.resolve(__dirname, '../../..');
const fixtures = path.join(root, 'test/notebooks/fixtures');
const broken: Record<string, { cell: string; problem: string }> = {
  throws: { cell: 'cell 2: function fail(): void {', problem: 'Error: this cell throws' },
  'type-error': {
    cell: "cell 1: const count: number = 'three';",
    problem: "Type 'string' is not assignable to type 'number'",
  },
  'rejected-promise': {
    cell: "cell 1: void Promise.reject(new Error('nobody awaits this'));",
    problem: 'Error: nobody awaits this',
  },
  'late-rejection': {
    cell: 'cell 1: setTimeout(',
    problem: 'Error: nobody awaits this either',
  },
  stderr: {
    cell: "cell 1: console.error('a warning on stderr');",
    problem: 'a warning on stderr',
  },
  endless: { cell: 'cell 2: await new Promise(', problem: 'Not finished after 30 s.' },
  dies: { cell: 'cell 2: process.exit(7);', problem: 'The kernel died.' },
};

function runNotebooks(args: string[]) {
  const python = path.join(root, '.venv/bin/python');
  const script = path.join(root, 'scripts/notebooks.py');
  const env = { ...process.env, IPYTHONDIR: path.join(root, '.venv/jupyter/ipython') };
  return spawnSync(python, [script, ...args], { cwd: root, env, encoding: 'utf8' });
}

let report = '';
let status: number | null = null;
before(() => {
  const files = Object.keys(broken).map((name) => path.join(fixtures, `${name}.ipynb`));
  const result = runNotebooks(['--check', '--jobs=2', '--timeout=30', ...files]);
  report = result.stderr;
  status = result.status;
});

test('a run with broken notebooks fails', () => {
  assert.equal(status, 1, report);
  assert.match(report, /^7 failures:/m);
});

for (const [name, { cell, problem }] of Object.entries(broken)) {
  test(`the report names the notebook, the cell and the problem: ${name}`, () => {
    const own = report.split('\n\n').find((part) => part.includes(`/${name}.ipynb\n`));
    assert.ok(own?.includes(`  ${cell}`), report);
    assert.ok(own?.includes(problem), report);
  });
}

test('what a kernel prints while it starts is no failure, anything else is', () => {
  const chatter = `I0000 00:00:1.2 3 port.cc:153] oneDNN custom operations are on. You may see
UnhandledPromiseRejection: Error: Socket is blocked by a bind or unbind operation
    at ZmqMessage.signAndSend (/a b/node_modules/tslab/dist/jupyter.js:143:14)
    at /a b/node_modules/tslab/dist/jupyter.js:462:30 {
  errno: 16,
  code: 'EBUSY'
}
`;
  const code = 'import sys, notebooks; print(notebooks.CHATTER.sub("", sys.stdin.read()))';
  const python = path.join(root, '.venv/bin/python');
  const input = `${chatter}${chatter}UnhandledPromiseRejection: Error: mine\n    at x:1:2\n`;
  const cwd = path.join(root, 'scripts');
  const said = spawnSync(python, ['-B', '-c', code], { cwd, input, encoding: 'utf8' });
  assert.equal(said.stdout.trim(), 'UnhandledPromiseRejection: Error: mine\n    at x:1:2');
});

test('a whole notebook is written with its outputs, twice the same', (t) => {
  const folder = fs.mkdtempSync(path.join(root, 'build/notebook-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const copy = path.join(folder, 'whole.ipynb');
  fs.copyFileSync(path.join(fixtures, 'whole.ipynb'), copy);
  const first = runNotebooks([copy]);
  assert.equal(first.status, 0, first.stderr);
  const written = fs.readFileSync(copy, 'utf8');
  const cells = JSON.parse(written).cells;
  assert.deepEqual(
    cells.map((cell: { execution_count?: number }) => cell.execution_count),
    [undefined, 1, 2, 3],
  );
  assert.deepEqual(cells[1].outputs, [
    { name: 'stdout', output_type: 'stream', text: ['answer 42\n', 'one more line\n'] },
  ]);
  assert.equal(runNotebooks([copy]).status, 0);
  assert.equal(fs.readFileSync(copy, 'utf8'), written);
  assert.deepEqual(fs.readdirSync(folder), ['whole.ipynb']);
});
