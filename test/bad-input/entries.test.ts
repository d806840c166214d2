// Data that does not fit itself or the network, at each way in: refused before anything is computed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { batchAt, gather, pipeline } from '../../lib/data/batches';
import type { LabeledImages } from '../../lib/data/images';
import { slice } from '../../lib/data/slice';
import { evaluate, predictor } from '../../lib/evaluation/evaluate';
import { postConfig } from '../../lib/training/config';
import { disposeTraining, startTraining } from '../../lib/training/state';
import { traceTraining } from '../../lib/training/trace';
import { train } from '../../lib/training/train';
import { held, tinyImages, tinyModel } from '../helpers/tiny';

const good = tinyImages(8);
const config = postConfig({ model: tinyModel(), epochs: 1, batchSize: 4 });
const oneHot = Uint8Array.from({ length: 80 }, (_, i) =>
  Number(good.labels[Math.floor(i / 10)] === i % 10),
);
const tens = good.labels.map((label) => label * 10);

/** What does not fit itself is seen everywhere; what does not fit the network, where there is one. */
const unfit: Record<string, object> = {
  'fewer labels than images': { labels: good.labels.subarray(2) },
  'labels one-hot': { labels: oneHot },
  'labels as int32': { labels: Int32Array.from(good.labels) },
  'half of the images': { images: good.images.subarray(0, 4 * 784) },
  'pixels as floats, NaN among them': { images: new Float32Array(8 * 784).fill(Number.NaN) },
  'a count too large': { count: 9 },
  'a count of NaN': { count: Number.NaN },
  'an endless count': { count: Number.POSITIVE_INFINITY },
  'no images': { count: 0, images: new Uint8Array(0), labels: new Uint8Array(0) },
};
const unfitForTheNetwork: Record<string, object> = {
  'images of 56x14': { rows: 56, columns: 14 },
  'labels beyond the classes': { labels: tens },
};

type Entry = (data: LabeledImages) => unknown;
const without: Record<string, Entry> = {
  gather: (data) => gather(data, [0]),
  batchAt: (data) => batchAt(data, config, 0),
  pipeline: (data) => pipeline(data, config),
  slice: (data) => slice(data, 0, 1),
};
/** Each with a training of its own, which must be as it was afterwards. */
const withNetwork: Record<string, Entry> = {
  evaluate: (data) => {
    const { weights } = training;
    return evaluate(predictor(config, weights), data);
  },
  train: (data) => train(training, data),
  'train op by op': (data) => train(training, data, { compiled: false }),
  'train, as validation': (data) => train(training, good, { validation: data }),
  traceTraining: (data) => traceTraining(training, data, 1),
};
const training = startTraining(config);

for (const [entry, enter] of Object.entries({ ...without, ...withNetwork })) {
  const bad = { ...unfit, ...(entry in withNetwork ? unfitForTheNetwork : {}) };
  test(`${entry} refuses data that does not fit`, async () => {
    for (const [name, fields] of Object.entries(bad)) {
      const before = held();
      await assert.rejects(
        async () => enter({ ...good, ...fields } as LabeledImages),
        (error) => {
          assert.ok(error instanceof InputError, `${name}: ${error}`);
          assert.match(
            error.problem.where,
            /^(data|validation|gather|slice|network)$/,
            error.message,
          );
          return true;
        },
        `${name} is taken`,
      );
      assert.deepEqual(held(), before, `${name}: nothing is left of it`);
      assert.equal(training.step, 0, `${name}: no step was done`);
    }
  });
}

test('the good data passes everywhere', async () => {
  for (const enter of Object.values(without)) await enter(good);
  await train(training, good, { validation: good });
  assert.equal(training.step, 2);
  disposeTraining(training);
});
