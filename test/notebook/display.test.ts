import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineFigure } from '../../lib/figures/line';
import { show, showImages, showMarkdown, showTable } from '../../lib/notebook/display';
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
  assert.match(html, /<td style="text-align: right">37,752,832<\/td>/);
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

test('a table shows the columns it is told, in that order', () => {
  const printed = printedBy(() => showTable(rows, { columns: ['weights', 'layer'] }));
  assert.match(printed, /^ {3}weights {2}layer\n/);
  assert.doesNotMatch(printed, /share/);
  assert.equal(
    printedBy(() => showTable([])),
    '\n\n',
  );
});

test('Markdown is shown as such', () => {
  const [output] = shownBy(() => showMarkdown('**b**'));
  assert.deepEqual(output?.content.data, { 'text/markdown': '**b**', 'text/plain': '**b**' });
});
