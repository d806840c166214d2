// A person opens a notebook in JupyterLab and chooses Run All Cells: it ends without an error and
// with a figure on the page. NOTEBOOKS names other notebooks, with commas between them.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import * as jupyter from './jupyter';

const usual = ['notebooks/01-eager-setup.ipynb', 'notebooks/05-alexnet.ipynb'];
const notebooks = process.env.NOTEBOOKS?.split(',') ?? usual;

const lab = jupyter.openForTests(notebooks[0] ?? '');

for (const notebook of notebooks) {
  test(`Run All Cells: ${notebook}`, async () => {
    const page = await jupyter.openNotebook(lab.browser, lab.server, notebook);
    const calls = jupyter.watchCalls(page, lab.server);
    await jupyter.runAll(page);
    await jupyter.waitIdle(page);
    await jupyter.screenshot(page, `run-all-${path.basename(notebook, '.ipynb')}`);
    assert.deepEqual(await jupyter.readErrors(page), []);
    await jupyter.seeFigure(page);
    assert.deepEqual(calls, [], 'the page calls out');
    await page.close();
  });
}
