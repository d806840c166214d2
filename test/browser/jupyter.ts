// JupyterLab as a person meets it: started by `npm start`, driven through its own menus in Chromium.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, before } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';

export const root = path.resolve(__dirname, '../../..');
const screenshots = process.env.SCREENSHOTS ?? path.join(root, 'build', 'screenshots');

export interface Server {
  /** http://127.0.0.1:port, and the prefix if there is one. */
  address: string;
  token: string;
  /** What npm start prints to be opened. */
  printed: string;
  process: ChildProcess;
}

/**
 * Runs `npm start`, on a notebook if one is named, without opening a browser, and waits for its address. A `prefix`,
 * '/user/anna', is what a hub puts before all paths.
 */
export async function startServer(notebook?: string, seconds = 300, prefix = ''): Promise<Server> {
  const port = await findPort();
  const args = ['start', '--', '--no-browser', `--port=${port}`, ...(notebook ? [notebook] : [])];
  if (prefix) args.push(`--ServerApp.base_url=${prefix}/`);
  // A group of its own, so that stopping it reaches npm, our script and JupyterLab.
  const child = spawn('npm', args, { cwd: root, detached: true });
  let printed = '';
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(`npm start ${why}. It printed:\n${printed}`));
    };
    const timer = setTimeout(() => fail(`gave no address in ${seconds} s`), seconds * 1000);
    const read = (chunk: Buffer) => {
      printed += chunk;
      const match = /(http:\/\/127\.0\.0\.1:\d+(?:\/user\/\w+)?)\/lab\S*\?token=(\w+)/.exec(
        printed,
      );
      if (!match) return;
      clearTimeout(timer);
      resolve({
        address: match[1] ?? '',
        token: match[2] ?? '',
        printed: match[0],
        process: child,
      });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => fail(`ended with code ${code}`));
  });
}

/** Ends the server politely, as closing its terminal does, and waits for it. */
export function stopServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.process.removeAllListeners('exit');
    server.process.on('exit', () => resolve());
    process.kill(-(server.process.pid ?? 0), 'SIGTERM');
  });
}

function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Debian's Chromium, or the one that CHROMIUM names. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** The server and the browser of a file's tests: there before the first of them, gone after the last. */
export function openForTests(notebook: string): { server: Server; browser: Browser } {
  const lab = {} as { server: Server; browser: Browser };
  before(async () => {
    lab.server = await startServer(notebook);
    lab.browser = await openBrowser();
  });
  after(async () => {
    await lab.browser?.close();
    if (lab.server) await stopServer(lab.server);
  });
  return lab;
}

/** Opens a notebook, given by its path in the clone, and waits until its kernel is ready. */
export async function openNotebook(browser: Browser, server: Server, file: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(120_000);
  // A workspace of its own: JupyterLab would open again what an earlier test left open.
  const place = `lab/workspaces/${Date.now()}/tree/${encodeURI(file)}`;
  await page.goto(`${server.address}/${place}?token=${server.token}`);
  await kernelIdle(page).waitFor();
  return page;
}

// What the status bar says once the kernel has started and has nothing to do.
function kernelIdle(page: Page) {
  return page.locator('#jp-main-statusbar', { hasText: 'TypeScript | Idle' });
}

/** Chooses an entry of JupyterLab's menu bar, such as 'Run', 'Run All Cells'. */
export async function chooseMenu(page: Page, menu: string, entry: string): Promise<void> {
  await page.locator('.lm-MenuBar-item', { hasText: new RegExp(`^${menu}$`) }).click();
  await page.locator('.lm-Menu-item', { hasText: new RegExp(`^${entry}`) }).click();
}

export async function runAll(page: Page): Promise<void> {
  await chooseMenu(page, 'Run', 'Run All Cells');
}

/** Waits until no cell runs or waits for its turn. */
export async function waitIdle(page: Page, seconds = 900): Promise<void> {
  const timeout = seconds * 1000;
  // A cell's prompt is [*]: while it runs or waits, and [ ]: or a number else.
  const busy = page.locator('.jp-InputPrompt', { hasText: '*' }).first();
  await busy.waitFor({ state: 'detached', timeout });
  await kernelIdle(page).waitFor({ timeout });
}

/** The texts that cells printed to stderr, which is where this kernel reports errors. */
export function readErrors(page: Page): Promise<string[]> {
  const stderr = '[data-mime-type="application/vnd.jupyter.stderr"]';
  const error = '[data-mime-type="application/vnd.jupyter.error"]';
  return page.locator(`${stderr}, ${error}`).allInnerTexts();
}

/** A list that grows with every address outside the server that the page asks for. */
export function watchCalls(page: Page, server: Server): string[] {
  const calls: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(server.address) && !/^(data|blob):/.test(url)) calls.push(url);
  });
  return calls;
}

/** Scrolls to the first Plotly figure; fails when none is drawn with axes and all. */
export async function seeFigure(page: Page): Promise<void> {
  const figure = page.locator('.js-plotly-plot .main-svg').first();
  await figure.scrollIntoViewIfNeeded({ timeout: 30_000 });
}

/** Saves a picture of the page under build/screenshots, or where SCREENSHOTS says. */
export async function screenshot(page: Page, name: string): Promise<string> {
  fs.mkdirSync(screenshots, { recursive: true });
  const file = path.join(screenshots, `${name}.png`);
  await page.screenshot({ path: file });
  return file;
}
