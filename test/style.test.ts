// The style check of the whole repository, as `npm run lint` does it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../lib/base/folders';

test('the style is as biome.json says; `npx biome check --write` mends most', () => {
  const biome = path.join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const args = [biome, 'check', '--colors=off', ROOT];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    cwd: ROOT,
  });
  assert.ok(status === 0, stdout + stderr);
});
