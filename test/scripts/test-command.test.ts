// What `npm test` prints, of tests that pass, fail, and end in other ways.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ROOT } from '../../lib/base/folders';

const folder = mkdtempSync(path.join(tmpdir(), 'reporter-'));
after(() => rmSync(folder, { recursive: true }));

const start = `const { test, describe, after } = require('node:test');
const assert = require('node:assert/strict');`;
const chatter = `console.error('WARNING: All log messages before absl::InitializeLog() is called are');
console.error('I0000 00:00:1.2 3 port.cc:153] oneDNN custom operations are on. You may see');`;
const FILES: Record<string, string> = {
  good: `${start} ${chatter} test('one', () => console.log('a count: 3'));
    describe('some', () => { test('two', () => {}); test('three', { skip: 'no disk' }, () => {}); });`,
  bad: `${start} ${chatter} console.error('a hint');
    describe('some', () => test('lists', () => assert.deepEqual({ a: [1, 2] }, { a: [1, 3] })));
    test('steps', async (t) => { await t.test('step', () => assert.equal(1, 2)); });`,
  'at-load': `${start} test('one', () => {}); throw new Error('while it was loaded');`,
  'no-test': '',
  late: `${start} test('one', () => {}); after(() => { throw new Error('while tidying up'); });`,
};

function run(...names: string[]) {
  const files = names.map((name) => {
    const file = path.join(folder, `${name}.test.js`);
    writeFileSync(file, FILES[name] ?? '');
    return file;
  });
  const reporter = path.join(ROOT, 'scripts', 'test-reporter.mjs');
  const args = ['--test', '--test-concurrency=2', `--test-reporter=${reporter}`, ...files];
  // A runner inside of a test would take itself for a part of it.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  return spawnSync(process.execPath, args, { encoding: 'utf8', env });
}

test('tests that pass: a line for their file, what they print, and the counts', () => {
  const { status, stdout, stderr } = run('good');
  assert.equal(status, 0, stdout);
  assert.equal(stderr, '');
  assert.match(stdout, /good +\d+\.\d s {2}ok\n {2}a count: 3\n/);
  assert.match(stdout, /good: skipped: three: no disk\n/);
  assert.match(stdout, /\n2 passed, 0 failed, 1 skipped\n$/);
  assert.doesNotMatch(stdout, /absl|oneDNN/);
});

test('tests that fail: whole, with the difference, once, and what was on stderr', () => {
  const { status, stdout } = run('good', 'bad');
  assert.equal(status, 1);
  assert.match(stdout, /bad +\d+\.\d s {2}FAILED\n/);
  assert.match(stdout, /FAILED \S*bad > lists\n(.*\n)*? {2}\+ +2\n {2}- +3\n/);
  assert.match(stdout, /FAILED \S*bad > step\n(.*\n)*? {2}at .*bad.test.js:\d+/);
  assert.match(stdout, / {2}On stderr:\n {4}a hint\n/);
  assert.match(stdout, /\n2 passed, 2 failed, 1 skipped\n$/);
  assert.doesNotMatch(stdout, /absl|oneDNN/);
});

const ENDS: Record<string, RegExp> = {
  'at-load': /while it was loaded/,
  'no-test': /It holds no test\./,
  late: /while tidying up/,
};
for (const [name, message] of Object.entries(ENDS)) {
  test(`a file that fails apart from its tests: ${name}`, () => {
    const { status, stdout } = run(name);
    assert.equal(status, 1);
    assert.match(stdout, message);
    assert.match(stdout, /\n\d+ passed, 1 failed\n$/);
  });
}

test('an option given twice is refused before anything is set up', () => {
  const args = [path.join(ROOT, 'scripts', 'test.mjs'), '--quick', '--quick'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(status, 2);
  assert.match(stderr, /^Option '--quick' is given twice\.\nKnown are: --quick, --help\.\n/);
});

test('the files that --quick leaves out are there', () => {
  const args = [path.join(ROOT, 'scripts', 'test.mjs'), '--help'];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const names = [...stdout.matchAll(/^ +([a-z-]+\/[a-z/-]+)$/gm)].map(([, name]) => name as string);
  assert.ok(names.length > 2, stdout);
  for (const name of names) assert.ok(existsSync(path.join(ROOT, 'test', `${name}.test.ts`)), name);
});
