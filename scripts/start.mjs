// Sets up and opens JupyterLab on the first notebook.
import { spawn } from 'node:child_process';
import { jupyterEnv, root, venvPython } from './paths.mjs';
import { setupOrExit } from './setup.mjs';

const usage = `npm start [-- <what JupyterLab understands>]

Sets up and opens JupyterLab on the first notebook. Ctrl-C ends it. Of use to know:

  npm start -- --no-browser               prints the address instead of opening a browser
  npm start -- --port 8890                another port
  npm start -- notebooks/03-load-data.ipynb
  npm start -- --help-all                 all that JupyterLab understands`;

const given = process.argv.slice(2);
if (given.includes('--help') || given.includes('-h')) {
  console.log(usage);
  process.exit(0);
}

await setupOrExit();

const notebook = given.some((word) => word.endsWith('.ipynb'))
  ? []
  : ['notebooks/01-eager-setup.ipynb'];
// JupyterLab refuses to run as root (containers) unless told.
const asRoot = process.getuid() === 0 ? ['--allow-root'] : [];
const args = ['-m', 'jupyterlab', `--ServerApp.root_dir=${root}`, ...asRoot, ...notebook, ...given];
const child = spawn(venvPython, args, { cwd: root, env: jupyterEnv(), stdio: 'inherit' });

// Ctrl-C reaches JupyterLab by itself, and it asks before it ends; a polite kill is passed on.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
