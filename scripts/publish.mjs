// Publishes the tutorial: notebooks with their outputs and still pictures, and the web edition.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readArgs } from './args.mjs';
import { build, root } from './paths.mjs';
import { setupOrExit } from './setup.mjs';

const usage = `npm run publish [-- --no-run | --network]

Executes all notebooks, draws each figure once in headless Chromium and stores the picture beside it,
and writes the web edition to site/, with the page to draw digits on: open site/index.html, no server
needed. Chromium is looked for at /usr/bin/chromium, or where the variable CHROMIUM says.

  --no-run    takes the notebooks as they were saved
  --network   draws docs/network.svg alone, the README's picture of the network`;

const { values } = readArgs(usage, {
  'no-run': { type: 'boolean' },
  network: { type: 'boolean' },
});
await setupOrExit();

const require = createRequire(import.meta.url);
const { drawNetwork } = require(path.join(build, 'scripts/publish/network.js'));
if (values.network) {
  await drawNetwork(path.join(root, 'docs', 'network.svg'));
  process.exit(0);
}

if (!values['no-run']) {
  const script = path.join(root, 'scripts', 'notebooks.mjs');
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const { drawFigures } = require(path.join(build, 'scripts/publish/figures.js'));
const { writeDrawPage } = require(path.join(build, 'scripts/draw/build.js'));
const { writeSite } = require(path.join(build, 'scripts/publish/site.js'));
const notebooks = ['notebooks', 'notebooks/solutions'].flatMap((folder) => {
  const absolute = path.join(root, folder);
  if (!fs.existsSync(absolute)) return [];
  const names = fs.readdirSync(absolute).filter((name) => name.endsWith('.ipynb'));
  return names.sort().map((name) => path.join(absolute, name));
});
if (notebooks.length === 0) {
  console.error('There is no notebook in notebooks/.');
  process.exit(1);
}
console.log(`Drawing the figures of ${notebooks.length} notebooks`);
await drawFigures(notebooks);
await drawNetwork(path.join(root, 'docs', 'network.svg'));
console.log('Writing the web edition');
writeSite(path.join(root, 'site'), notebooks);
await writeDrawPage(path.join(root, 'site', 'draw'));
