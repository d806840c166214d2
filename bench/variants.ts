// What is compared, and how each is started.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(__dirname, '..', '..');
const VENV = path.join(ROOT, '.venv-bench');
const PYTHON = path.join(VENV, 'bin', 'python');

export interface Variant {
  /** On the command line. */
  name: string;
  /** In tables and figures. */
  title: string;
  /** The Python package it needs, if any. */
  needs?: 'tensorflow' | 'torch';
}

export const VARIANTS: Variant[] = [
  { name: 'compiled', title: 'this project, compiled' },
  { name: 'eager', title: 'this project, op by op' },
  { name: 'stock', title: 'tfjs-node, stock ops' },
  { name: 'tf-eager', title: 'TensorFlow, eager', needs: 'tensorflow' },
  { name: 'tf-function', title: 'TensorFlow, tf.function', needs: 'tensorflow' },
  { name: 'tf-jit', title: 'TensorFlow, tf.function with jit_compile', needs: 'tensorflow' },
  { name: 'torch-plain', title: 'PyTorch', needs: 'torch' },
  { name: 'torch-channels_last', title: 'PyTorch, channels_last', needs: 'torch' },
  { name: 'torch-compile', title: 'PyTorch, torch.compile', needs: 'torch' },
  {
    name: 'torch-compile_channels_last',
    title: 'PyTorch, torch.compile, channels_last',
    needs: 'torch',
  },
];

/** The command that starts a variant's worker. */
export function workerCommand(
  { name, needs }: Variant,
  width: number,
  batchSize: number,
): string[] {
  const numbers = [String(width), String(batchSize)];
  if (!needs) return [process.execPath, path.join(__dirname, 'ours.js'), name, ...numbers];
  const script = path.join(
    ROOT,
    'bench',
    needs === 'torch' ? 'peer_torch.py' : 'peer_tensorflow.py',
  );
  return [PYTHON, script, name.slice(name.indexOf('-') + 1), ...numbers];
}

/** Why a variant cannot run here: how to get what it needs; null if it can. */
export function missing({ needs }: Variant): string | null {
  if (!needs) return null;
  const probe = `import importlib.util as u, sys; sys.exit(u.find_spec("${needs}") is None)`;
  if (existsSync(PYTHON) && spawnSync(PYTHON, ['-c', probe]).status === 0) return null;
  const option = needs === 'torch' ? ' -- --torch' : '';
  return `not installed: npm run bench${option} gets it, see bench/README.md`;
}

/** Makes .venv-bench if there is none, and puts the Python packages of a list in it. */
export function installPeers(list: 'requirements.txt' | 'requirements-torch.txt'): void {
  const base = path.join(ROOT, '.venv', 'bin', 'python');
  const file = path.join(ROOT, 'bench', list);
  const quiet = ['--disable-pip-version-check', '--progress-bar=off', '--quiet'];
  const commands = [
    ...(existsSync(PYTHON) ? [] : [[base, '-m', 'venv', VENV]]),
    [PYTHON, '-m', 'pip', 'install', ...quiet, '-r', file],
  ];
  console.log(`Installing bench/${list} into .venv-bench …`);
  for (const [program, ...args] of commands as [string, ...string[]][]) {
    if (spawnSync(program, args, { stdio: 'inherit' }).status === 0) continue;
    console.error('That failed, see above: its peers are left out.');
    return;
  }
}
