// Sets up and opens JupyterLab on the first notebook.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root, venvPython } from './paths.mjs';
import { whenNpmEnds } from './setup/end.mjs';
import { jupyterEnv } from './setup/environment.mjs';
import { isOwnClone, makeWorkFolder, ownerOfClone } from './setup/places.mjs';
import { setupOrExit } from './setup.mjs';

const usage = `npm start [-- <notebook> <what JupyterLab understands>]

Sets up and opens JupyterLab on the first notebook. Ctrl-C, twice, ends it. Of use to know:

  npm start -- --no-browser               prints the address without opening a browser
  npm start -- --port 8890                another port
  npm start -- notebooks/03-load-data.ipynb
  npm start -- --help-all                 all that JupyterLab understands

In a clone that is for reading only, the notebooks are copied to a folder of yours, and opened there.`;

const given = process.argv.slice(2);
if (given.includes('--help') || given.includes('-h')) {
  console.log(usage);
  process.exit(0);
}

await setupOrExit();
const folder = isOwnClone() ? root : readersFolder();

const named = given.find((word) => word.endsWith('.ipynb') && !word.startsWith('-'));
const notebook = named
  ? path.relative(folder, path.resolve(folder, named))
  : 'notebooks/01-eager-setup.ipynb';
if (notebook.startsWith('..') || !fs.existsSync(path.join(folder, notebook))) {
  console.error(`There is no notebook ${named} in ${folder}.`);
  process.exit(2);
}

const address = notebook.split(path.sep).map(encodeURIComponent).join('/');
const args = [
  path.join(root, 'scripts', 'setup', 'lab.py'),
  `--ServerApp.root_dir=${folder}`,
  `--LabApp.default_url=/lab/tree/${address}`,
  '--Application.log_level=ERROR',
  // JupyterLab refuses to run as root (containers) unless told.
  ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
  ...given.filter((word) => word !== named),
];
const child = spawn(venvPython, args, {
  cwd: folder,
  env: jupyterEnv(),
  stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
});

// Ctrl-C reaches JupyterLab by itself, and it asks before it ends; a polite kill is passed on.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
whenNpmEnds(() => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 1 : code));

function readersFolder() {
  try {
    const made = makeWorkFolder();
    console.log(`This clone belongs to ${ownerOfClone()}; your notebooks are in ${made}.`);
    return made;
  } catch (error) {
    console.error(`Your own folder could not be made: ${error.message}`);
    process.exit(1);
  }
}
