// What a newcomer sees who opens the address that npm start prints.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, root, type Server, startServer, stopServer } from './jupyter';

let server: Server;
let browser: Browser;

before(async () => {
  // As if JupyterLab had never been opened in this clone: how it was left would be shown again.
  fs.rmSync(path.join(root, '.venv/jupyter/config/lab/workspaces'), {
    recursive: true,
    force: true,
  });
  server = await startServer();
  browser = await openBrowser();
});

after(async () => {
  await browser.close();
  await stopServer(server);
});

test('the first notebook is open, its table of contents beside it, and nothing is in front', async () => {
  assert.match(server.printed, /\/lab\/tree\/notebooks\/01-eager-setup\.ipynb\?token=/);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(120_000);
  await page.goto(server.printed);
  await page.locator('#jp-main-statusbar', { hasText: 'TypeScript | Idle' }).waitFor();
  const contents = page.locator('.jp-TableOfContents-content', { hasText: 'Exercises' });
  await contents.waitFor({ state: 'visible' });
  const headings = await page.locator('.jp-NotebookPanel h1').allInnerTexts();
  assert.equal(headings.length, 1);
  await page.waitForTimeout(3000); // what pops up does so late
  assert.equal(await page.locator('.jp-Dialog').count(), 0, 'a dialog');
  assert.equal(await page.locator('.Toastify__toast').count(), 0, 'a notice');
});
