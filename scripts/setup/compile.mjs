// The TypeScript of the clone, compiled into build/.
import fs from 'node:fs';
import path from 'node:path';
import { build, nodeModules, root } from '../paths.mjs';
import { run } from './run.mjs';
import { changed, damaged, hash, hashFiles, stamp } from './stamp.mjs';

const stampFile = path.join(build, '.setup-stamp');
const sourceFolders = ['lib', 'test', 'bench', 'scripts'];

function listFiles(folder, extension) {
  if (!fs.existsSync(path.join(root, folder))) return [];
  return fs
    .readdirSync(path.join(root, folder), { recursive: true })
    .map((name) => path.join(folder, name))
    .filter((name) => name.endsWith(extension));
}

function inputs() {
  const sources = sourceFolders.flatMap((folder) => listFiles(folder, '.ts')).sort();
  return hash(...sources, hashFiles('tsconfig.json', 'package-lock.json', ...sources));
}

// Only what is compiled: tests and commands keep other files of theirs in build/.
const skip = (name) => !/^(lib|test|bench|scripts)(\/|$)/.test(name) || name.endsWith('.map');

export const compile = {
  name: 'compiled lib and tests',
  bytes: 0.05e9,
  problem: () => changed(stampFile, inputs()),
  async make() {
    const made = inputs();
    // tsc believes its record of what it wrote, and leaves what has lost its source.
    if (!fs.existsSync(stampFile) || damaged(stampFile)) {
      fs.rmSync(path.join(build, '.tsbuildinfo'), { force: true });
    }
    fs.rmSync(stampFile, { force: true }); // what follows changes what it vouched for
    for (const name of sourceFolders.flatMap((folder) => listFiles(`build/${folder}`, '.js'))) {
      const source = path.relative('build', name).replace(/\.js$/, '.ts');
      if (!fs.existsSync(path.join(root, source))) fs.rmSync(path.join(root, name));
    }
    const tsc = path.join(nodeModules, 'typescript', 'bin', 'tsc');
    await run('The TypeScript compiler', process.execPath, [tsc]);
    stamp(stampFile, made, skip);
  },
};
