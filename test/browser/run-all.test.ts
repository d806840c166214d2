// A person opens a notebook in JupyterLab and chooses Run All Cells: it ends without an error and
// with a figure on the page. NOTEBOOKS names other notebooks, with commas between them.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import * as jupyter from './jupyter';

const usual = ['notebooks/01-eager-setup.ipynb', 'notebooks/05-alexnet.ipynb'];
const notebooks = process.env.NOTEBOOKS?.split(',') ?? usual;

let server: jupyter.Server;
let browser: Browser;
before(async () => {
  server = await jupyter.startServer(notebooks[0] ?? '');
  browser = await jupyter.openBrowser();
});
after(async () => {
  await browser?.close();
  if (server) await jupyter.stopServer(server);
});

for (const notebook of notebooks) {
  test(`Run All Cells: ${notebook}`, async () => {
    const page = await jupyter.openNotebook(browser, server, notebook);
    const calls = jupyter.watchCalls(page, server);
    await jupyter.runAll(page);
    await jupyter.waitIdle(page);
    await jupyter.screenshot(page, `run-all-${path.basename(notebook, '.ipynb')}`);
    assert.deepEqual(await jupyter.readErrors(page), []);
    await jupyter.seeFigure(page);
    assert.deepEqual(calls, [], 'the page calls out');
    await page.close();
  });
}
