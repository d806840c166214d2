// Stamps: what a step was made from, and every file that it made with its size, so that a stamp sees when
// what it vouches for was removed, cut off or exchanged behind its back.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../paths.mjs';

/** A short hash of texts. */
export const hash = (...texts) =>
  createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);

/** A short hash of files of the clone and of the kind of machine. */
export const hashFiles = (...files) =>
  hash(
    `${process.platform}-${process.arch}`,
    ...files.map((file) => fs.readFileSync(path.join(root, file))),
  );

/** Writes a file so that it is there whole or not at all. */
export function writeWhole(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.tmp`, text);
  fs.renameSync(`${file}.tmp`, file);
}

/**
 * Stamps a folder; files for which `skip` holds, and links, are not looked at.
 * @param {string} file
 * @param {string} inputs
 * @param {(name: string) => boolean} skip
 */
export function stamp(file, inputs, skip = () => false) {
  const folder = path.dirname(file);
  const lines = [];
  const list = (inside) => {
    for (const entry of fs.readdirSync(path.join(folder, inside), { withFileTypes: true })) {
      const name = path.posix.join(inside, entry.name);
      if (name.endsWith('.setup-stamp') || entry.name === '__pycache__' || skip(name)) continue;
      if (entry.isDirectory()) list(name);
      else if (entry.isFile()) lines.push(`${fs.statSync(path.join(folder, name)).size} ${name}`);
    }
  };
  list('');
  writeWhole(file, [inputs, ...lines].join('\n'));
}

/** What has changed since a folder was stamped: null if nothing, else a few words. */
export function changed(file, inputs) {
  let made;
  try {
    made = fs.readFileSync(file, 'utf8').split('\n', 1)[0];
  } catch (error) {
    if (error.code === 'ENOENT') return 'not made yet';
    throw error; // there, but not to be read
  }
  return made === inputs ? damaged(file) : 'made from other versions';
}

/** What of a stamped folder is gone or of another size. */
export function damaged(file) {
  const folder = path.dirname(file);
  for (const line of fs.readFileSync(file, 'utf8').split('\n').slice(1)) {
    const name = `${folder}/${line.slice(line.indexOf(' ') + 1)}`;
    const size = Number(line.slice(0, line.indexOf(' ')));
    const found = fs.statSync(name, { throwIfNoEntry: false });
    if (found?.size === size) continue;
    const shown = path.relative(root, name);
    return found ? `${shown} has ${found.size} bytes instead of ${size}` : `${shown} is gone`;
  }
  return null;
}
