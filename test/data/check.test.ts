import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { checkLabeledImages } from '../../lib/data/check';
import type { LabeledImages } from '../../lib/data/images';
import { tinyImages } from '../helpers/tiny';

const network = { inputShape: [28, 28, 1], classes: 10 };
const good = tinyImages(20);

test('images and labels that fit each other, and the network, pass', () => {
  checkLabeledImages(good);
  checkLabeledImages(good, 'validation', network);
  checkLabeledImages({ ...good, labels: Buffer.from(good.labels) }, 'data', network);
  const odd = { images: new Uint8Array(12), labels: Uint8Array.of(25, 0), count: 2, rows: 2 };
  checkLabeledImages({ ...odd, columns: 3 }, 'letters', { inputShape: [2, 3, 1], classes: 26 });
});

const oneHot = Uint8Array.from({ length: 200 }, (_, i) =>
  good.labels[Math.floor(i / 10)] === i % 10 ? 1 : 0,
);
const fields: Record<string, [fields: Record<string, unknown>, message: RegExp]> = {
  'fewer labels': [{ labels: good.labels.subarray(1) }, /number of labels is 19, expected 20:/],
  'labels one-hot': [{ labels: oneHot }, /number of labels is 200, expected 20: .*not one-hot/],
  'labels of another type': [{ labels: Int32Array.from(good.labels) }, /labels is of type Int32Array, expected a Uint8Array/], // biome-ignore format: one line
  'labels in a list': [{ labels: [...good.labels] }, /labels is of type Array/],
  'no labels': [{ labels: undefined }, /labels is missing/],
  'half of the images': [{ images: good.images.subarray(7840) }, /number of images is 7840, expected 15680: 20 x 28 x 28/], // biome-ignore format: one line
  'pixels that may be NaN': [{ images: new Float32Array(15680).fill(Number.NaN) }, /images is of type Float32Array/], // biome-ignore format: one line
  'a count too large': [{ count: 21 }, /number of images is 15680, expected 16464/],
  'a count too small': [{ count: 19 }, /number of images is 15680/],
  'no images at all': [{ count: 0, images: new Uint8Array(0), labels: new Uint8Array(0) }, /count is 0/], // biome-ignore format: one line
  'a count of NaN': [{ count: Number.NaN }, /count is NaN/],
  'half a row': [{ rows: 27.5 }, /rows is 27.5, expected a whole number/],
  'columns as text': [{ columns: '28' }, /columns is the text "28"/],
};

for (const [name, [changed, message]] of Object.entries(fields)) {
  test(`refused: ${name}`, () => {
    const data = { ...good, ...changed } as LabeledImages;
    for (const given of [undefined, network]) {
      assert.throws(() => checkLabeledImages(data, 'validation', given), (error) => {
        assert.ok(error instanceof InputError);
        assert.equal(error.problem.where, 'validation');
        assert.match(error.message, message);
        return true;
      }); // biome-ignore format: one line
    }
  });
}

test('refused: what does not fit the network', () => {
  const labels = good.labels.map((label, i) => (i === 7 ? 10 : label));
  assert.throws(() => checkLabeledImages({ ...good, labels }, 'data', network), {
    message: "data: label 7 is 10, expected 0 to 9, the network's 10 classes",
  });
  assert.throws(() => checkLabeledImages(good, 'data', { ...network, inputShape: [32, 32, 1] }), {
    message: "data: image shape is [28, 28, 1], expected [32, 32, 1], as the network's input",
  });
  for (const data of [null, 3, [], undefined]) {
    assert.throws(() => checkLabeledImages(data as unknown as LabeledImages), InputError);
  }
});
