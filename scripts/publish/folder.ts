// Folders written whole or not at all.
import fs from 'node:fs';

/**
 * Puts a folder that `write` fills, from empty, in the place of the one of that name. Where `write` throws, the
 * old one stays. Returns what `write` does.
 */
export function writeFolderWhole<Result>(folder: string, write: (fresh: string) => Result): Result {
  const fresh = `${folder}.new`;
  const remove = (old: string) => fs.rmSync(old, { recursive: true, force: true });
  remove(fresh);
  try {
    fs.mkdirSync(fresh, { recursive: true });
    const result = write(fresh);
    remove(folder);
    fs.renameSync(fresh, folder);
    return result;
  } finally {
    remove(fresh);
  }
}
