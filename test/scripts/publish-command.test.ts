// `npm run publish`: what it lacks is said before the notebooks run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../lib/base/folders';

test('without Chromium no notebook runs, and the variable that names one is named', () => {
  const script = [path.join(ROOT, 'scripts', 'run.mjs'), 'scripts/publish/publish'];
  const env = { ...process.env, CHROMIUM: '/no/chromium' };
  const { status, stdout, stderr } = spawnSync(process.execPath, script, {
    encoding: 'utf8',
    env,
  });
  assert.equal(status, 1);
  assert.doesNotMatch(stdout, /Executing/);
  assert.match(stderr, /^publish: Chromium is not to be started \(.*\/no\/chromium/);
  assert.match(stderr, /CHROMIUM=\/path\/to\/chromium npm run publish\n$/);
  assert.doesNotMatch(stderr, /^ +at /m);
});
