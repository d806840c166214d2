// What the hub starts for a pupil, as that pupil: the clone's own JupyterLab on a folder of theirs.
// The first argument is where the hub's Python packages are.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root, venvPython } from '../../scripts/paths.mjs';
import { jupyterEnv } from '../../scripts/setup/environment.mjs';
import { makeWorkFolder } from '../../scripts/setup/places.mjs';
import { setupOrExit } from '../../scripts/setup.mjs';

const [packages, ...args] = process.argv.slice(2);
await setupOrExit();
const folder = makeWorkFolder();
const server = path.join(root, 'deploy', 'hub', 'server.py');
const child = spawn(venvPython, [server, packages, `--ServerApp.root_dir=${folder}`, ...args], {
  cwd: folder,
  env: jupyterEnv(),
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
