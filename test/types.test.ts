// The plain scripts, which run before anything is installed or compiled, keep to types too.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../lib/base/folders';

test('the types of the plain scripts hold', () => {
  const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const result = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.scripts.json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  assert.equal(result.stdout + result.stderr, '');
  assert.equal(result.status, 0);
});
