import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { ROOT } from '../../lib/base/folders';
import { networkFigure } from '../../lib/figures/network';
import { blocksOf, facesOf, windowOn } from '../../lib/figures/network-blocks';
import { mnistConfig, paperConfig } from '../../lib/network/alexnet';
import { problems, traces } from '../helpers/plotly';

const title = 'Two networks';
const paper = { name: 'The paper', config: paperConfig() };
const ours = { name: 'Ours', config: mnistConfig() };
const texts = (figure: { data: unknown[] }): string[] =>
  traces(figure).flatMap(({ text }) => text ?? []);

test('Plotly finds nothing wrong, for one network and for two', () => {
  for (const networks of [[paper], [ours], [paper, ours]]) {
    const { data, layout } = networkFigure({ title, networks });
    assert.deepEqual(problems(data, layout), []);
    assert.ok(JSON.stringify(data).length < 40_000);
  }
});

test('the blocks are those of the paper: sides, channels, cards', () => {
  const blocks = blocksOf(paperConfig());
  const sides = blocks.map(({ height }) => height);
  assert.deepEqual(sides, [227, 55, 27, 27, 13, 13, 13, 13, 6, 0, 0, 0]);
  assert.deepEqual(blocks.map(({ width }) => width), sides); // biome-ignore format: one line
  const channels = blocks.map((block) => block.channels);
  assert.deepEqual(channels, [3, 96, 96, 256, 256, 384, 384, 256, 256, 4096, 4096, 1000]);
  // Section 3.5: the second, fourth and fifth layers read what their own card holds.
  const apart = blocks.filter(({ kind, readsAll }) => kind === 'convolution' && !readsAll);
  assert.deepEqual(
    apart.map(({ layer }) => layer),
    ['conv2', 'conv4', 'conv5'],
  );
  assert.deepEqual([blocks[0]?.cards, blocks[1]?.cards, blocks.at(-1)?.cards], [1, 2, 1]);
  assert.ok(blocksOf(mnistConfig()).every(({ cards }) => cards === 1));
});

test('sizes stand below the blocks, the windows above, cards only where there are groups', () => {
  const two = texts(networkFigure({ title, networks: [paper, ours] }));
  for (const word of ['55×55<br>2×48', '2×2048', '1000', '28×28<br>× 24', '1024', '10']) {
    assert.ok(two.includes(word), word);
  }
  assert.ok(two.includes('11×11<br>stride 4<br>LRN'));
  assert.ok(two.includes('card 2'));
  assert.ok(!texts(networkFigure({ title, networks: [ours] })).includes('card 1'));
});

test('layers of one name share a column', () => {
  const short = mnistConfig();
  short.convolutions = short.convolutions.filter(({ name }) => name !== 'conv4');
  const all = texts(networkFigure({ title, networks: [{ name: 'short', config: short }, ours] }));
  const names = blocksOf(ours.config).map(({ layer }) => layer);
  assert.deepEqual(
    all.filter((word) => names.includes(word)),
    names,
  );
});

test('a window has its share of the end it lies on, in the middle', () => {
  const [, conv1] = blocksOf(paperConfig());
  assert.ok(conv1);
  const { end } = facesOf(conv1, [0, 0]);
  const window = windowOn(conv1, 11, [0, 0]);
  const across = (corners: readonly (readonly number[])[]) =>
    (corners[1]?.[0] ?? 0) - (corners[0]?.[0] ?? 0);
  assert.ok(Math.abs(across(window) / across(end) - 11 / 55) < 1e-9);
});

test('images that are no squares are drawn and described as what they are', () => {
  const config = mnistConfig({ inputShape: [40, 20, 1] });
  const [image, conv1] = blocksOf(config);
  assert.deepEqual([image?.height, image?.width], [40, 20]);
  assert.deepEqual([conv1?.height, conv1?.width], [40, 20]);
  const drawn = networkFigure({ title, networks: [{ name: 'tall', config }] });
  assert.match(drawn.alt, /image 40 x 20 x 1/);
  assert.ok(texts(drawn).includes('40×20<br>× 24'));
  assert.ok(conv1);
  const { end } = facesOf(conv1, [0, 0]);
  const window = windowOn(conv1, 5, [0, 0]);
  const across = ([one, other]: readonly (readonly number[])[]) =>
    (other?.[0] ?? 0) - (one?.[0] ?? 0);
  assert.ok(Math.abs(across(window) / across(end) - 5 / 20) < 1e-9);
});

test('the drawing that the README shows has the sizes of today’s configs', () => {
  const svg = readFileSync(path.join(ROOT, 'docs/network.svg'), 'utf8');
  const { data } = networkFigure({ title, networks: [paper, ours] });
  const sizes = texts({ data }).filter((text) => /^\d/.test(text));
  assert.ok(sizes.length > 30);
  for (const line of sizes.flatMap((text) => text.split('<br>'))) {
    assert.ok(svg.includes(`>${line}<`), `${line}: npm run publish -- --network`);
  }
});

test('the words name every layer; no network, and one that cannot be, are refused', () => {
  const { alt } = networkFigure({ title, networks: [paper] });
  assert.match(alt, /image 227 x 227 x 3, conv1 \(11 x 11 convolution\) 55 x 55 x 96 on 2 cards/);
  assert.throws(() => networkFigure({ title, networks: [] }), InputError);
  const small = { name: 'small', config: paperConfig({ inputShape: [28, 28, 1] }) };
  assert.throws(() => networkFigure({ title, networks: [small] }), /pool2/);
});
