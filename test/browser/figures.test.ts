// Every figure is seen: in JupyterLab, in notebooks as saved, untrusted and not run, with Plotly's
// renderer and without; and on the pages of the web edition, from disk without a network. NOTEBOOKS names other notebooks.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { source as axe } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { figureOutputs, readNotebook } from '../../scripts/notebook';
import { writeSite } from '../../scripts/publish/site';
import { ALL } from '../helpers/lesson';
import { showAll } from './hand';
import * as jupyter from './jupyter';

const fixture = 'test/fixtures/figures.ipynb';
const files = process.env.NOTEBOOKS?.split(',').filter((file) => file !== fixture) ?? ALL;
const figureCount = (file: string) =>
  figureOutputs(readNotebook(path.join(jupyter.root, file))).length;

test('JupyterLab shows every saved figure, with Plotly and without', async (t) => {
  const server = await jupyter.startServer(fixture);
  t.after(() => jupyter.stopServer(server));
  const browser = await openBrowser(t);
  for (const file of [fixture, ...files].filter(figureCount)) {
    await t.test(file, async () => {
      const page = await openUntrusted(browser, server, file, true);
      const seen = await walk(page, '.jp-RenderedPlotly');
      assert.deepEqual(seen, { outputs: figureCount(file), drawn: figureCount(file) });
      await page.close();
    });
  }

  await t.test('the pointer brings a saved figure to life', async () => {
    const page = await openUntrusted(browser, server, fixture, true);
    const still = page.locator('.plot-img:visible').first();
    await still.scrollIntoViewIfNeeded();
    const { width = 0 } = (await still.boundingBox()) ?? {};
    assert.equal(width, 760);
    await still.dispatchEvent('mouseenter');
    await page.locator('.js-plotly-plot .main-svg').first().waitFor();
    await jupyter.screenshot(page, 'figures-alive');
    await page.close();
  });

  await t.test('without the renderer there are the pictures', async () => {
    const page = await openUntrusted(browser, server, fixture, false);
    const seen = await walk(page, '.jp-RenderedImage');
    const images = figureCount(fixture) + 1; // and one grid of digits
    assert.deepEqual(seen, { outputs: images, drawn: images });
    await jupyter.screenshot(page, 'figures-without-plotly');
    await page.close();
  });
});

test('the web edition shows every figure from disk, without a network', async (t) => {
  const site = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'));
  t.after(() => fs.rmSync(site, { recursive: true }));
  // Copies, so that a notebook saved meanwhile does not matter.
  const copies = [fixture, ...files].map((file) => {
    const copy = path.join(site, 'notebooks', file);
    fs.mkdirSync(path.dirname(copy), { recursive: true });
    fs.copyFileSync(path.join(jupyter.root, file), copy);
    return copy;
  });
  const edition = path.join(site, 'edition');
  const pages = writeSite(edition, copies).map(({ notebook, file }) => ({
    file,
    figures: figureOutputs(readNotebook(notebook)).length,
  }));
  const browser = await openBrowser(t);
  for (const { file, figures } of [{ file: 'index.html', figures: 0 }, ...pages]) {
    for (const [kind, width] of Object.entries({ desktop: 1280, phone: 390 })) {
      await t.test(`${file}, ${kind}`, () =>
        seePage(browser, path.join(edition, file), width, figures),
      );
    }
  }

  await t.test('a slider of a saved figure moves, by the pointer and by keys', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(path.join(edition, 'figures.html')).href);
    const figure = page.locator('figure.plot', { has: page.locator('.slider-group') });
    await page.locator('figure.plot').nth(1).scrollIntoViewIfNeeded();
    const slider = figure.locator('.slider-group');
    const value = () => slider.getAttribute('aria-valuetext');
    const line = () => figure.locator('.scatterlayer .js-line').getAttribute('d');
    assert.equal(await value(), '0.0001');
    const before = await line();
    await slider.locator('.slider-rail-touch-rect').click({ position: { x: 5, y: 5 } });
    await page.waitForFunction(`document.querySelector('.slider-group').ariaValueNow === '0'`);
    assert.notEqual(await line(), before);
    await slider.focus();
    for (const key of ['ArrowRight', 'End', 'ArrowLeft']) await page.keyboard.press(key);
    await page.waitForFunction(`document.querySelector('.slider-group').ariaValueNow === '2'`);
    assert.equal(await value(), '0.001');
    await page.close();
  });

  await t.test('the search finds sections', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(path.join(edition, 'index.html')).href);
    await page.getByLabel('Search all pages').fill('slider kernel');
    const hit = page.locator('#found a').first();
    assert.match((await hit.textContent()) ?? '', /^A slider · Every kind of output$/);
    await hit.click();
    await page.waitForURL(/figures\.html#A-slider$/);
    await page.close();
  });

  await t.test('on paper nothing is cut off, and figures are their stills', async () => {
    const page = await browser.newPage({ viewport: { width: 700, height: 990 } });
    await page.goto(pathToFileURL(path.join(edition, 'figures.html')).href);
    await page.locator('figure.plot.alive').first().waitFor();
    await page.emulateMedia({ media: 'print' });
    const seen = await page.evaluate(`({
      stills: [...document.querySelectorAll('figure.plot > img')].filter((image) => image.clientWidth > 0).length,
      live: [...document.querySelectorAll('figure.plot > div')].filter((plot) => plot.clientWidth > 0).length,
      cut: [...document.querySelectorAll('pre, figure, table, .output_png')].filter(
        (box) => box.scrollWidth > box.clientWidth + 1 || box.getBoundingClientRect().right > innerWidth,
      ).length,
    })`);
    assert.deepEqual(seen, { stills: 4, live: 0, cut: 0 });
    await page.close();
  });
});

