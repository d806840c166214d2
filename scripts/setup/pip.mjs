// pip, told by its user's configuration only how to reach the network: a `target`, `user` or `no-binary`
// there is about other packages.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, venv, venvPython } from '../paths.mjs';
import { toolEnv } from './environment.mjs';
import { ask } from './programs.mjs';
import { run } from './run.mjs';

const network = [
  ...['index-url', 'extra-index-url', 'find-links', 'no-index', 'trusted-host', 'proxy', 'cert'],
  ...['client-cert', 'timeout', 'default-timeout', 'retries', 'cache-dir', 'no-cache-dir'],
  ...['keyring-provider', 'use-feature', 'use-deprecated'],
];

/**
 * The environment for pip, with what the configuration says of the network and nothing else.
 * @returns {NodeJS.ProcessEnv}
 */
function pipEnv() {
  const env = toolEnv();
  const listed = ask(venvPython, ['-m', 'pip', 'config', 'list', '--disable-pip-version-check']);
  for (const name of Object.keys(env)) if (name.startsWith('PIP_')) delete env[name];
  // Lines such as global.index-url='https://…'; a variable counts more than a file.
  const line = /^(global|install|download|:env:)\.([\w-]+)=(['"])(.*)\3$/gm;
  const found = [...(listed ?? '').matchAll(line)];
  for (const section of ['global', 'install', 'download', ':env:']) {
    for (const [, where, name, , value] of found) {
      if (where !== section || !network.includes(name)) continue;
      if (name === 'cert' && !fs.existsSync(value)) continue;
      const words = value.replaceAll('\\n', ' ').trim();
      env[`PIP_${name.toUpperCase().replaceAll('-', '_')}`] = words;
    }
  }
  return { ...env, PIP_CONFIG_FILE: os.devNull, PIP_DISABLE_PIP_VERSION_CHECK: '1' };
}

const common = ['--no-deps', '--require-hashes', '--only-binary=:all:', '--progress-bar=off'];

/** Runs `pip install` or `pip download` on a list of requirements; its own files lie on the clone's disk. */
export async function pip(command, list, options = []) {
  const env = pipEnv();
  const work = path.join(venv, 'tmp'); // /tmp may be small
  fs.mkdirSync(work, { recursive: true });
  const args = ['-m', 'pip', command, ...common, ...options, '-r', path.join(root, list)];
  try {
    await run('pip', venvPython, args, { ...env, TMPDIR: work });
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}
