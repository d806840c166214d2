// The folder of a training: made, and kept from a second training for as long as one is at work in it.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAlive, writeFileWhole } from '../lib/base/files';
import { refuse } from './command';

/** What a system's code says of a folder that cannot be made. */
const CODES: Record<string, string> = {
  EEXIST: 'a file, or a link that leads nowhere',
  ENOTDIR: 'below a file',
  ELOOP: 'a circle of symbolic links',
  ENAMETOOLONG: 'a name longer than names may be',
  EACCES: 'below a folder that is closed to this user (no permission)',
  EPERM: 'a place where the system permits no folder',
  EROFS: 'on a disk that may only be read',
  ENOSPC: 'on a disk that is full',
  EDQUOT: "on a disk of which this user's share is full",
  ENOENT: 'a place where there can be no folder',
};

/** A lock's name: the machine, since containers that share a disk may share numbers; then the process. */
const LOCK = /^training\.(.+)\.(\d+)\.lock$/;
/** How long a lock of another machine holds after its last sign of life, in milliseconds. */
const PATIENCE = 10 * 60_000;
const PULSE = 60_000;

/**
 * Makes the folder and takes it for this process, until its end. Throws an InputError if it cannot be
 * written to, or if another process is training in it. Locks that a killed process left are removed.
 */
export function takeFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    refuseFolder(folder, error);
  }
  const own = `training.${os.hostname()}.${process.pid}.lock`;
  const file = path.join(folder, own);
  try {
    // Each has a name of its own, and looks at the others after it is there: two that come at once
    // may both be refused, but never both let in.
    writeFileWhole(file, '');
  } catch (error) {
    refuseFolder(folder, error);
  }
  process.once('exit', () => rmSync(file, { force: true }));
  const other = readdirSync(folder).find((name) => name !== own && isHeld(path.join(folder, name)));
  if (other) {
    const [, host, pid] = LOCK.exec(other) ?? [];
    const found = `${folder}, where process ${pid} of ${host} is training (${other})`;
    refuse('--out', found, 'another folder, or to wait for its end');
  }
  setInterval(() => {
    const now = new Date();
    if (existsSync(file)) utimesSync(file, now, now);
  }, PULSE).unref();
}

/** Makes a folder and those above it. Node's own way to do so never ends under /proc. */
function makeFolder(folder: string): void {
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status?.isDirectory()) return;
  if (status) throw Object.assign(new Error(), { code: 'EEXIST' });
  if (path.dirname(folder) !== folder) makeFolder(path.dirname(folder));
  mkdirSync(folder);
}

/** Whether a file is the lock of a process at work. Removes it where it is one of a process that is not. */
function isHeld(file: string): boolean {
  const [, host, pid] = LOCK.exec(path.basename(file)) ?? [];
  if (!host) return false;
  try {
    const recent = Date.now() - statSync(file).mtimeMs < PATIENCE;
    if (host === os.hostname() ? isAlive(Number(pid)) : recent) return true;
    rmSync(file, { force: true });
  } catch {
    // It ended this moment.
  }
  return false;
}

function refuseFolder(folder: string, error: unknown): never {
  const { code = '', message, cause } = error as NodeJS.ErrnoException;
  const system = CODES[code] ?? (cause instanceof Error ? cause.message : message);
  refuse('--out', `${system} (${folder})`, 'a folder that can be made and written to', error);
}
