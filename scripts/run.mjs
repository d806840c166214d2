// node scripts/run.mjs FILE …: sets up and runs build/FILE.js with the other arguments. What is printed
// to stdout is that program's alone. When this is told to end, or npm is gone, it tells the program,
// which may have something to save first.
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { isChatter } from './chatter.mjs';
import { build } from './paths.mjs';
import { whenNpmEnds } from './setup/end.mjs';
import { setupOrExit } from './setup.mjs';

const [file, ...args] = process.argv.slice(2);
process.stdout.write = process.stderr.write.bind(process.stderr);
await setupOrExit();

const program = path.join(build, `${file}.js`);
const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], {
  stdio: ['inherit', 'inherit', 'pipe', 'ipc'],
});
const errors = /** @type {import('node:stream').Readable} */ (child.stderr);
createInterface({ input: errors }).on('line', (line) => {
  if (!isChatter(line)) process.stderr.write(`${line}\n`);
});

const end = () => child.connected && child.disconnect();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
process.stderr.on('error', () => {}); // a terminal that was closed
whenNpmEnds(end);
child.on('close', (code, signal) =>
  process.exit(code ?? 128 + os.constants.signals[signal ?? 'SIGKILL']),
);
