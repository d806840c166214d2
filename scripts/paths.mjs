// Where things are in this clone.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const nodeModules = path.join(root, 'node_modules');
export const venv = path.join(root, '.venv');
export const venvPython = path.join(venv, 'bin', 'python');
export const tensorflow = path.join(root, '.tensorflow');
export const build = path.join(root, 'build');
export const tfjsNode = path.join(nodeModules, '@tensorflow', 'tfjs-node');
export const addon = path.join(tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node');
// tslab as this clone runs it.
export const tslab = path.join(root, 'scripts', 'tslab.cjs');

// The names of TensorFlow's two libraries inside the wheel.
export const libraries =
  process.platform === 'darwin'
    ? ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib']
    : ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
