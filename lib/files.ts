// Files that are written whole or not at all.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes a file so that, whenever the power goes, its path holds either the old content or the
 * new: to a temporary file beside it, onto the disk, then renamed. An error leaves the old content.
 */
export function writeFileWhole(file: string, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const temporary = `${file}.${process.pid}.part`;
  try {
    const handle = openSync(temporary, 'w');
    try {
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(handle, bytes, written);
      }
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  synchroniseFolder(path.dirname(file));
}

/** Puts a rename on the disk. Windows can't open folders, and does without. */
function synchroniseFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
