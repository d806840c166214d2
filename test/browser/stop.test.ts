// A person trains in JupyterLab, sees the progress, presses the stop button and goes on with what
// was learned.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Cell, readNotebook, textOf, writeNotebook } from '../../scripts/notebook';
import * as jupyter from './jupyter';

const file = `test/fixtures/stop-${process.pid}.ipynb`;
const absolute = path.join(jupyter.root, file);
const sources = [
  `import { loadMnist, postConfig, progress, slice, startTraining, train } from 'alexnet-mnist';
const images = slice(loadMnist().train, 0, 6400);
const training = startTraining(postConfig({ epochs: 1000, seed: 1 }));
const bar = progress({ epochs: 1000, batchSize: training.config.batchSize });
await train(training, images, { stop: bar, onStep: bar.update });
bar.done();
console.log('stopped', bar.stopped, 'at step', training.step);`,
  `const reached = training.step;
const brief = { stopped: false };
const onStep = ({ step }) => { brief.stopped = step >= reached + 3; };
await train(training, images, { stop: brief, onStep: onStep });
console.log('went on from step', reached, 'to', training.step);`,
];
const cells = sources.map((source, i) => ({
  ...{
    cell_type: 'code',
    id: `cell-${i}`,
    source,
    outputs: [],
    metadata: {},
    execution_count: null,
  },
})) as Cell[];
const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };

test('the stop button ends a training at its next step and keeps the model', async (t) => {
  // The file that JupyterLab saves into; its form comes from a fixture.
  writeNotebook(absolute, {
    ...readNotebook(path.join(jupyter.root, 'test/fixtures/figures.ipynb')),
    cells,
    metadata: { kernelspec },
  });
  t.after(() => fs.rmSync(absolute));
  const server = await jupyter.startServer(file);
  t.after(() => jupyter.stopServer(server));
  const browser = await jupyter.openBrowser();
  t.after(() => browser.close());
  const page = await jupyter.openNotebook(browser, server, file);
  await jupyter.runAll(page);

  // JupyterLab shows an SVG as an image; what it says stands in the image's address.
  const live = page.locator('.jp-RenderedSVG img');
  const said = async () => decodeURIComponent((await live.getAttribute('src')) ?? '');
  const early = await said();
  assert.match(early, /epoch 1 of 1000 · step \d+ of 100000.* images\/s · [\d:]+ left.*loss/);
  await page.waitForFunction(
    `document.querySelector('.jp-RenderedSVG img').src !== ${JSON.stringify(await live.getAttribute('src'))}`,
  );
  await jupyter.screenshot(page, 'training-live');
  await page.locator('[data-jp-item-name="interrupt"] jp-button').click();
  const pressed = performance.now();
  await jupyter.waitIdle(page, 60);
  const seconds = (performance.now() - pressed) / 1000;
  await jupyter.seeFigure(page);
  await jupyter.screenshot(page, 'training-stopped');
  assert.deepEqual(await jupyter.readErrors(page), []);

  const save = page.waitForResponse(
    (response) => response.request().method() === 'PUT' && response.url().includes(file),
  );
  await page.keyboard.press('Control+s');
  await save;
  const saved = readNotebook(absolute).cells.map(({ outputs = [] }) => outputs);
  const kinds = saved.map((outputs) => outputs.map(({ output_type }) => output_type));
  assert.deepEqual(kinds, [['display_data', 'stream'], ['stream']], 'progress is one output');
  const printed = saved.map((outputs) => textOf((outputs.at(-1) as { text?: unknown }).text));
  const step = Number(/^stopped true at step (\d+)$/m.exec(printed[0] ?? '')?.[1]);
  assert.ok(step > Number(/\d+/.exec(stepOf(early))?.[0]), `the model is kept: ${printed[0]}`);
  assert.match(printed[1] ?? '', new RegExp(`^went on from step ${step} to ${step + 3}$`, 'm'));
  assert.match(
    textOf(saved[0]?.[0]?.data?.['text/plain']),
    new RegExp(`^Stopped at step ${step} `),
  );
  assert.ok(seconds < 30, `it took ${seconds.toFixed(0)} s to stop and to run the next cell`);
});

const stepOf = (text: string) => /step \d+ of/.exec(text)?.[0] ?? 'no step';
