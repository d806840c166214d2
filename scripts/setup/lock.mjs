// One set-up at a time in one clone.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from '../paths.mjs';

const lockFile = path.join(build, 'setup.lock');
const beat = 1000; // ms between two signs of life
const silence = { here: 120_000, elsewhere: 30_000 }; // ms without one, after which the holder is dead

/** Waits for the lock, saying so, and returns the function that gives it back. */
export async function lock() {
  fs.mkdirSync(build, { recursive: true });
  let said = false;
  while (!take()) {
    const holder = readHolder();
    if (holder && !isAlive(holder)) {
      bury(holder);
      continue;
    }
    if (holder && !said) {
      const who = holder.pid ? ` (process ${holder.pid})` : '';
      console.log(`Another set-up is at work in this clone${who}; waiting for it.`);
      said = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 200 + 100 * Math.random()));
  }
  const timer = setInterval(() => fs.utimes(lockFile, new Date(), new Date(), () => {}), beat);
  return () => {
    clearInterval(timer);
    fs.rmSync(lockFile, { force: true });
  };
}

function take() {
  const own = JSON.stringify({ pid: process.pid, host: os.hostname() });
  try {
    fs.writeFileSync(lockFile, own, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Who holds the lock and when it was last heard of; null when it was given back just now. */
function readHolder(file = lockFile) {
  try {
    const heard = fs.statSync(file).mtimeMs;
    return { ...parse(file), heard };
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Who wrote a lock. It is empty while it is being written, or for good if its writer was killed right then;
 * what is no lock of ours at all is held by nobody.
 * @returns {{ pid?: number, host?: string }}
 */
function parse(file) {
  try {
    const { pid, host } = JSON.parse(fs.readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 && pid < 2 ** 31 ? { pid, host } : {};
  } catch (error) {
    if (error.code === 'ENOENT') throw error;
    return {};
  }
}

// Moves a dead holder's lock away. When someone else did so first, and what we moved is their new
// lock, it is put back.
function bury(dead) {
  const grave = `${lockFile}.${process.pid}`;
  try {
    fs.renameSync(lockFile, grave);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (readHolder(grave)?.pid === dead.pid) fs.rmSync(grave, { recursive: true });
  else fs.renameSync(grave, lockFile);
}

// A process that is there may be too busy to give a sign, or be another that got its number. On another
// machine or in a container that shares the folder only the sign of life counts. Either clock may be wrong.
/** @param {{ pid?: number, host?: string, heard: number }} holder */
function isAlive({ pid, host, heard }) {
  const quiet = Math.abs(Date.now() - heard);
  if (pid === undefined || host !== os.hostname()) return quiet < silence.elsewhere;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  return quiet < silence.here;
}
