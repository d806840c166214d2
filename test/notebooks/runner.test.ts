// A broken notebook is seen to fail, in each of the ways in which tslab hides it; a whole one is
// written so that a rerun changes nothing.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

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
  dies: { cell: 'cell 2: process.exit(7);', problem: 'The kernel died.' },
};

const PYTHON = path.join(root, '.venv/bin/python');

/** Runs notebooks by the runner; resolves when it has ended. */
async function runNotebooks(args: string[]) {
  const env = { ...process.env, IPYTHONDIR: path.join(root, '.venv/jupyter/ipython') };
  const child = spawn(PYTHON, ['scripts/notebooks.py', ...args], { cwd: root, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  return { status, stdout, stderr };
}

const temporary = fs.mkdtempSync(path.join(root, 'build/notebooks-'));
after(() => fs.rmSync(temporary, { recursive: true }));

/** A notebook of one cell. */
function write(name: string, source: string): string {
  const file = path.join(temporary, `${name}.ipynb`);
  const cell = {
    cell_type: 'code',
    id: 'one',
    execution_count: null,
    metadata: {},
    outputs: [],
    source,
  };
  const notebook = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  fs.writeFileSync(file, JSON.stringify(notebook, null, 1));
  return file;
}

/** Files that are no notebooks, and what is said of them. */
const NONE: Record<string, [content: string, problem: RegExp]> = {
  empty: ['', /It is empty, and no notebook\./],
  merged: [
    '{\n "cells": [\n<<<<<<< HEAD\n  1\n=======\n  2\n>>>>>>> other\n ]\n}\n',
    /A merge left its marks in it: line 3 is <{7} HEAD/,
  ],
  'of-json': ['{"a": 1}', /It is no notebook: /],
  'of-text': ['# Heading', /It is no notebook: /],
  'of-bytes': ['\xff\xfe\x00', /It cannot be read: |It is no notebook: /],
};

let report = '';
let status: unknown;
let innocent = '';
let endless: Awaited<ReturnType<typeof runNotebooks>>;
before(async () => {
  const fixed = Object.keys(broken).map((name) => path.join(fixtures, `${name}.ipynb`));
  const none = Object.entries(NONE).map(([name, [content]]) => {
    const file = path.join(temporary, `${name}.ipynb`);
    fs.writeFileSync(file, content, 'latin1');
    return file;
  });
  // Past tslab, as Node and TensorFlow print; nothing that a cell did wrong.
  const chatty = write('chatty', "require('fs').writeSync(2, 'W0000 a line of the process\\n');");
  const files = [...none, path.join(temporary, 'missing.ipynb'), ...fixed, chatty];
  const [result, late] = await Promise.all([
    runNotebooks(['--check', '--jobs=2', '--timeout=120', ...files]),
    runNotebooks(['--check', '--timeout=3', path.join(fixtures, 'endless.ipynb')]),
  ]);
  endless = late;
  report = result.stderr;
  status = result.status;
  innocent = result.stdout;
});

test('a run with broken notebooks fails', () => {
  assert.equal(status, 1, report);
  assert.match(report, /^12 failures:/m);
});

for (const [name, { cell, problem }] of Object.entries(broken)) {
  test(`the report names the notebook, the cell and the problem: ${name}`, () => {
    const own = report.split('\n\n').find((part) => part.includes(`/${name}.ipynb\n`));
    assert.ok(own?.includes(`  ${cell}`), report);
    assert.ok(own?.includes(problem), report);
  });
}

for (const [name, [, problem]] of Object.entries(NONE)) {
  test(`a file that is no notebook is named, and the others run: ${name}`, () => {
    const own = report.split('\n\n').find((part) => part.includes(`/${name}.ipynb\n`));
    assert.match(own ?? report, problem);
    assert.doesNotMatch(report, /Traceback/);
  });
}

test('a file that is missing is named', () => {
  assert.match(report, /missing\.ipynb\n +It cannot be read: .*No such file/);
});

test('what a kernel prints by its process is shown, and no failure', () => {
  assert.match(
    innocent,
    /chatty\.ipynb {2}1 cells .* ok\n {2}its kernel printed\n {4}W0000 a line of/,
  );
});

test('what TensorFlow and tslab print as a kernel starts is not even shown', () => {
  const chatter = `I0000 00:00:1.2 3 port.cc:153] oneDNN custom operations are on. You may see
UnhandledPromiseRejection: Error: Socket is blocked by a bind or unbind operation
    at ZmqMessage.signAndSend (/a b/node_modules/tslab/dist/jupyter.js:143:14)
    at /a b/node_modules/tslab/dist/jupyter.js:462:30 {
  errno: 16,
  code: 'EBUSY'
}
`;
  const code = 'import sys, notebooks; print(notebooks.CHATTER.sub("", sys.stdin.read()))';
  const input = `${chatter}${chatter}Debugger attached.\n`;
  const cwd = path.join(root, 'scripts');
  const said = spawnSync(PYTHON, ['-B', '-c', code], { cwd, input, encoding: 'utf8' });
  assert.equal(said.stdout.trim(), 'Debugger attached.');
});

test('a notebook that does not end is ended when its time is up', () => {
  assert.equal(endless.status, 1);
  assert.match(endless.stderr, /cell 1: await new Promise\(.*\n +Not finished after 3 s\./);
});

/** The processes below one, by their numbers. */
function below(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ +/).map(Number));
  const children = pairs.filter(([, parent]) => parent === pid).map(([child]) => child as number);
  return children.flatMap((child) => [child, ...below(child)]);
}

/** Those that are there, other than as a name that waits to be forgotten. */
const alive = (pids: number[]) =>
  pids.filter((pid) => {
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' });
    return stdout.trim() !== '' && !stdout.startsWith('Z');
  });

/** Runs a notebook that computes for ever, ends its command by a signal, and waits for all below it. */
async function end(signal: NodeJS.Signals): Promise<number[]> {
  const script = path.join(root, 'scripts/notebooks.mjs');
  const busy = write(`busy-${signal}`, "console.log('begun'); for (;;) {}");
  const args = [script, '--check', path.relative(root, busy)];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const isKernel = (pid: number) => {
    const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', `${pid}`], { encoding: 'utf8' });
    return stdout.includes('tslab');
  };
  let family: number[] = [];
  while (!family.some(isKernel)) {
    assert.equal(child.exitCode, null, 'it ended before its kernel began');
    await wait(300);
    family = below(child.pid as number);
  }
  child.kill(signal);
  await ended;
  const until = performance.now() + 20_000;
  while (alive(family).length > 0 && performance.now() < until) await wait(200);
  return alive(family);
}

test('however npm run notebooks is ended, it leaves no kernel computing', async () => {
  const left = await Promise.all([end('SIGTERM'), end('SIGHUP'), end('SIGKILL')]);
  assert.deepEqual(left, [[], [], []]);
});

test('a whole notebook is written with its outputs, twice the same', async () => {
  const folder = path.join(temporary, 'whole');
  fs.mkdirSync(folder);
  const copy = path.join(folder, 'whole.ipynb');
  fs.copyFileSync(path.join(fixtures, 'whole.ipynb'), copy);
  const first = await runNotebooks([copy]);
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
  assert.equal((await runNotebooks([copy])).status, 0);
  assert.equal(fs.readFileSync(copy, 'utf8'), written);
  assert.deepEqual(fs.readdirSync(folder), ['whole.ipynb']);
});
