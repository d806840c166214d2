// What a reader's hand does to the figures of a notebook in JupyterLab, and what is left of them.
import type { Locator, Page } from 'playwright-core';

export interface Touched {
  /** The index of the cell, and the figure's in it. */
  figure: string;
  /** Heights in pixels: live, and after each thing that was done. */
  heights: Record<string, number>;
  /** The buttons of the tool bar, by their titles. */
  tools: string[];
}

/**
 * Goes through all figures of the notebook: points at each, turns the wheel over it, moves its
 * sliders, presses its buttons, clicks its legend twice.
 */
export async function touchFigures(page: Page): Promise<Touched[]> {
  const figures = page.locator('.jp-RenderedPlotly');
  await showAll(page);
  const touched: Touched[] = [];
  for (let i = 0; i < (await figures.count()); i++) touched.push(await touch(page, figures.nth(i)));
  // Those scrolled past, and those seen first, still stand.
  for (const [i, { heights }] of touched.entries()) {
    heights.end = await height(figures.nth(i));
  }
  return touched;
}

async function touch(page: Page, figure: Locator): Promise<Touched> {
  await figure.scrollIntoViewIfNeeded();
  await figure.hover();
  await figure.locator('.main-svg').first().waitFor();
  await page.waitForTimeout(300);
  const name = await figure.evaluate((node) => {
    const cell = node.closest('.jp-Cell');
    const siblings = [...(cell?.querySelectorAll('.jp-RenderedPlotly') ?? [])];
    return `cell ${cell?.getAttribute('data-windowed-list-index')}, figure ${siblings.indexOf(node)}`;
  });
  const heights: Record<string, number> = { live: await height(figure) };
  const after = async (what: string) => {
    await page.waitForTimeout(400);
    heights[what] = await height(figure);
  };
  for (const turn of [120, -120]) await page.mouse.wheel(0, turn);
  await after('wheel');
  await figure.scrollIntoViewIfNeeded();
  for (const rail of await figure.locator('.slider-rail-touch-rect').all()) {
    const { width = 0 } = (await rail.boundingBox()) ?? {};
    for (const x of [width - 12, 12, width / 2]) await rail.click({ position: { x, y: 4 } });
    await after('slider');
  }
  for (const button of await figure.locator('.updatemenu-button').all()) {
    await button.click();
    await after('button');
  }
  const entry = figure.locator('.legendtoggle').first();
  if ((await entry.count()) > 0) {
    for (let click = 0; click < 2; click++) {
      await entry.click({ force: true });
      await page.waitForTimeout(400); // a double click would hide the others
      await after(`legend ${click}`);
    }
  }
  const tools = await figure
    .locator('.modebar-btn')
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('data-title') ?? ''));
  return { figure: name, heights, tools };
}

const height = (figure: Locator) =>
  figure.evaluate((node) => Math.round(node.getBoundingClientRect().height));

/** JupyterLab puts cells on the page one by one: scrolls until all of them are there. */
export async function showAll(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const scroller = document.querySelector('.jp-WindowedPanel-outer');
    for (let still = 0, last = ''; still < 8; ) {
      scroller.scrollTop += scroller.clientHeight;
      await new Promise((resolve) => setTimeout(resolve, 250));
      const now = [scroller.scrollTop, scroller.scrollHeight, document.querySelectorAll('.jp-Cell').length].join();
      still = now === last ? still + 1 : 0;
      last = now;
    }
    scroller.scrollTop = 0;
  })()`);
}

/** Whether JupyterLab would save the notebook in front: the dot in its tab. */
export async function isModified(page: Page): Promise<boolean> {
  return (await page.locator('.lm-DockPanel-tabBar .lm-mod-current.jp-mod-dirty').count()) > 0;
}