async function openBrowser(t: TestContext): Promise<Browser> {
  const browser = await jupyter.openBrowser();
  t.after(() => browser.close());
  return browser;
}

/**
 * Opens a notebook that this JupyterLab has never run, and so does not trust; without the style
 * that the set-up adds, as in anyone's own JupyterLab.
 */
async function openUntrusted(
  browser: Browser,
  server: jupyter.Server,
  file: string,
  plotly: boolean,
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(120_000);
  await page.route('**/custom/custom.css*', (route) => route.abort());
  if (!plotly) await page.route('**/jupyterlab-plotly/**', (route) => route.abort());
  await page.goto(`${server.address}/lab/tree/${encodeURI(file)}?token=${server.token}&reset`);
  await page.locator('.jp-Notebook .jp-Cell').first().waitFor();
  return page;
}

/**
 * Scrolls through a notebook, of which JupyterLab keeps only the cells in view, and counts the
 * outputs that `selector` finds and those of them with a picture or a live figure in them.
 */
async function walk(page: Page, selector: string): Promise<{ outputs: number; drawn: number }> {
  await page.locator(selector).first().waitFor({ state: 'attached' });
  await showAll(page);
  return (await page.evaluate(`(async () => {
    const outputs = new Map();
    const scroller = document.querySelector('.jp-WindowedPanel-outer') ?? document.scrollingElement;
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    for (let last = -1; scroller.scrollTop !== last; ) {
      last = scroller.scrollTop;
      for (const output of document.querySelectorAll(${JSON.stringify(selector)})) {
        const cell = output.closest('.jp-Cell').dataset.windowedListIndex;
        const place = [...output.closest('.jp-Cell').querySelectorAll(${JSON.stringify(selector)})].indexOf(output);
        const images = [...output.querySelectorAll('img')].filter((image) => image.src !== '');
        const drawn =
          images.some((image) => image.naturalWidth > 0 && image.clientWidth > 0 && image.clientWidth <= output.clientWidth) ||
          output.querySelector('.main-svg') !== null;
        const key = cell + '/' + place;
        outputs.set(key, drawn || outputs.get(key) === true);
      }
      scroller.scrollTop += scroller.clientHeight / 2;
      await pause(200);
    }
    return { outputs: outputs.size, drawn: [...outputs.values()].filter(Boolean).length };
  })()`)) as { outputs: number; drawn: number };
}

/**
 * Opens a page of the site offline: all figures come alive, nothing cut off, nothing in the console,
 * nothing that axe objects to, Plotly only where there are figures.
 */
async function seePage(browser: Browser, file: string, width: number, figures: number) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    offline: true,
    colorScheme: width < 600 ? 'dark' : 'light',
    hasTouch: width < 600,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    asked.push(path.basename(request.url()));
    if (!/^(file|data|blob):/.test(request.url())) complaints.push(`asks for ${request.url()}`);
  });
  page.on('requestfailed', (request) => complaints.push(`lacks ${request.url()}`));
  await page.goto(pathToFileURL(file).href);
  for (const figure of await page.locator('figure.plot').all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure.locator('.main-svg').first().waitFor({ timeout: 60_000 });
  }
  const seen = await page.evaluate(`({
    alive: [...document.querySelectorAll('figure.plot.alive')].length,
    cut: [...document.querySelectorAll('figure.plot .gtitle')].filter((title) => {
      const box = title.getBoundingClientRect();
      const figure = title.closest('figure');
      const frame = figure.getBoundingClientRect();
      // What is wider than a phone is moved by hand: its whole width counts.
      const inner = Math.max(...[figure, ...figure.querySelectorAll('div')].map((one) => one.scrollWidth));
      return box.left < frame.left || box.right > frame.left + inner || box.top < frame.top;
    }).length,
    covered: innerWidth < 600 ? document.querySelectorAll('.modebar-btn').length : 0,
    tooWide: document.documentElement.scrollWidth > innerWidth,
    rawMaths: document.querySelectorAll('.katex-error').length,
  })`);
  assert.deepEqual(seen, { alive: figures, cut: 0, covered: 0, tooWide: false, rawMaths: 0 });
  assert.deepEqual(complaints, []);
  assert.equal(asked.includes('plotly.min.js'), figures > 0);
  const links = (await page.evaluate(
    `[...document.querySelectorAll('nav a, .chapters a')].map((link) => link.getAttribute('href'))`,
  )) as string[];
  for (const link of links) {
    const [to = ''] = link.split('#');
    if (/^(draw|slides)\/index\.html$/.test(to)) continue; // made by the next steps of npm run publish
    assert.ok(fs.existsSync(path.resolve(path.dirname(file), to)), `dead link ${link}`);
  }
  await page.evaluate(axe);
  const violations = await page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(' | ')))`,
  );
  assert.deepEqual(violations, []);
  await jupyter.screenshot(page, `site-${path.basename(file, '.html')}-${width}`);
  await context.close();
}
