// The parts of the set-up that can be tried without setting anything up.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../lib/base/folders';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'set-up-'));
after(() => fs.rmSync(folder, { recursive: true }));

/** Evaluates an expression with what a script of the set-up exports, under the variables given. */
function evaluate(script: string, expression: string, env: NodeJS.ProcessEnv = {}): unknown {
  const url = pathToFileURL(path.join(ROOT, 'scripts', 'setup', script)).href;
  const code = `import * as it from ${JSON.stringify(url)}; console.log(JSON.stringify(${expression}) ?? null);`;
  const args = ['--input-type=module', '--eval', code];
  const options = { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '', ...env } } as const;
  const { stdout, stderr } = spawnSync(process.execPath, args, options);
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout);
}

const stamp = path.join(folder, 'made', '.setup-stamp');
const changed = (inputs = 'a') =>
  evaluate('stamp.mjs', `it.changed(${JSON.stringify(stamp)}, '${inputs}')`);

test('a stamp sees every change to what it vouches for', () => {
  fs.mkdirSync(path.join(folder, 'made', 'inner'), { recursive: true });
  const file = path.join(folder, 'made', 'inner', 'a file');
  fs.writeFileSync(file, '12345');
  fs.writeFileSync(path.join(folder, 'made', 'skipped'), '1');
  assert.equal(changed(), 'not made yet');
  const words = `(it.stamp(${JSON.stringify(stamp)}, 'a', (name) => name === 'skipped'), 0)`;
  evaluate('stamp.mjs', words);
  assert.equal(changed(), null);
  assert.equal(changed('b'), 'made from other versions');
  fs.rmSync(path.join(folder, 'made', 'skipped'));
  fs.writeFileSync(path.join(folder, 'made', 'added'), '');
  assert.equal(changed(), null);
  fs.truncateSync(file, 2);
  assert.match(String(changed()), /inner\/a file has 2 bytes instead of 5$/);
  fs.rmSync(file);
  assert.match(String(changed()), /inner\/a file is gone$/);
});

test('what is set for other programs is left out, and the network stays', () => {
  const given = {
    PYTHONHOME: '/no',
    PYTHONPATH: '/no',
    JUPYTER_NO_CONFIG: '1',
    JUPYTERLAB_DIR: '/no',
    JUPYTER_TOKEN: 'mine',
    NODE_PATH: '/no',
    TMPDIR: '/no/folder',
    LD_PRELOAD: `/no/library.so`,
    NODE_EXTRA_CA_CERTS: '/no/file.pem',
    HTTPS_PROXY: 'http://proxy:3128',
    PIP_INDEX_URL: 'https://mirror/simple',
  };
  const env = evaluate('environment.mjs', 'it.toolEnv()', given) as NodeJS.ProcessEnv;
  const kept = Object.keys(given).filter((name) => env[name] !== undefined);
  assert.deepEqual(kept, ['JUPYTER_TOKEN', 'HTTPS_PROXY', 'PIP_INDEX_URL']);
  const told = evaluate('environment.mjs', 'it.shielded()', given) as string[];
  // npm and the tests' runner set some of their own.
  const ours = told.filter((text) => Object.keys(given).some((name) => text.includes(name)));
  assert.equal(ours.filter((text) => /for other programs|of no use/.test(text)).length, 8);
});

for (const [given, expected] of [
  ['--max-old-space-size=4096', '--max-old-space-size=4096'],
  ['--inspect --use-openssl-ca', '--use-openssl-ca'],
  ['--inspect-publish-uid=http', ''],
] as const) {
  test(`of NODE_OPTIONS ${given} programs below get ${expected || 'nothing'}`, () => {
    const env = evaluate('environment.mjs', 'it.toolEnv()', { NODE_OPTIONS: given });
    assert.equal((env as NodeJS.ProcessEnv).NODE_OPTIONS ?? '', expected);
  });
}

test('a preload with a space in its name is taken out whole', () => {
  const file = path.join(folder, 'a module.cjs');
  fs.writeFileSync(file, '');
  const given = `--require "${file}" --trace-warnings`;
  const env = evaluate('environment.mjs', 'it.toolEnv()', { NODE_OPTIONS: given });
  assert.equal((env as NodeJS.ProcessEnv).NODE_OPTIONS, '--trace-warnings');
});

test('the memory and the cores of a container count', () => {
  const limited = '(process.constrainedMemory = () => 2 ** 30, it.memory())';
  assert.equal((evaluate('machine.mjs', limited) as { total: number }).total, 2 ** 30);
  const unlimited = '(process.constrainedMemory = () => 0, it.memory())';
  assert.equal((evaluate('machine.mjs', unlimited) as { total: number }).total, os.totalmem());
  assert.ok((evaluate('machine.mjs', 'it.cores()') as number) >= 1);
});

test('pip leaves no files of its own, also where it fails', () => {
  const failing = "await it.pip('install', 'no such list').catch((error) => error.message)";
  assert.match(String(evaluate('pip.mjs', failing)), /^pip failed \(exit code 1\)/);
  assert.equal(fs.existsSync(path.join(ROOT, '.venv', 'tmp')), false);
});
