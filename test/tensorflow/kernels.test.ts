import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  biasAdd,
  convolveSame,
  linear,
  relu,
  softmaxCrossEntropy,
  statelessRandom,
} from '../../lib/tensorflow/kernels';
import { LRN_CONVENTIONS, lrn } from '../../lib/tensorflow/lrn';
import { dropout } from '../../lib/tensorflow/ops';
import * as plain from '../../lib/tensorflow/plain';
import { tf } from '../../lib/tensorflow/runtime';
import { assertClose, golden, held, pattern } from '../helpers/tiny';

type Op = (...inputs: never[]) => tf.Tensor;

/** Asserts that a kernel and its plain twin agree in value and in every input's gradient. */
function assertSame(kernel: Op, twin: Op, inputs: tf.Tensor[], tolerance = 1e-6): void {
  const [fast, slow] = [kernel, twin] as ((...inputs: tf.Tensor[]) => tf.Tensor)[];
  if (!fast || !slow) throw new Error('two ops');
  tf.tidy(() => {
    const [y, expected] = [fast(...inputs), slow(...inputs)];
    assert.deepEqual(y.shape, expected.shape);
    assert.equal(y.dtype, expected.dtype);
    assertClose(y.dataSync(), expected.dataSync(), tolerance, 'value');
    // A dy that differs everywhere, and one that is the same all over.
    for (const dy of [pattern(expected.shape, 3), tf.onesLike(expected)]) {
      const gradients = tf.grads((...given) => fast(...given))(inputs, dy);
      tf.grads((...given) => slow(...given))(inputs, dy).forEach((gradient, i) => {
        assert.deepEqual(gradients[i]?.shape, gradient.shape);
        const actual = gradients[i]?.dataSync() as Float32Array;
        assertClose(actual, gradient.dataSync(), tolerance, `gradient of input ${i}`);
      });
    }
  });
}

test('relu: by hand', () => {
  const x = tf.tensor1d([-2, -0, 0, 3]);
  assert.deepEqual([...tf.abs(relu(x)).dataSync()], [0, 0, 0, 3]);
  // The gradient passes where x is above zero, and nowhere else.
  const gradient = tf.grad((x) => relu(x))(x, tf.tensor1d([10, 20, 30, 40]));
  assert.deepEqual([...gradient.dataSync()], [0, 0, 0, 40]);
});

test('relu is its twin', () => {
  for (const shape of [[6], [3, 4], [2, 3, 4, 5]]) assertSame(relu, plain.relu, [pattern(shape)]);
});

