// Draws the figures of notebooks and stores each drawing beside its figure.
import fs from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ROOT } from '../../lib/base/folders';
import { plotlyMime } from '../../lib/notebook/display';
import { figureOutputs, readNotebook, textOf, writeNotebook } from '../notebook';
import { encodeIndexedPng } from './png';

// One pixel for each CSS pixel: Plotly's renderer for JupyterLab and VS Code's for pictures show
// them at their natural size, whatever width the output's metadata tell.
const width = 760;

/** Chromium as Debian installs it, or the one that the variable CHROMIUM names. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
}

/** Runs `use` on an empty page of a browser, which is closed whatever comes of it. */
export async function withPage<Result>(use: (page: Page) => Promise<Result>): Promise<Result> {
  const browser = await openBrowser();
  try {
    return await use(await browser.newPage());
  } finally {
    await browser.close();
  }
}

/** The same with Plotly on the page. */
export const withPlotly = <Result>(use: (page: Page) => Promise<Result>): Promise<Result> =>
  withPage(async (page) => {
    await page.setContent('<!doctype html><title>figures</title>');
    await page.addScriptTag({
      path: path.join(ROOT, 'node_modules/plotly.js-dist-min/plotly.min.js'),
    });
    return use(page);
  });

/** Draws each figure of the notebook files into its output; says how many, and each file's size. */
export async function drawFigures(files: readonly string[]): Promise<void> {
  await withPlotly(async (page) => {
    await page.addScriptTag({ path: path.join(ROOT, 'scripts/publish/draw.js') });
    for (const file of files) {
      const notebook = readNotebook(file);
      const outputs = figureOutputs(notebook);
      for (const output of outputs) {
        const data = output.data as Record<string, unknown>;
        const call = `drawFigure(${JSON.stringify(data[plotlyMime])}, ${width})`;
        const drawing = (await page.evaluate(call)) as Drawing;
        const indexes = Buffer.from(drawing.indexes, 'base64');
        data['image/png'] = encodeIndexedPng({ ...drawing, indexes }).toString('base64');
        output.metadata = {
          ...output.metadata,
          'image/png': {
            width: drawing.width,
            height: drawing.height,
            alt: textOf(data['text/plain']),
          },
        };
      }
      writeNotebook(file, notebook);
      const size = (fs.statSync(file).size / 1e6).toFixed(2);
      console.log(`  ${path.relative(ROOT, file)}  ${outputs.length} figures  ${size} MB`);
    }
  });
}

interface Drawing {
  width: number;
  height: number;
  palette: number[][];
  indexes: string;
}
