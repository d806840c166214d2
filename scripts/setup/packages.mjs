// The npm packages, exactly those of package-lock.json; no install script of any of them runs.
import fs from 'node:fs';
import path from 'node:path';
import { build, nodeModules } from '../paths.mjs';
import { toolEnv } from './environment.mjs';
import { homeFolder, isWritable } from './places.mjs';
import { run } from './run.mjs';
import { changed, hashFiles, stamp } from './stamp.mjs';

const stampFile = path.join(nodeModules, '.setup-stamp');
const inputs = () => hashFiles('package-lock.json');

// TensorFlow's addon is put among them later, and tools keep caches there.
const skip = (name) => name.endsWith('.node.stamp') || /(^|\/)(napi-v8|\.cache)$/.test(name);

// An npm that was told otherwise in the user's own configuration is overruled.
const options = [
  ...['--ignore-scripts', '--include=dev', '--include=optional', '--include=peer'],
  ...['--install-strategy=hoisted', '--install-links=false', '--workspaces=true'],
  ...['--include-workspace-root=true', '--bin-links=true', '--package-lock=true', '--global=false'],
  ...['--dry-run=false', '--no-audit', '--no-fund', '--fetch-retry-mintimeout=2000'],
];

// The kernel's own native addon, through which it talks to JupyterLab; prints its version.
export const loadZeromq =
  'console.log(require(require.resolve("zeromq", { paths: [process.argv[1]] })).version)';

/** The words that start npm: the one that runs us, or the one on the PATH. */
export function npmCommand() {
  const running = process.env.npm_execpath;
  const found = running?.endsWith('npm-cli.js') && fs.existsSync(running);
  return found ? [process.execPath, running] : ['npm'];
}

export const packages = {
  name: 'npm packages',
  note: 'about 100 MB to download',
  bytes: 0.7e9,
  problem: () => changed(stampFile, inputs()),
  async make() {
    const env = toolEnv();
    // What npm tells the script it runs is not meant for another npm.
    for (const name of Object.keys(env)) {
      if (/^npm_(lifecycle|package|command)/.test(name)) delete env[name];
    }
    // npm cannot work without a cache; pip can.
    const cache = env.npm_config_cache ?? path.join(homeFolder() ?? build, '.npm');
    const ownCache = isCreatable(cache) ? null : path.join(build, 'npm-cache');
    if (ownCache) env.npm_config_cache = ownCache;
    const [command, ...first] = npmCommand();
    try {
      await run('npm ci', command, [...first, 'ci', ...options], env);
    } finally {
      if (ownCache) fs.rmSync(ownCache, { recursive: true, force: true });
    }
    await run('Loading zeromq', process.execPath, [
      '-e',
      loadZeromq,
      path.join(nodeModules, 'tslab'),
    ]);
    stamp(stampFile, inputs(), skip);
  },
};

function isCreatable(folder) {
  try {
    fs.mkdirSync(folder, { recursive: true });
    return isWritable(folder);
  } catch {
    return false;
  }
}
