// Where a user's own files are: in the clone if it is theirs, else in a folder of theirs.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, venv } from '../paths.mjs';

export function isWritable(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether temporary files may be put in a folder. */
export function isRoomy(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
    const { bavail, bsize } = fs.statfsSync(folder);
    return fs.statSync(folder).isDirectory() && bavail * bsize > 10e6;
  } catch {
    return false;
  }
}

/** A folder for temporary files that is there and has room, or the system's if none is. */
export function temporaryFolder() {
  return [os.tmpdir(), '/tmp', '/var/tmp'].find(isRoomy) ?? path.resolve(os.tmpdir());
}

/** Whether this user may write in the clone: a teacher's, or one in an image, often is for reading only. */
export function isOwnClone() {
  const inside = ['notebooks', '.venv', '.venv/jupyter', '.venv/jupyter/runtime', 'build'];
  const there = inside.map((name) => path.join(root, name)).filter((name) => fs.existsSync(name));
  return [root, ...there].every(isWritable);
}

/** Whose the clone is. */
export function ownerOfClone() {
  const { uid } = fs.statSync(root);
  try {
    const line = fs
      .readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((text) => text.split(':')[2] === String(uid));
    if (line) return line.split(':')[0];
  } catch {
    // not every system has that file
  }
  return `user ${uid}`;
}

/** The folder for work with a clone that is for reading only. */
export function workFolder() {
  const home = homeFolder();
  if (home && isWritable(home)) return path.join(home, 'alexnet-mnist');
  return path.join(temporaryFolder(), `alexnet-mnist-${process.getuid?.()}`);
}

/** The user's home; in some containers a user has neither one nor a name. */
export function homeFolder() {
  try {
    return os.homedir();
  } catch {
    return null;
  }
}

/**
 * Where Jupyter's settings are. They are never a user's own Jupyter's, so that neither breaks the other;
 * in a clone that is for reading only they are beside the work.
 */
export function jupyterPlaces() {
  const own = isOwnClone();
  const folder = own ? path.join(venv, 'jupyter') : path.join(workFolder(), '.jupyter');
  const at = (name) => path.join(folder, name);
  return {
    own,
    folder,
    kernels: own
      ? path.join(venv, 'share', 'jupyter', 'kernels')
      : path.join(folder, 'data', 'kernels'),
    etc: own ? path.join(venv, 'etc', 'jupyter') : at('config'),
    config: at('config'),
    data: at('data'),
    runtime: at('runtime'),
    ipython: at('ipython'),
  };
}

/**
 * Makes the folder for work: the notebooks copied, whatever was changed in them kept, and all else of the
 * clone in view beside them, so that links and imports find it.
 */
export function makeWorkFolder() {
  const folder = workFolder();
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (fs.statSync(folder).uid !== process.getuid?.()) {
    throw new Error(
      `${folder} belongs to somebody else: move it away, or set HOME to a folder of yours`,
    );
  }
  for (const name of fs.readdirSync(root)) {
    if (name === 'notebooks' || name.startsWith('.')) continue;
    const link = path.join(folder, name);
    const target = path.join(root, name);
    const found = fs.lstatSync(link, { throwIfNoEntry: false });
    if (found && !found.isSymbolicLink()) continue;
    if (found && fs.readlinkSync(link) === target) continue;
    if (found) fs.rmSync(link);
    fs.symlinkSync(target, link);
  }
  copyNew(path.join(root, 'notebooks'), path.join(folder, 'notebooks'));
  return folder;
}

// File by file under another name, so that none is ever there in part.
function copyNew(from, to) {
  fs.mkdirSync(to, { recursive: true });
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      if (entry.name !== '.ipynb_checkpoints') copyNew(source, target);
    } else if (!fs.existsSync(target)) {
      fs.writeFileSync(`${target}.tmp`, fs.readFileSync(source));
      fs.renameSync(`${target}.tmp`, target);
    }
  }
}
