import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineFigure } from '../../lib/figures/line';
import { show, showImages, showTable } from '../../lib/notebook/display';
import { printedBy, shownBy } from '../helpers/kernel';

const figure = lineFigure({ title: 'A finding', x: 'x', y: 'y', series: [{ name: 'a', y: [1] }] });
const picture = { png: Uint8Array.of(1, 2, 3), width: 4, height: 5, alt: 'A dot' };
const rows = [
  { layer: 'conv1', weights: 2496, share: 0.123456 },
  { layer: 'a < b', weights: 37752832, share: null },
];

test('a figure goes to Plotly, and in words to all others, in one output', () => {
  const [output, ...more] = shownBy(() => show(figure));
  assert.equal(more.length, 0);
  const { data, layout, config } = figure;
  assert.deepEqual(output?.content.data, {
    'application/vnd.plotly.v1+json': { data, layout, config },
    'text/plain': figure.alt,
  });
  assert.equal(
    printedBy(() => show(figure)),
    `${figure.alt}\n`,
  );
});

test('images go as PNG with their size and words', () => {
  const [output] = shownBy(() => showImages(picture));
  assert.deepEqual(output?.content.data, { 'image/png': 'AQID', 'text/plain': 'A dot' });
  assert.deepEqual(output?.content.metadata, {
    'image/png': { width: 4, height: 5, alt: 'A dot' },
  });
});

test('a table aligns numbers right, escapes text and keeps a plain form', () => {
  const [output] = shownBy(() => showTable(rows, { caption: 'Weights' }));
  const html = output?.content.data['text/html'] as string;
  assert.match(html, /<caption>Weights<\/caption>/);
  assert.match(html, /<td style="text-align: left">a &lt; b<\/td>/);
  assert.match(html, /<td style="text-align: right; white-space: nowrap">37,752,832<\/td>/);
  assert.equal(
    output?.content.data['text/plain'],
    [
      'Weights',
      'layer     weights   share',
      '-----  ----------  ------',
      'conv1       2,496  0.1235',
      'a < b  37,752,832',
    ].join('\n'),
  );
});

test('numbers with a unit are numbers; texts that begin with one are texts', () => {
  const columns = {
    share: ['9.50 %', '100 %', ''],
    time: ['1.2 ms', '12 ms', '−3 ms'],
    spread: ['12 ± 3', '1 ± 0.5', '< 1e-4'],
    shape: ['24 x 24', '6 x 6', '2 x 2'],
    layer: ['3 layers of 4', '2', '1'],
  };
  const table = [0, 1, 2].map((i) =>
    Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, cells[i]])),
  );
  const [output] = shownBy(() => showTable(table));
  const html = output?.content.data['text/html'] as string;
  const sides = [...html.matchAll(/<th style="text-align: (\w+)/g)].map(([, side]) => side);
  assert.deepEqual(sides, ['right', 'right', 'right', 'left', 'left']);
});

test('a kernel without the writer is named, one that has run no cell is not', () => {
  const file = '/kernel/tslab/dist/jupyter.js';
  const load = (exports: object) => {
    require.cache[file] = { exports } as unknown as NodeJS.Module;
  };
  try {
    load({ lastWriteDisplayData: null });
    assert.match(
      printedBy(() => showTable([{ words: 1 }])),
      /words/,
    );
    load({});
    assert.throws(
      () => showTable([{ words: 1 }]),
      /lastWriteDisplayData is missing, expected a func/,
    );
  } finally {
    delete require.cache[file];
  }
});

test('a table shows the columns it is told, in that order', () => {
  const printed = printedBy(() => showTable(rows, { columns: ['weights', 'layer'] }));
  assert.match(printed, /^ {3}weights {2}layer\n/);
  assert.doesNotMatch(printed, /share/);
  assert.equal(
    printedBy(() => showTable([])),
    '\n\n',
  );
});
