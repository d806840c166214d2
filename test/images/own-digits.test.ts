// The digits in data/own-digits: what the published networks make of them, prepared as MNIST was and
// not, is what its README says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT, RUNS_FOLDER } from '../../lib/base/folders';
import { resize, SIDE } from '../../lib/images/centering';
import { readPicture } from '../../lib/images/picture';
import { forward } from '../../lib/network/alexnet';
import { tf } from '../../lib/tensorflow/runtime';
import { loadCheckpoint } from '../../lib/training/checkpoint';

const folder = path.join(ROOT, 'data', 'own-digits');
const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
/** The sheet has ten papers a row, each with a margin, in pixels. */
const [PAPER, MARGIN] = [140, 20];
const PITCH = PAPER + 2 * MARGIN;

const read = readPicture(path.join(folder, 'sheet.png'));
const [, height = 0, width = 0] = read.gray.shape;
const count = read.boxes.length;

/** Whole papers, shrunk to 28x28 as they are. */
function papers(): tf.Tensor4D {
  const sheet = { values: read.ink.values as Float32Array, width, height };
  const scale = width / (10 * PITCH);
  const side = PAPER * scale;
  const values = Array.from({ length: count }, (_, i) => {
    const left = ((i % 10) * PITCH + MARGIN) * scale;
    const top = (Math.floor(i / 10) * PITCH + MARGIN) * scale;
    const place = {
      left: Math.round(left),
      top: Math.round(top),
      width: Math.round(side),
      height: Math.round(side),
    };
    return [...resize(sheet, place, SIDE, SIDE).values];
  });
  return tf.tensor4d(values.flat(), [count, SIDE, SIDE, 1]);
}

test('the sheet holds sixty digits in reading order', () => {
  assert.equal(count, 60);
  assert.equal(Math.max(width, height), 1000);
  const pitch = 100; // once the sheet is 1000 pixels wide
  for (const [i, { left, top }] of read.boxes.entries()) {
    assert.equal(Math.floor(left / pitch), i % 10, `digit ${i}`);
    assert.equal(Math.floor(top / pitch), Math.floor(i / 10), `digit ${i}`);
  }
});

const names = [...readme.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
assert.ok(names.length >= 2, 'the README has a row for each network');
for (const name of names) {
  test(`what ${name} reads is what the README says`, () => {
    const { config, weights } = loadCheckpoint(
      path.join(RUNS_FOLDER, `${name}`, 'final.safetensors'),
    );
    const { scale, mean = 0 } = config;
    const right = (images: tf.Tensor4D) => {
      const answers = tf.tidy(() => {
        const pixels = tf.mul(tf.sub(tf.mul(images, 255), mean), scale) as tf.Tensor4D;
        return forward(config.model, weights, pixels).argMax(1).dataSync();
      });
      const hits = [...answers].map((answer, i) => answer === i % 10);
      const of = (from: number, to: number) => hits.slice(from, to).filter(Boolean).length;
      return [of(0, 40), of(40, 60), of(0, 60)];
    };
    const scaled = tf.tensor4d(read.scaled.values as Float32Array, [count, SIDE, SIDE, 1]);
    const whole = papers();
    const found = [whole, scaled, read.images].map((images) =>
      right(images)
        .join(' + ')
        .replace(/ \+ (?=\d+$)/, ' = '),
    );
    tf.dispose([scaled, whole, weights]);
    assert.ok(
      readme.includes(`| \`${name}\` | ${found.join(' | ')} |`),
      `found ${found.join(' | ')}`,
    );
  });
}
