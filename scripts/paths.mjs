// Where things are in this clone, and the environment that Jupyter runs in.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const nodeModules = path.join(root, 'node_modules');
export const venv = path.join(root, '.venv');
export const venvPython = path.join(venv, 'bin', 'python');
export const build = path.join(root, 'build');
export const tfjsNode = path.join(nodeModules, '@tensorflow', 'tfjs-node');
export const addon = path.join(tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node');
export const jupyterFolder = path.join(venv, 'jupyter');
export const kernelSpec = path.join(venv, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');

// The names of TensorFlow's two libraries inside the wheel.
export const libraries =
  process.platform === 'darwin'
    ? ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib']
    : ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** TensorFlow's folder inside .venv, or null when it is not there (whole). */
export function findTensorFlow() {
  const lib = path.join(venv, 'lib');
  const versions = fs.existsSync(lib) ? fs.readdirSync(lib) : [];
  for (const version of versions) {
    const folder = path.join(lib, version, 'site-packages', 'tensorflow');
    if (libraries.every((name) => fs.existsSync(path.join(folder, name)))) return folder;
  }
  return null;
}

/**
 * The environment for .venv's Python. Jupyter keeps its settings inside .venv, so that a user's own
 * Jupyter neither breaks this one nor is changed by it, and a read-only home does not matter.
 */
export function jupyterEnv() {
  const env = { ...process.env };
  for (const name of ['PYTHONPATH', 'PYTHONHOME', 'JUPYTER_PATH', 'JUPYTER_CONFIG_PATH']) {
    delete env[name];
  }
  return {
    ...env,
    PYTHONNOUSERSITE: '1',
    JUPYTER_PREFER_ENV_PATH: '1',
    JUPYTER_CONFIG_DIR: path.join(jupyterFolder, 'config'),
    JUPYTER_DATA_DIR: path.join(jupyterFolder, 'data'),
    JUPYTER_RUNTIME_DIR: path.join(jupyterFolder, 'runtime'),
    IPYTHONDIR: path.join(jupyterFolder, 'ipython'),
  };
}
