// Builds the page on which a digit is drawn and AlexNet reads it, and opens it.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readArgs } from './args.mjs';
import { build, root } from './paths.mjs';
import { setupOrExit } from './setup.mjs';

const usage = `npm run draw [-- --no-open]

Writes a page to site/draw/ on which you draw a digit and see every layer of the published networks
read it, and opens it in your browser. It needs no server and no network: the folder can be copied
anywhere.

  --no-open   only prints where it is`;

const { values } = readArgs(usage, { 'no-open': { type: 'boolean' } });
await setupOrExit();

const require = createRequire(import.meta.url);
const { writeDrawPage } = require(path.join(build, 'scripts/draw/build.js'));
const page = await writeDrawPage(path.join(root, 'site', 'draw'));
console.log(`Open ${pathToFileURL(page).href}`);
if (!values['no-open']) {
  const openers = { darwin: 'open', win32: 'explorer' };
  const opener = openers[process.platform] ?? 'xdg-open';
  // Without a browser, or without such a command, the printed address is what there is.
  spawn(opener, [page], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
