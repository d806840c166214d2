// The deck in a browser, from the disk: every slide fits, every picture is there, and the notes are not on it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { writeSlides } from '../../scripts/slides';
import * as jupyter from './jupyter';

test('each slide shows what it has', async (t) => {
  const site = mkdtempSync(path.join(tmpdir(), 'slides '));
  t.after(() => rmSync(site, { recursive: true }));
  const count = writeSlides(undefined, site);
  const browser = await jupyter.openBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('requestfailed', (request) => errors.push(request.url()));
  await page.goto(pathToFileURL(path.join(site, 'index.html')).href);
  await page.waitForFunction('window.Reveal && Reveal.isReady()');
  assert.equal(await page.evaluate('Reveal.getTotalSlides()'), count);
  for (let i = 0; i < count; i++) {
    const slide = (await page.evaluate(`(() => {
      Reveal.slide(${i});
      const slide = Reveal.getCurrentSlide();
      const images = [...slide.querySelectorAll('img')].map((image) => image.naturalWidth);
      return { height: slide.scrollHeight, images, text: slide.innerText };
    })()`)) as { height: number; images: number[]; text: string };
    assert.ok(slide.height <= 720, `slide ${i + 1} is ${slide.height} high`);
    assert.ok(
      slide.images.every((width) => width > 0),
      `slide ${i + 1} lacks its picture`,
    );
    assert.doesNotMatch(slide.text, /Note:|fragment/);
  }
  await jupyter.screenshot(page, 'slides');
  assert.deepEqual(errors, []);
});
