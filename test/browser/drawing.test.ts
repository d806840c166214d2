// A person draws a digit on the pad of a notebook in JupyterLab, and the next cell reads it; behind a
// prefix too, as a hub has it. In a saved page the pad says what to do.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { readPicture } from '../../lib/images/picture';
import { drawingPad } from '../../lib/notebook/drawing';
import { type Cell, readNotebook, writeNotebook } from '../../scripts/notebook';
import { shownBy } from '../helpers/kernel';
import * as jupyter from './jupyter';

const folder = path.join(jupyter.root, 'test/fixtures', `drawing ${process.pid}`);
const file = path.relative(jupyter.root, path.join(folder, 'pad.ipynb'));
const sources = [
  `import { drawingPad, forward, loadCheckpoint, readPicture, RUNS_FOLDER } from 'alexnet-mnist';
drawingPad('mine.png');`,
  `const { images } = readPicture('mine.png', { single: true });
const { config, weights } = loadCheckpoint(RUNS_FOLDER + '/post/final.safetensors');
const answer = forward(config.model, weights, images).argMax(1).dataSync();
console.log('read', images.shape.join('x'), 'as', answer[0]);`,
];

function writeCells(): void {
  fs.mkdirSync(folder, { recursive: true });
  const cells = sources.map((source, i) => ({
    ...{ cell_type: 'code', id: `cell-${i}`, source, outputs: [], metadata: {}, execution_count: null }, // biome-ignore format: one line
  })) as Cell[];
  const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };
  const form = readNotebook(path.join(jupyter.root, 'test/fixtures/figures.ipynb'));
  writeNotebook(path.join(jupyter.root, file), { ...form, cells, metadata: { kernelspec } });
}

async function draw(page: Page, canvas: Locator, points: [number, number][]): Promise<void> {
  const box = await canvas.boundingBox();
  assert.ok(box);
  const [first, ...rest] = points.map(([x, y]) => [box.x + x, box.y + y] as const);
  await page.mouse.move(...(first as [number, number]));
  await page.mouse.down();
  for (const point of rest) await page.mouse.move(...point, { steps: 8 });
  await page.mouse.up();
}

async function openPad(t: TestContext, prefix = ''): Promise<{ page: Page; canvas: Locator }> {
  writeCells();
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const server = await jupyter.startServer(file, 300, prefix);
  t.after(() => jupyter.stopServer(server));
  const browser = await jupyter.openBrowser();
  t.after(() => browser.close());
  const page = await jupyter.openNotebook(browser, server, file);
  await run(page, 0);
  const canvas = page.locator('.jp-OutputArea canvas');
  await canvas.waitFor();
  return { page, canvas };
}

async function run(page: Page, cell: number): Promise<void> {
  await page.locator('.jp-CodeCell .cm-content').nth(cell).click();
  await page.keyboard.press('Control+Enter');
}

/** What the pad says after saving; before, it says that strokes are saved. */
const saved = 'Saved as mine.png beside the notebook';

const seven: [number, number][] = [[70, 60], [200, 60], [120, 230]]; // biome-ignore format: one line

test('a digit drawn in an output is read by the next cell', async (t) => {
  const { page, canvas } = await openPad(t);
  await draw(page, canvas, seven);
  await page.locator('.jp-OutputArea', { hasText: saved }).waitFor();
  await jupyter.screenshot(page, 'drawing-pad');
  await run(page, 1);
  await page.locator('.jp-OutputArea-output', { hasText: 'read 1x28x28x1 as 7' }).waitFor();
  assert.deepEqual(await jupyter.readErrors(page), []);

  await t.test('by keyboard, without moving through the notebook', async () => {
    await page.getByRole('button', { name: 'Clear' }).click();
    await canvas.focus();
    for (const key of ['ArrowUp', ' ', ...Array(9).fill('ArrowDown'), ' ']) {
      await page.keyboard.press(key);
    }
    await page.locator('.jp-OutputArea', { hasText: saved }).waitFor();
    await run(page, 1);
    await page.locator('.jp-OutputArea-output', { hasText: 'read 1x28x28x1 as 1' }).waitFor();
    assert.equal(await page.locator('.jp-CodeCell').count(), 2, 'keys went to the notebook');
  });

  await t.test('a pad of a kernel that is gone says so, and offers the file', async () => {
    await jupyter.chooseMenu(page, 'Kernel', 'Shut Down Kernel');
    await page.waitForFunction(`document.querySelector('#jp-main-statusbar').innerText.includes('No Kernel') || document.querySelector('#jp-main-statusbar').innerText.includes('Unknown')`); // biome-ignore format: one line
    await draw(page, canvas, seven);
    await page.locator('.jp-OutputArea', { hasText: 'run the cell again' }).waitFor();
    assert.match((await page.locator('a[download="mine.png"]').getAttribute('href')) ?? '', /^data:image\/png/); // biome-ignore format: one line
  });
});

test('the pad saves behind the prefix of a hub', async (t) => {
  const { page, canvas } = await openPad(t, '/user/anna');
  await draw(page, canvas, seven);
  await page.locator('.jp-OutputArea', { hasText: saved }).waitFor();
  assert.ok(fs.existsSync(path.join(folder, 'mine.png')));
});

test('a saved page says what to do, and gives the drawing as a file', async (t) => {
  const [shown] = shownBy(() => drawingPad('mine.png'));
  const browser = await jupyter.openBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.setContent(`<!doctype html>${shown?.content.data['text/html']}`);
  await page.getByText('no Jupyter server behind this page').waitFor();
  await draw(page, page.locator('canvas'), seven);
  await page.getByText('put it beside the notebook as mine.png').waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'download it' }).click();
  const { images } = readPicture(await (await download).path(), { single: true });
  assert.deepEqual(images.shape, [1, 28, 28, 1]);
  images.dispose();
});

test('of two strokes in a row the later drawing is saved last, however long the first takes', async (t) => {
  const [shown] = shownBy(() => drawingPad('mine.png'));
  const browser = await jupyter.openBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage();
  // A server whose first answer takes long.
  const html = `<!doctype html><script id="jupyter-config-data" type="application/json">{}</script>
<script>
window.saved = [];
let asked = 0;
window.fetch = async (address, { method, body }) => {
  await new Promise((resolve) => setTimeout(resolve, asked++ === 0 ? 500 : 10));
  if (method === 'PUT') saved.push(JSON.parse(body).content);
  return { ok: true, json: async () => [{ kernel: { id: '' }, path: 'pad.ipynb' }] };
};
</script>${shown?.content.data['text/html']}`;
  // At an address, since only there a page may ask for its cookies.
  await page.route('http://pad.test/', (route) =>
    route.fulfill({ contentType: 'text/html', body: html }),
  );
  await page.goto('http://pad.test/');
  await draw(page, page.locator('canvas'), seven);
  const [, drawn] = (await page.evaluate(`(() => {
    const canvas = document.querySelector('canvas');
    const event = (key) => canvas.dispatchEvent(new KeyboardEvent('keydown', { key }));
    for (const key of [' ', 'ArrowLeft', 'ArrowLeft', ' ']) event(key);
    const url = canvas.toDataURL('image/png');
    event('Delete');
    return url.split(',');
  })()`)) as string[];
  await page.waitForFunction('saved.length === 2');
  assert.equal(((await page.evaluate('saved')) as string[])[1], drawn);
});
