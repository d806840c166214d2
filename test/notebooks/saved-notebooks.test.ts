// The notebooks as they are saved: whoever opens one without running it sees every figure.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { plotlyMime } from '../../lib/notebook/display';
import { figureOutputs, headOf, type Notebook, readNotebook, textOf } from '../../scripts/notebook';
import { encodeIndexedPng } from '../../scripts/publish/png';
import { ALL } from '../helpers/lesson';
import { problems } from '../helpers/plotly';

const root = path.resolve(__dirname, '../../..');
const most = 1.5e6; // bytes a file

/** What is wrong with the figures and images of a notebook, one line each. */
function flaws(notebook: Notebook): string[] {
  const found: string[] = [];
  for (const [i, { data = {}, metadata = {} }] of figureOutputs(notebook).entries()) {
    const say = (what: string) => found.push(`figure ${i + 1} ${what}`);
    const { width, height, alt } = (metadata['image/png'] ?? {}) as Record<string, unknown>;
    const text = textOf(data['text/plain']);
    if (text.length < 20) say('has no words');
    if (alt !== text) say("has a picture whose alternative text is not the figure's");
    const size = pngSize(data['image/png']);
    if (!size) say('has no picture');
    // Some viewers show a picture at its natural size, whatever the metadata say.
    else if (size[0] !== width || size[1] !== height) say('has a picture of another size');
    const figure = data[plotlyMime] as { data: never[]; layout: never };
    for (const problem of problems(figure.data, figure.layout)) say(`is not valid: ${problem}`);
  }
  for (const { outputs = [] } of notebook.cells) {
    for (const { data = {}, metadata = {} } of outputs) {
      if (!data['image/png'] || data[plotlyMime]) continue;
      const { alt } = (metadata['image/png'] ?? {}) as { alt?: string };
      if (!alt) found.push('an image has no alternative text');
    }
  }
  return found;
}

function pngSize(base64: unknown): [width: number, height: number] | undefined {
  const bytes = Buffer.from(textOf(base64), 'base64');
  if (bytes.subarray(1, 4).toString('latin1') !== 'PNG') return undefined;
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

test('there are notebooks to look at', () => assert.ok(ALL.length >= 20));

for (const file of ['test/fixtures/figures.ipynb', ...ALL]) {
  test(`${file}: small, and every figure with its picture and words (npm run publish)`, () => {
    assert.ok(fs.statSync(path.join(root, file)).size < most, 'larger than 1.5 MB');
    assert.deepEqual(flaws(readNotebook(path.join(root, file))), []);
  });
}

interface Spoilable {
  data: Record<string, unknown> & { [plotlyMime]: { layout: object } };
  metadata?: Record<string, unknown>;
}

test('what is missing is found', () => {
  const file = path.join(root, 'test/fixtures/figures.ipynb');
  const spoilt = (spoil: (output: Spoilable) => void) => {
    const notebook = readNotebook(file);
    const [first] = figureOutputs(notebook);
    spoil(first as unknown as Spoilable);
    return flaws(notebook).join();
  };
  assert.match(
    spoilt(({ data }) => delete data['image/png']),
    /figure 1 has no picture/,
  );
  assert.match(
    spoilt(({ data }) => delete data['text/plain']),
    /has no words/,
  );
  assert.match(
    spoilt((output) => delete output.metadata),
    /alternative text/,
  );
  assert.match(
    spoilt(({ data }) => Object.assign(data[plotlyMime].layout, { nonsense: 1 })),
    /is not valid: .*nonsense/,
  );
});

test('a title and a summary are taken from the prose', () => {
  const cells = [
    { cell_type: 'code', source: '# not prose' },
    {
      cell_type: 'markdown',
      source: ['# The *title*\n', '\n', '> a quote\n', '\n', '*An aside.*\n'],
    },
    { cell_type: 'markdown', source: 'First [words](a.ipynb)\nof `prose`.\n\nMore.' },
  ];
  const notebook = { cells, metadata: {} } as Notebook;
  assert.deepEqual(headOf(notebook), { title: 'The title', summary: 'First words of prose.' });
});

test('a PNG holds its palette and its rows', () => {
  const palette = [
    [255, 0, 0],
    [0, 0, 255],
  ];
  const png = encodeIndexedPng({
    width: 2,
    height: 2,
    palette,
    indexes: Uint8Array.of(0, 1, 1, 0),
  });
  const chunk = (name: string) => {
    const at = png.indexOf(name);
    return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
  };
  assert.deepEqual(pngSize(png.toString('base64')), [2, 2]);
  assert.deepEqual([...chunk('PLTE')], palette.flat());
  assert.deepEqual([...inflateSync(chunk('IDAT'))], [0, 0, 1, 0, 1, 0]);
});
