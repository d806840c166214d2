// Files that are read, or refused by name; and files that are written whole or not at all.
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { failing, InputError } from './errors';

/** What a system's code means to someone who wants to read a file, or to write one. */
const READING: Record<string, string> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing (what should be its folder is a file)',
  EACCES: 'closed to this user (no permission)',
  ELOOP: 'a circle of symbolic links',
  ENAMETOOLONG: 'missing (its name is longer than names may be)',
};
const WRITING: Record<string, string> = {
  ENOENT: 'its folder is missing',
  ENOTDIR: 'what should be its folder is a file',
  EISDIR: 'a folder has that name',
  EACCES: 'its folder is closed to this user (no permission)',
  EPERM: 'the system does not permit it',
  ELOOP: 'symbolic links on the way to it go in a circle',
  ENAMETOOLONG: 'its name is longer than names may be',
  EROFS: 'the disk may only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: "this user's share of the disk is full",
};

/** A temporary file's name after the file's own: this machine, then the process. */
const OURS = `.${os.hostname()}.`;
const LEFTOVER = /^(.+\.)(\d+)\.unfinished$/;
/** How long another machine may take to write a file, in milliseconds. */
const PATIENCE = 10 * 60_000;

/** The largest file that Node reads at once. */
const LARGEST = 2 ** 31 - 1;

/**
 * The bytes of a file. Throws an InputError that names it if it is missing, a folder, closed to this
 * user, or larger than `limit` bytes, before memory is taken for it.
 */
export function readFileOrRefuse(file: string, expected: string, limit = LARGEST): Buffer {
  const fail = failing(file);
  try {
    const status = statSync(file);
    if (status.isDirectory()) return fail('file', 'a folder', expected);
    if (!status.isFile()) return fail('file', 'a device or a pipe', expected);
    if (status.size > limit) return fail('size', `${status.size} bytes`, `at most ${limit}`);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    return fail('file', READING[code] ?? `unreadable (${message})`, expected, error);
  }
}

/**
 * Writes a file so that, whenever the power goes, its path holds either the old content or the
 * new: to a temporary file beside it, onto the disk, then renamed. An error leaves the old content,
 * and says so; its `code` is the system's.
 */
export function writeFileWhole(file: string, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const temporary = `${file}${OURS}${process.pid}.unfinished`;
  try {
    removeLeftovers(path.dirname(file));
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
  } catch (cause) {
    removeIfPossible(temporary);
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const why = WRITING[code] ?? message;
    const text = `${file} could not be written: ${why}; what was there before is unchanged`;
    throw Object.assign(new Error(text, { cause }), { code });
  }
  synchronizeFolder(path.dirname(file));
}

/** Removes a file or a folder, as far as it may: where nobody waits for it, or another error is to be told. */
export function removeIfPossible(file: string): void {
  try {
    rmSync(file, { force: true, recursive: true });
  } catch {
    // It stays.
  }
}

/**
 * Removes the temporary files of writers that were killed, as far as it may: another user's stay. Those
 * of other machines on a shared disk, whose processes can't be asked after, are removed when they are old.
 */
function removeLeftovers(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const [, start, pid] = LEFTOVER.exec(name) ?? [];
      if (!start) continue;
      const file = path.join(folder, name);
      const recent = () => Date.now() - statSync(file).mtimeMs < PATIENCE;
      const atWork = start.endsWith(OURS) ? isAlive(Number(pid)) : recent();
      if (!atWork) rmSync(file, { force: true });
    }
  } catch {
    // Nobody waits for it. A folder that can't be written to says so a moment later.
  }
}

/** Whether a process of this machine is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Puts a rename on the disk, where the system lets a folder be opened: Windows does not, nor a folder that
 * may be written to but not read. The file is in its place by then, whatever comes of this.
 */
function synchronizeFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // The disk takes it when it comes to it.
  }
}
