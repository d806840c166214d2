// What the doctor tries: each in a process of its own, since what is broken may take a process with it.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as zlib from 'node:zlib';
import { addon, nodeModules, root, venvPython } from '../paths.mjs';
import { jupyterEnv } from './environment.mjs';
import { kernel, kernelSpec } from './jupyter.mjs';
import { loadZeromq } from './packages.mjs';
import { isOwnClone, temporaryFolder } from './places.mjs';
import { tryProgram } from './programs.mjs';
import { writeWhole } from './stamp.mjs';
import { loadAddon } from './tensorflow.mjs';

const runKernel = `import { tf } from 'alexnet-mnist';
console.log('answers, with TypeScript and the lib: 1 + 1 = ' + tf.add(1, 1).dataSync()[0]);`;

/** Everything the notebooks need, as `{ name, works, found }`. */
export function tryAll() {
  return [
    tryNode('native TensorFlow', ['-e', loadAddon, addon], (text) => `${text}, loads`),
    // The kernel talks to JupyterLab through this addon.
    tryNode(
      'zeromq',
      ['-e', loadZeromq, path.join(nodeModules, 'tslab')],
      (text) => `${text}, loads`,
    ),
    tryNode('TypeScript', [path.join(nodeModules, 'typescript', 'bin', 'tsc'), '--version']),
    ...tryJupyter(),
  ];
}

function tryNode(name, args, words = (text) => text) {
  const env = { TF_CPP_MIN_LOG_LEVEL: '2' };
  const { printed, problem } = tryProgram(process.execPath, args, { cwd: root, env });
  if (printed !== null) return { name, works: true, found: words(printed) };
  return { name, works: false, found: `does not load: ${problem}` };
}

function tryJupyter() {
  const names = ['JupyterLab', 'figure renderer', 'notebook kernel'];
  const kept = fs.mkdtempSync(path.join(temporaryFolder(), 'alexnet-doctor-'));
  const probe = path.join(root, 'scripts', 'setup', 'probe.py');
  try {
    /** @type {NodeJS.ProcessEnv} */
    const env = { ...jupyterEnv(), JUPYTER_RUNTIME_DIR: kept };
    if (!isOwnClone() && !fs.existsSync(kernelSpec())) {
      // What this reader's first start will write.
      env.JUPYTER_PATH = kept;
      writeWhole(path.join(kept, 'kernels', 'tslab', 'kernel.json'), JSON.stringify(kernel()));
    }
    const options = { cwd: root, env, timeout: 180_000 };
    const { printed, problem } = tryProgram(venvPython, [probe, runKernel], options);
    const lines = (printed ?? '').split('\n').map((line) => line.split('\t'));
    return names.map((name) => {
      const [, word, found] = lines.find((line) => line[0] === name) ?? [];
      const lost = name === 'notebook kernel' && !env.JUPYTER_PATH ? lostPrograms() : '';
      if (lost) return { name, works: false, found: lost };
      return { name, works: word === 'works', found: found ?? problem ?? 'no Python in .venv' };
    });
  } finally {
    fs.rmSync(kept, { recursive: true, force: true });
  }
}

/** Of a clone that was moved, or whose Node is gone. */
function lostPrograms() {
  if (!fs.existsSync(kernelSpec())) return 'not there yet';
  try {
    const { argv } = JSON.parse(fs.readFileSync(kernelSpec(), 'utf8'));
    const lost = argv.filter((word) => word.startsWith('/') && !fs.existsSync(word));
    return lost.length > 0 ? `${lost.join(' and ')} is gone` : '';
  } catch (error) {
    return `${kernelSpec()}: ${error.message}`;
  }
}

/** MNIST's files, each with how to get it back if it is broken; its README lists the checksums. */
export function brokenData() {
  const folder = path.join(root, 'data', 'mnist');
  const readme = path.join(folder, 'README.md');
  const text = fs.existsSync(readme) ? fs.readFileSync(readme, 'utf8') : '';
  if (!text) return [['data/mnist', '`git checkout -- data/mnist` brings it back']];
  return [...text.matchAll(/\b([\w-]+-ubyte)(?:\.gz)?\b.*?\b([0-9a-f]{64})\b/g)].map(
    ([, name, sum]) => [
      name,
      isWhole(path.join(folder, `${name}.gz`), sum)
        ? null
        : `\`git checkout -- data/mnist/${name}.gz\` brings it back`,
    ],
  );
}

function isWhole(file, sum) {
  try {
    const bytes = zlib.gunzipSync(fs.readFileSync(file));
    return createHash('sha256').update(bytes).digest('hex') === sum;
  } catch {
    return false;
  }
}
