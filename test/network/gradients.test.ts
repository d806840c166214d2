import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gather } from '../../lib/data/batches';
import { forward } from '../../lib/network/alexnet';
import type { Activation } from '../../lib/network/config';
import { gradientNorms, lossAndGradients } from '../../lib/network/gradients';
import { createWeights, weightShapes } from '../../lib/network/weights';
import { LRN_CONVENTIONS } from '../../lib/tensorflow/lrn';
import { tf } from '../../lib/tensorflow/runtime';
import { assertClose, held, tinyImages, tinyModel } from '../helpers/tiny';

const batch = gather(tinyImages(3), [0, 1, 2]);
const seed = tf.tensor1d([4, 2], 'int32');

/**
 * How steeply `at` rises at 0, by central differences over several steps: wide ones step over the
 * corners of ReLU and of pooling, which lie so close that no two widths need agree, and narrow ones see
 * the rounding of float32. The nearest to `expected` counts: a wrong gradient is far from all.
 */
function slopeNear(at: (change: number) => number, expected: number): number {
  const slopes = [3e-3, 1e-3, 3e-4, 1e-4].map((step) => (at(step) - at(-step)) / (2 * step));
  const distance = (slope: number) => Math.abs(slope - expected);
  return slopes.reduce((best, slope) => (distance(slope) < distance(best) ? slope : best));
}

for (const activation of ['tanh', 'sigmoid', 'relu'] as const satisfies Activation[]) {
  test(`the gradients of every layer are those of central differences: ${activation}`, () => {
    const model = tinyModel({ activation, lrn: LRN_CONVENTIONS.originalCode });
    const weights = createWeights(model, 10);
    if (activation === 'sigmoid') {
      // A sigmoid's slope is a quarter at most: without this, nothing is left of conv1's gradient.
      for (const weight of Object.values(weights)) tf.tidy(() => weight.assign(tf.mul(weight, 6)));
    }
    const { gradients, loss, logits } = lossAndGradients(model, weights, batch, {
      training: true,
      dropoutSeed: seed,
    });
    for (const [name, gradient] of Object.entries(gradients)) {
      const weight = weights[name] as tf.Variable;
      const values = weight.dataSync().slice();
      const flat = gradient.dataSync<'float32'>();
      // The largest slope of the layer, and those at two fixed places.
      const largest = flat.indexOf(flat.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a)));
      const size = Math.abs(flat[largest] as number);
      assert.ok(size > 0.01, `${name}: nothing to compare`);
      for (const position of [largest, 0, values.length - 1]) {
        const at = (change: number) =>
          tf.tidy(() => {
            const moved = values.slice();
            moved[position] = (moved[position] as number) + change;
            weight.assign(tf.tensor(moved, weight.shape));
            const x = forward(model, weights, batch.images, { training: true, dropoutSeed: seed });
            // Written out, and summed in double precision from the logits on.
            const rows = x.arraySync();
            const labels = batch.labels.arraySync();
            const losses = rows.map((row, i) => {
              const sum = row.reduce((total, logit) => total + Math.exp(logit), 0);
              return Math.log(sum) - (row[labels[i] as number] as number);
            });
            return losses.reduce((total, one) => total + one, 0) / rows.length;
          });
        const found = flat[position] as number;
        const expected = slopeNear(at, found);
        const close = Math.abs(found - expected) < 0.01 * size + 2e-5;
        assert.ok(close, `${name} ${position}: ${found}, not ${expected}`);
      }
      tf.tidy(() => weight.assign(tf.tensor(values, weight.shape)));
    }
    tf.dispose([weights, gradients, loss, logits]);
  });
}

test('the loss is the mean over the batch, and so are its gradients', () => {
  const model = tinyModel();
  const weights = createWeights(model, 1);
  const data = tinyImages(2);
  const of = (...indices: number[]) => lossAndGradients(model, weights, gather(data, indices));
  const [both, first, second] = [of(0, 1), of(0), of(1)];
  assertClose(both.loss.dataSync(), tf.div(tf.add(first.loss, second.loss), 2).dataSync(), 1e-6);
  for (const [name, gradient] of Object.entries(both.gradients)) {
    const [a, b] = [first.gradients[name], second.gradients[name]] as [tf.Tensor, tf.Tensor];
    assertClose(gradient.dataSync(), tf.div(tf.add(a, b), 2).dataSync(), 1e-5, name);
  }
});

test('gradients have the names and shapes of the weights; nothing else stays', () => {
  const model = tinyModel();
  const weights = createWeights(model, 1);
  const before = held();
  const result = lossAndGradients(model, weights, batch, { training: true, dropoutSeed: seed });
  const shapes = Object.entries(result.gradients).map(([name, { shape }]) => [name, shape]);
  assert.deepEqual(Object.fromEntries(shapes), weightShapes(model));
  assert.deepEqual(result.logits.shape, [3, 10]);
  assert.deepEqual(result.loss.shape, []);
  assert.equal(held().tensors, before.tensors + 18);
  tf.dispose([result.gradients, result.logits, result.loss]);
  assert.deepEqual(held(), before);
  tf.dispose(weights);
});

test('gradientNorms gives one number a layer, that of its weights without the biases', () => {
  const model = tinyModel();
  const weights = createWeights(model, 1);
  const before = held();
  const norms = gradientNorms(model, weights, batch);
  assert.deepEqual(held(), before);
  const layers = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'fc6', 'fc7', 'fc8'];
  assert.deepEqual(Object.keys(norms), layers);
  const { gradients } = lossAndGradients(model, weights, batch);
  for (const [name, gradient] of Object.entries(gradients)) {
    if (name.endsWith('/biases')) continue;
    assertClose([norms[name.split('/')[0] as string] as number], [Math.hypot(...gradient.dataSync())], 1e-5, name); // biome-ignore format: one line
  }
});

test('in a tidy everything is freed with it, the logits and the statistics too', () => {
  for (const batchNorm of [false, true]) {
    const model = tinyModel({ batchNorm });
    const weights = createWeights(model, 1);
    const before = held();
    tf.tidy(() => {
      lossAndGradients(model, weights, batch, { training: true, dropoutSeed: seed });
    });
    assert.deepEqual(held(), before);
    tf.dispose(weights);
  }
});

test('where the loss throws, or is none, nothing is left, inside a tidy or not', () => {
  const losses: Record<string, () => tf.Tensor> = {
    'an error': () => {
      throw new Error('from the loss');
    },
    'no scalar': () => tf.zeros([3]),
    'not of the weights': () => tf.scalar(1),
    'a number': () => 3 as never,
  };
  for (const batchNorm of [false, true]) {
    const model = tinyModel({ batchNorm });
    const weights = createWeights(model, 1);
    const mode = { training: true, dropoutSeed: seed };
    const before = held();
    for (const [what, loss] of Object.entries(losses)) {
      const graded = () => lossAndGradients(model, weights, batch, mode, loss as () => tf.Scalar);
      assert.throws(graded, Error, what);
      assert.deepEqual(held(), before, what);
      assert.throws(() => tf.tidy(() => void graded()), Error, what);
      assert.deepEqual(held(), before, `${what}, in a tidy`);
    }
    tf.dispose([lossAndGradients(model, weights, batch, mode)]);
    assert.deepEqual(held(), before, 'and the next is as ever');
    tf.dispose(weights);
  }
});