test('biasAdd: by hand', () => {
  const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
  const b = tf.tensor1d([10, 20]);
  assert.deepEqual(biasAdd(x, b).arraySync(), [
    [11, 22],
    [13, 24],
    [15, 26],
  ]);
  const [dx, db] = tf.grads((x, b) => biasAdd(x, b))([x, b], x);
  assert.deepEqual([...(dx?.dataSync() ?? [])], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual([...(db?.dataSync() ?? [])], [9, 12]);
});

test('biasAdd is its twin', () => {
  for (const shape of [
    [5, 4],
    [2, 3, 3, 4],
  ]) {
    assertSame(biasAdd, plain.biasAdd, [pattern(shape), pattern([4], 2)]);
  }
});

test('convolveSame: by hand', () => {
  const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
  // Only the center and its right neighbor count: y = 10 x + (the pixel to the right).
  const filters = tf.tensor4d([0, 0, 0, 0, 10, 1, 0, 0, 0], [3, 3, 1, 1]);
  assert.deepEqual([...convolveSame(x, filters).dataSync()], [12, 20, 34, 40]);
  const [dx, df] = tf.grads((x, f) => convolveSame(x as tf.Tensor4D, f as tf.Tensor4D))(
    [x, filters],
    tf.tensor4d([1, 0, 0, 0], [1, 2, 2, 1]),
  );
  // The first output saw x[0][0] by the center and x[0][1] by its right neighbor.
  assert.deepEqual([...(dx?.dataSync() ?? [])], [10, 1, 0, 0]);
  assert.deepEqual([...(df?.dataSync() ?? [])], [0, 0, 0, 0, 1, 2, 0, 3, 4]);
});

test('convolveSame is its twin, for windows of every odd size, and by tiles', () => {
  for (const [size, kernelSize, channels] of [
    [6, 1, 2],
    [6, 3, 2],
    [7, 5, 2],
    [4, 7, 2],
    [1, 3, 2],
    [8, 3, 16],
  ] as const) {
    const filters = pattern([kernelSize, kernelSize, channels, 4], 2);
    const inputs = [pattern([3, size, size + 1, channels]), filters];
    assertSame(convolveSame, plain.convolveSame, inputs, channels < 16 ? 1e-5 : 1e-4);
  }
});

test('linear is its twin', () => {
  for (const [n, inputs, units] of [
    [1, 1, 1],
    [4, 7, 3],
    [2, 65, 33],
  ] as const) {
    assertSame(linear, plain.linear, [pattern([n, inputs]), pattern([inputs, units], 2)], 1e-5);
  }
});

test('softmaxCrossEntropy: by hand', () => {
  const loss = (logits: number[][], labels: number[]) =>
    softmaxCrossEntropy(tf.tensor2d(logits), tf.tensor1d(labels, 'int32')).dataSync();
  assertClose(loss([[0, 0, 0, 0]], [2]), [Math.log(4)], 1e-6);
  // exp(ln 3) = 3 of 3 + 1 + 1: a probability of 3/5, and of 1/5.
  const row = [Math.log(3), 0, 0];
  assertClose(loss([row, row], [0, 1]), [-(Math.log(3 / 5) + Math.log(1 / 5)) / 2], 1e-6);
  // No overflow, and no logarithm of zero.
  assertClose(loss([[1000, 0]], [1]), [1000], 1e-6);
  assert.equal(loss([[1000, 0]], [0])[0], 0);
});

test('the gradient of softmaxCrossEntropy is (softmax - oneHot) / N', () => {
  const logits = tf.mul(pattern([5, 10]), 3) as tf.Tensor2D;
  const labels = tf.tensor1d([3, 0, 9, 3, 7], 'int32');
  const gradient = tf.grad((x) => softmaxCrossEntropy(x as tf.Tensor2D, labels))(logits);
  const expected = tf.div(tf.sub(tf.softmax(logits), tf.oneHot(labels, 10)), 5);
  assertClose(gradient.dataSync(), expected.dataSync(), 1e-6);
  // With a gradient of its own from above, it is that times as large.
  const three = tf.grad((x) => softmaxCrossEntropy(x as tf.Tensor2D, labels))(logits, tf.scalar(3));
  assertClose(three.dataSync(), tf.mul(expected, 3).dataSync(), 1e-6);
});

test('softmaxCrossEntropy is its twin', () => {
  const labels = tf.tensor1d([1, 0, 2, 2], 'int32');
  const kernel = (x: tf.Tensor2D) => softmaxCrossEntropy(x, labels);
  const twin = (x: tf.Tensor2D) => plain.softmaxCrossEntropy(x, labels);
  assertSame(kernel, twin, [tf.mul(pattern([4, 3]), 4)]);
});

interface Draw {
  kind: 'uniform' | 'normal';
  shape: number[];
  seed: [number, number];
  values: number[];
}
for (const { kind, shape, seed, values } of golden<{ cases: Draw[] }>('random.json').cases) {
  test(`statelessRandom draws Python's numbers: ${kind}, [${shape}], seed ${seed}`, () => {
    const drawn = statelessRandom(kind, shape, tf.tensor1d(seed, 'int32'));
    assert.deepEqual(drawn.shape, shape);
    // Uniform numbers are made of bits alone; normal ones by logarithms and sines.
    assertClose(drawn.dataSync(), values.map(Math.fround), kind === 'uniform' ? 0 : 1e-6);
  });
}

test('statelessRandom has the moments it should', () => {
  const seed = tf.tensor1d([11, 12], 'int32');
  const { mean, variance } = tf.moments(statelessRandom('normal', [40_000], seed));
  // Standard errors: 1 / sqrt(40,000) = 0.005, and sqrt(2 / 40,000) = 0.007.
  assert.ok(Math.abs(mean.dataSync()[0] as number) < 0.02);
  assert.ok(Math.abs((variance.dataSync()[0] as number) - 1) < 0.03);
  const uniform = statelessRandom('uniform', [40_000], seed);
  assert.ok(Math.abs((tf.mean(uniform).dataSync()[0] as number) - 0.5) < 0.006);
  assert.ok((tf.min(uniform).dataSync()[0] as number) >= 0);
  assert.ok((tf.max(uniform).dataSync()[0] as number) < 1);
});

test('dropout drops its share, keeps the expected sum, and is fixed by its seed', () => {
  const x = tf.ones([40_000]);
  const drop = (rate: number, ...seed: [number, number]) =>
    dropout(x, rate, tf.tensor1d(seed, 'int32')).dataSync<'float32'>();
  for (const rate of [0.5, 0.2]) {
    const y = drop(rate, 1, 2);
    const zeros = y.filter((value) => value === 0).length / y.length;
    assert.ok(Math.abs(zeros - rate) < 0.01, `${zeros} dropped`);
    assertClose([Math.max(...y)], [1 / (1 - rate)], 1e-6);
    const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
    assert.ok(Math.abs(mean - 1) < 0.02, `mean ${mean}`);
  }
  assert.deepEqual(drop(0.5, 1, 2), drop(0.5, 1, 2));
  assert.notDeepEqual(drop(0.5, 1, 2), drop(0.5, 1, 3));
  assert.notDeepEqual(drop(0.5, 1, 2), drop(0.5, 2, 2));
  assert.deepEqual(drop(0, 1, 2), x.dataSync());
});

test('the gradient of dropout passes where the value did, as much', () => {
  const seed = tf.tensor1d([1, 2], 'int32');
  const x = tf.ones([50]);
  const y = dropout(x, 0.5, seed);
  const gradient = tf.grad((x) => dropout(x, 0.5, seed))(x, tf.fill([50], 3));
  assert.deepEqual([...gradient.dataSync()], [...tf.mul(y, 3).dataSync()]);
});

test('the gradient of a gradient is refused, and the next gradient is as ever', () => {
  const x = tf.tensor2d([[1, 3]]);
  const ops: Record<string, (x: tf.Tensor2D) => tf.Tensor> = {
    relu,
    linear: (x) => linear(x, tf.tensor2d([[1], [2]])),
    lrn: (x) => lrn(tf.reshape(x, [1, 1, 1, 2]), LRN_CONVENTIONS.paper),
  };
  for (const [name, op] of Object.entries(ops)) {
    const slope = tf.grad((x) => tf.sum(tf.square(op(x as tf.Tensor2D))));
    const before = slope(x).dataSync();
    const message = 'gradient: order is 2 or more, expected 1: an op on its way has no second derivative'; // biome-ignore format: one line
    assert.throws(() => tf.grad((x) => tf.sum(slope(x)))(x), { name: 'InputError', message }, name);
    assert.deepEqual(slope(x).dataSync(), before);
  }
});

test('no kernel leaks', () => {
  const x = pattern([2, 4, 4, 2]) as tf.Tensor4D;
  const filters = pattern([3, 3, 2, 2]) as tf.Tensor4D;
  const bias = pattern([2]);
  const seed = tf.tensor1d([1, 2], 'int32');
  const labels = tf.tensor1d([1, 0], 'int32');
  const weights = pattern([32, 3]) as tf.Tensor2D;
  const run = () => {
    const loss = () => {
      const maps = dropout(relu(biasAdd(convolveSame(x, filters), bias)), 0.5, seed);
      return softmaxCrossEntropy(linear(tf.reshape(maps, [2, 32]), weights), labels);
    };
    tf.dispose(tf.grads(loss)([filters, bias, weights]));
  };
  run();
  const before = held();
  run();
  assert.deepEqual(held(), before);
});
