// Commands end when the npm that started them does: npm hands a hang-up or a kill on to nobody.
import fs from 'node:fs';
import { ask } from './programs.mjs';

/** Calls `end` once the npm above this process is gone; does nothing when none is. */
export function whenNpmEnds(end) {
  if (!process.env.npm_lifecycle_event) return;
  // A shell may stand between, which outlives npm as we do.
  const parent = process.ppid;
  const above = parentOf(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && (above === null || parentOf(parent) === above)) return;
    clearInterval(timer);
    end();
  }, 1000);
  timer.unref();
}

function parentOf(pid) {
  try {
    // The second word, the program's name in brackets, may hold anything.
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[1];
  } catch {
    return process.platform === 'linux' ? null : ask('ps', ['-o', 'ppid=', '-p', String(pid)]);
  }
}
