import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { textHeight, textWidth } from '../../lib/images/canvas';
import { layoutGrid } from '../../lib/images/grid-layout';

// Device pixels: margins of 16, gaps of 12, images of 4 x 4 pixels of 4.
const [margin, gap, side] = [16, 12, 16];
const shape = [4, 4, 4, 1] as const;
const options = { zoom: 2, columns: 2 };

test('images stand in rows with gaps between them', () => {
  const { images, width, height } = layoutGrid(shape, options);
  const next = margin + side + gap;
  assert.deepEqual(images, [
    { left: margin, top: margin },
    { left: next, top: margin },
    { left: margin, top: next },
    { left: next, top: next },
  ]);
  assert.deepEqual([width, height], [2 * margin + 2 * side + gap, 2 * margin + 2 * side + gap]);
});

test('texts of rows and columns stand beside and above, and move the images', () => {
  const made = layoutGrid(shape, { ...options, rowLabels: ['1', 'ten'], columnLabels: ['a', 'b'] });
  const [first] = made.images;
  assert.deepEqual(first, { left: margin + textWidth('ten') + gap, top: margin + textHeight });
  const [a, , one, ten] = made.texts;
  assert.equal((a?.top ?? 0) + textHeight, first?.top);
  assert.ok((ten?.left ?? 0) + textWidth('ten') < (first?.left ?? 0));
  assert.equal((one?.left ?? 0) + textWidth('1'), (ten?.left ?? 0) + textWidth('ten'));
});

test('labels stand under their images, in cells as wide as the widest', () => {
  const { images, texts } = layoutGrid(shape, {
    ...options,
    labels: ['a wide one', 'b', 'c', 'd'],
  });
  const wide = textWidth('a wide one');
  assert.equal((images[1]?.left ?? 0) - (images[0]?.left ?? 0), wide + gap);
  assert.deepEqual(texts[0], { text: 'a wide one', left: margin, top: margin + side });
});

test('the bar stands below with its two texts, and makes room', () => {
  const { bar, texts, width, height } = layoutGrid(shape, { ...options, bar: ['0', '255'] });
  assert.ok(bar && bar.top > margin + 2 * side + gap && bar.top + bar.height < height);
  assert.deepEqual(texts.map(({ text }) => text), ['0', '255']); // biome-ignore format: one line
  assert.ok((texts[1]?.left ?? 0) + textWidth('255') <= width - margin);
  assert.equal(layoutGrid(shape, options).bar, undefined);
});

test('left alone, a grid has up to ten columns, or as many as come out even', () => {
  const columns = (count: number) => layoutGrid([count, 28, 28, 1], {}).columns;
  assert.deepEqual([3, 10, 20, 24, 32, 23].map(columns), [3, 10, 10, 12, 12, 10]);
});

test('columns that were asked for fit into the page, images smaller if need be', () => {
  const wide = layoutGrid([24, 28, 28, 1], { columns: 24 });
  assert.ok(wide.width <= 1520, `${wide.width}`);
  assert.equal(layoutGrid([12, 28, 28, 1], { columns: 4 }).size, 4);
});

test('columns of none are refused as columns, with a zoom and without', () => {
  for (const columns of [Number.NaN, 0, -1, 1.5]) {
    const message = /^imageGrid: columns is /;
    assert.throws(() => layoutGrid(shape, { columns }), { name: 'InputError', message });
    assert.throws(() => layoutGrid(shape, { ...options, columns }), {
      name: 'InputError',
      message,
    });
  }
});

test('texts that do not match are refused by name', () => {
  const wrong = { labels: ['a'], rowLabels: ['a'], columnLabels: ['a', 'b', 'c'] };
  for (const [field, texts] of Object.entries(wrong)) {
    const call = () => layoutGrid(shape, { ...options, [field]: texts });
    assert.throws(call, (e) => e instanceof InputError && e.message.includes(field));
  }
});
