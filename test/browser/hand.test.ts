// Figures stand whatever a reader does to them in JupyterLab, in notebooks as saved and in one that
// was just run; touching them leaves the notebook's file alone. NOTEBOOKS names other notebooks.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Cell, figureOutputs, readNotebook, writeNotebook } from '../../scripts/notebook';
import { ALL } from '../helpers/lesson';
import { isModified, type Touched, touchFigures } from './hand';
import * as jupyter from './jupyter';

const fixture = 'test/fixtures/figures.ipynb';
const absolute = (file: string) => path.join(jupyter.root, file);
const files = process.env.NOTEBOOKS?.split(',') ?? [fixture, ...ALL];
const lab = jupyter.openForTests(fixture);

function assertStanding(touched: readonly Touched[]) {
  for (const { figure, heights, tools } of touched) {
    const { live = 0 } = heights;
    assert.ok(live > 100, `${figure} is ${live} px high`);
    const same = Object.fromEntries(Object.keys(heights).map((what) => [what, live]));
    assert.deepEqual(heights, same, figure);
    assert.doesNotMatch(tools.join(), /share|cloud/i, figure);
  }
}

for (const file of files) {
  const figures = figureOutputs(readNotebook(absolute(file))).length;
  if (figures === 0) continue;
  test(`saved figures stand: ${file}`, async () => {
    const page = await jupyter.openNotebook(lab.browser, lab.server, file);
    const touched = await touchFigures(page);
    await jupyter.screenshot(page, `hand-${path.basename(file, '.ipynb')}`);
    assert.equal(touched.length, figures);
    assertStanding(touched);
    assert.equal(await isModified(page), false, 'touching figures modified the notebook');
    await page.close();
  });
}

test('figures of a notebook that was just run stand', async (t) => {
  const file = `test/fixtures/hand-${process.pid}.ipynb`;
  const form = readNotebook(absolute(fixture));
  const source = `lesson.show(
  lesson.sliderFigure({
    title: 'Buttons', x: 'x', y: 'y', slider: 'power', control: 'buttons',
    steps: [1, 2, 3].map((power) => ({
      label: String(power),
      series: [{ name: 'y', y: steps.map((step) => step ** power) }],
    })),
  }),
);`;
  const cell = { cell_type: 'code', id: 'buttons', metadata: {}, execution_count: null };
  const cells = [...form.cells, { ...cell, source, outputs: [] } as Cell];
  writeNotebook(absolute(file), {
    ...form,
    cells: cells.map((each) => (each.outputs ? { ...each, outputs: [] } : each)),
  });
  t.after(() => fs.rmSync(absolute(file)));
  const page = await jupyter.openNotebook(lab.browser, lab.server, file);
  await jupyter.runAll(page);
  await jupyter.waitIdle(page);
  assert.deepEqual(await jupyter.readErrors(page), []);
  const touched = await touchFigures(page);
  await jupyter.screenshot(page, 'hand-fresh');
  assert.equal(touched.length, 5);
  assertStanding(touched);
  assert.ok(touched.some(({ heights }) => 'slider' in heights));
  assert.ok(touched.some(({ heights }) => 'button' in heights));
  await page.close();
});
