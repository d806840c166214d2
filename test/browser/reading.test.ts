// A person reads in JupyterLab: a link to another notebook's section arrives at the first click; in a
// dark theme figures are dark; pictures have words; the keyboard reaches a slider; none of this modifies the file.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { readNotebook, textOf } from '../../scripts/notebook';
import { isModified, showAll } from './hand';
import * as jupyter from './jupyter';

const glossary = 'notebooks/glossary.ipynb';
const fixture = 'test/fixtures/figures.ipynb';

const lab = jupyter.openForTests(glossary);

/** The glossary's links to sections: the last into each notebook, which is far down in it. */
function farLinks(): string[] {
  const cells = readNotebook(path.join(jupyter.root, glossary)).cells;
  const prose = cells.map(({ source }) => textOf(source)).join('\n');
  const links = new Map<string, string>();
  for (const [, file = '', heading = ''] of prose.matchAll(/\]\(([\w./-]+\.ipynb)#([^)]+)\)/g)) {
    links.set(file, `${file}#${heading}`);
  }
  return [...links.values()];
}

test('a link arrives at the first click', async (t) => {
  const links = farLinks().slice(-3);
  assert.equal(links.length, 3);
  for (const link of links) {
    await t.test(link, async () => {
      const page = await jupyter.openNotebook(lab.browser, lab.server, glossary);
      const [file = '', heading = ''] = link.split('#');
      await page
        .locator(`.jp-MarkdownOutput a[href*="${file}"][href$="#${heading}"]`)
        .first()
        .click();
      const target = page.locator(`[data-jupyter-id="${heading}"]`);
      await target.waitFor();
      await isAtTop(page, heading);
      await page.close();
    });
  }
});

/** Waits until the heading is in the upper half of the notebook in front, and still is a second later. */
async function isAtTop(page: Page, heading: string): Promise<void> {
  const there = `(() => {
    const { top } = document.querySelector('[data-jupyter-id="${heading}"]').getBoundingClientRect();
    return top > 50 && top < innerHeight / 2;
  })()`;
  await page.waitForFunction(there);
  await page.waitForTimeout(5000); // JupyterLab goes on putting cells on the page
  assert.ok(await page.evaluate(there), `${heading} did not stay in sight`);
}

test('in a dark theme figures are dark, and keys move a slider', async () => {
  const page = await jupyter.openNotebook(lab.browser, lab.server, fixture);
  await jupyter.chooseMenu(page, 'Settings', 'Theme');
  await page.locator('.lm-Menu-item', { hasText: /^JupyterLab Dark$/ }).click();
  await page.locator('body[data-jp-theme-light="false"]').waitFor({ state: 'attached' });
  await showAll(page);
  const figure = page.locator('.jp-RenderedPlotly', { has: page.locator('.slider-group') });
  await figure.scrollIntoViewIfNeeded();
  const paper = figure.locator('.main-svg').first();
  assert.equal(
    await paper.evaluate(
      (svg) => (svg as unknown as { style: { background: string } }).style.background,
    ),
    'rgba(0, 0, 0, 0)',
  );
  const slider = figure.locator('.slider-group');
  await slider.focus();
  for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'End', 'ArrowLeft']) {
    await page.keyboard.press(key);
  }
  await page.waitForFunction(`document.querySelector('.slider-group').ariaValueNow === '2'`);
  assert.equal(await slider.getAttribute('aria-valuetext'), '0.001');
  const pictures = page.locator('.jp-RenderedImage img');
  assert.match((await pictures.first().getAttribute('alt')) ?? '', /^A ring, a hole/);
  await jupyter.screenshot(page, 'reading-dark');
  assert.equal(await isModified(page), false);
  // For whoever comes next in this browser's profile of JupyterLab.
  await jupyter.chooseMenu(page, 'Settings', 'Theme');
  await page.locator('.lm-Menu-item', { hasText: /^JupyterLab Light$/ }).click();
  await page.locator('body[data-jp-theme-light="true"]').waitFor({ state: 'attached' });
  await page.close();
});
