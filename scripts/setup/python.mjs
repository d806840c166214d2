// The Python environment: JupyterLab and the runner of notebooks.
import fs from 'node:fs';
import path from 'node:path';
import { venv, venvPython } from '../paths.mjs';
import { pip } from './pip.mjs';
import { findPython, tryProgram } from './programs.mjs';
import { run, SetupError } from './run.mjs';
import { changed, hashFiles, stamp } from './stamp.mjs';

const stampFile = path.join(venv, '.setup-stamp');
const inputs = () => hashFiles('requirements.txt');

// What is written later: Jupyter's settings and state. The kernel's step looks at its files itself.
const skip = (name) =>
  /^(jupyter|tmp|etc|share\/jupyter\/kernels)$/.test(name) || /overrides\.json$/.test(name);

function problem() {
  const fault = changed(stampFile, inputs());
  if (fault) return fault;
  const made = fs.readdirSync(path.join(venv, 'lib')).find((name) => name.startsWith('python'));
  const { printed, problem } = tryProgram(venvPython, [
    ...['-I', '-S', '-c', 'import sys; print("python%d.%d" % sys.version_info[:2])'],
  ]);
  if (printed === made) return null;
  if (printed !== null) return `made for ${made}, but the machine's Python is ${printed} now`;
  if (!fs.existsSync(venvPython)) return 'the Python it was made with is gone';
  // Not a reason to make it anew: what keeps this Python from running would be there afterwards too.
  throw new SetupError(
    `The Python of ${venv} does not run (${problem}), though everything is in place. Look for what ` +
      'has changed on this machine, such as LD_LIBRARY_PATH or LD_PRELOAD; `npm run setup -- --afresh` ' +
      'makes all anew.',
  );
}

export const python = {
  name: 'Python packages',
  note: 'JupyterLab, about 60 MB to download',
  bytes: 0.4e9,
  problem,
  async make() {
    fs.rmSync(venv, { recursive: true, force: true });
    await run('venv', findPython().command, ['-m', 'venv', venv]);
    await pip('install', 'requirements.txt', ['--no-compile', '--ignore-installed']);
    stamp(stampFile, inputs(), skip);
  },
};
