// npm run publish: notebooks with their outputs and still pictures, and the web edition.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import path from 'node:path';
import { failing } from '../../lib/base/errors';
import { ROOT } from '../../lib/base/folders';
import { explain, type Options, readCommandLine, runCommand } from '../command';
import { writeDrawPage } from '../draw/build';
import { listNotebooks } from '../notebook';
import { writeSlides } from '../slides';
import { drawFigures, openBrowser } from './figures';
import { drawNetwork } from './network';
import { writeSite } from './site';

const OPTIONS: Options = {
  'no-run': [false, 'takes the notebooks as they were saved'],
  network: [false, "draws docs/network.svg alone, the README's picture of the network"],
};

const HELP = `npm run publish [-- --no-run | --network]

Executes all notebooks, draws each figure once in headless Chromium and stores the picture beside it,
and writes the web edition to site/, with the page to draw digits on and the slides: open site/index.html,
no server needed. Chromium is looked for at /usr/bin/chromium, or where the variable CHROMIUM says.

${explain(OPTIONS)}
`;

const NETWORK = path.join(ROOT, 'docs', 'network.svg');
const SITE = path.join(ROOT, 'site');

/** Throws an InputError for what is missing: better now than after the notebooks have run for an hour. */
async function checkAll(notebooks: string[]): Promise<void> {
  const where = 'publish';
  const fail = failing(where);
  if (notebooks.length === 0) fail('notebooks/', 'empty', 'the notebooks to publish');
  for (const folder of [path.dirname(NETWORK), SITE, path.join(ROOT, 'notebooks')]) {
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
    } catch (error) {
      fail(folder, `closed to writing (${(error as NodeJS.ErrnoException).code})`, 'open', error);
    }
  }
  try {
    await (await openBrowser()).close();
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    const get = 'sudo apt install chromium; or CHROMIUM=/path/to/chromium npm run publish';
    fail('Chromium', `not to be started (${reason})`, `a browser that starts: ${get}`, error);
  }
}

async function main(args: string[]): Promise<void> {
  const { given } = readCommandLine(args, OPTIONS);
  if (given.help) return void process.stdout.write(HELP);
  const notebooks = listNotebooks('notebooks', 'notebooks/labs', 'notebooks/solutions');
  await checkAll(notebooks);
  if (given.network) return drawNetwork(NETWORK);
  if (!given['no-run']) {
    const script = path.join(ROOT, 'scripts', 'notebooks.mjs');
    const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
    if (status !== 0) {
      process.exitCode = status ?? 1;
      return;
    }
  }
  console.log(`Drawing the figures of ${notebooks.length} notebooks`);
  await drawFigures(notebooks);
  await drawNetwork(NETWORK);
  console.log('Writing the web edition');
  writeSite(SITE, notebooks);
  await writeDrawPage(path.join(SITE, 'draw'));
  writeSlides();
}

if (require.main === module) runCommand(main);
