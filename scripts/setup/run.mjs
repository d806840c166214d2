// Runs one program of the set-up, and says in plain words why it failed.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build, root } from '../paths.mjs';
import { toolEnv } from './environment.mjs';

export const logFile = path.join(build, 'setup.log');

// The program runs in a group of its own. A watcher in that group reads from a pipe that this
// process holds open: if this process dies, however suddenly, the whole group is ended, and the next
// set-up does not meet a half-dead pip at work in the same folder.
const watched = '(read _ <&3; kill -9 -$$) >/dev/null 2>&1 & exec "$@" 3<&-';

/** Runs a program, its output in the log file. Throws what `explain` makes of a failure. */
export async function run(name, command, args, env = toolEnv()) {
  fs.mkdirSync(build, { recursive: true });
  fs.appendFileSync(logFile, `\n$ ${[command, ...args].join(' ')}\n`);
  const start = fs.statSync(logFile).size;
  const log = fs.openSync(logFile, 'a');
  const child = spawn('/bin/sh', ['-c', watched, 'sh', command, ...args], {
    cwd: root,
    env: { ...env, LC_ALL: 'C' }, // in one language, so that a failure can be explained
    detached: true,
    stdio: ['ignore', log, log, 'pipe'],
  });
  const failure = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) =>
      resolve(code === 0 ? null : (signal ?? `exit code ${code}`)),
    );
  });
  child.stdio[3]?.destroy();
  fs.closeSync(log);
  if (failure === null) return;
  const output = fs.readFileSync(logFile).subarray(start).toString();
  throw new SetupError(
    `${name} failed (${failure}). ${explain(output)}\n` + `All it printed is in ${logFile}`,
  );
}

/** A failure that the set-up explains; anything else is a bug of ours and keeps its stack. */
export class SetupError extends Error {}

/** What to print of an error: a refusal by the system, such as a full disk, is none of our bugs either. */
export function wordsOf(error) {
  if (error instanceof SetupError) return error.message;
  if (!error?.code || !error.syscall) return error?.stack ?? String(error);
  const cause = causes.find(([pattern]) => pattern.test(error.message));
  return cause && typeof cause[1] === 'string' ? `${cause[1]}\n${error.message}` : error.message;
}

/** @type {[RegExp, string | ((match: RegExpExecArray) => string)][]} */
const causes = [
  [
    /ENOSPC|No space left on device|Disk quota exceeded/,
    'The disk is full: free some space and run the same command again.',
  ],
  [
    /EINTEGRITY|DO NOT MATCH THE HASHES/,
    'A file arrived damaged or is not the one that was published (its checksum differs). Run the same command again; if it fails again, look for a proxy or a mirror that changes downloads.',
  ],
  [
    /CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|self.signed certificate|UNABLE_TO_(GET|VERIFY)/,
    "The network's certificate is not trusted: a proxy or a virus scanner stands between. Point NODE_EXTRA_CA_CERTS and PIP_CERT at its certificate file.",
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|NewConnectionError|Failed to establish a new connection|ConnectTimeout|ReadTimeout|ProxyError|Network is unreachable|Connection refused|name resolution/,
    'The network did not answer: check the connection (and HTTPS_PROXY, if you are behind a proxy) and run the same command again.',
  ],
  [
    /No matching distribution found for ([^\s(]+)/,
    (match) => `There is no build of ${match[1]} for this Python on this machine.`,
  ],
  [
    /(?:EACCES|EPERM|EROFS)[^\n]*|(?:Permission denied|Read-only file system)[^\n]*/,
    (match) => `A file or folder may not be written: ${match[0]}`,
  ],
];

/** The cause in plain words, from what a program printed; its last lines when we know none. */
export function explain(output) {
  for (const [pattern, words] of causes) {
    const match = pattern.exec(output);
    if (match) return typeof words === 'string' ? words : words(match);
  }
  const lines = output.trim().split('\n');
  return `Its last lines:\n${lines
    .slice(-12)
    .map((line) => `    ${line}`)
    .join('\n')}`;
}
