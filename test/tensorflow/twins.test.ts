// Each kernel and its plain twin: the same value and the same gradients.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as kernels from '../../lib/tensorflow/kernels';
import * as plain from '../../lib/tensorflow/plain';
import { tf } from '../../lib/tensorflow/runtime';
import { assertClose, held, pattern } from '../helpers/tiny';

type Op = (...inputs: tf.Tensor[]) => tf.Tensor;
const versions = [kernels, plain].map(
  (version) => ({ ...version }) as unknown as Record<string, Op>,
);
const opOf = (version: number, name: string) => versions[version]?.[name] as Op;

/** What is to be given to each op that has a gradient. */
const INPUTS: Record<string, tf.Tensor[]> = {
  relu: [pattern([3, 4, 4, 5])],
  biasAdd: [pattern([3, 4, 4, 5]), pattern([5], 2)],
  linear: [pattern([3, 7]), pattern([7, 5], 2)],
  convolveSame: [pattern([2, 9, 8, 16]), pattern([3, 3, 16, 4], 2)],
  softmaxCrossEntropy: [tf.mul(pattern([4, 10]), 20)],
};
const labels = tf.tensor1d([1, 0, 9, 4], 'int32');

for (const [name, inputs] of Object.entries(INPUTS)) {
  test(`${name}: value and gradients are those of its twin, and nothing else is left`, () => {
    const before = held().tensors;
    tf.tidy(() => {
      const [first, second] = [0, 1].map((version) => {
        const op = opOf(version, name);
        const of: Op = (...xs) => (name === 'softmaxCrossEntropy' ? op(...xs, labels) : op(...xs));
        const y = of(...inputs);
        const dy = tf.tidy(() => pattern(y.shape, 3));
        return [y, ...tf.grads(of)(inputs, dy)];
      }) as [tf.Tensor[], tf.Tensor[]];
      for (const [i, expected] of second.entries()) {
        assert.deepEqual(first[i]?.shape, expected.shape);
        assertClose(first[i]?.dataSync() ?? [], expected.dataSync(), 1e-4, `${name} ${i}`);
      }
    });
    assert.equal(held().tensors, before);
    const y = opOf(0, name)(...inputs, labels);
    assert.equal(held().tensors, before + 1);
    y.dispose();
  });
}

test("random numbers are TensorFlow's, bit for bit where they are uniform", () => {
  for (const pair of [
    [1, 2],
    [0, 0],
    [-5, 123456789],
    [7, -2147483648],
  ]) {
    const seed = tf.tensor1d(pair, 'int32');
    for (const shape of [[1], [3, 5], [1000]]) {
      const uniform = [kernels, plain].map((v) => v.statelessRandom('uniform', shape, seed));
      assert.deepEqual(uniform[1]?.shape, shape);
      assert.deepEqual(uniform[1]?.dataSync(), uniform[0]?.dataSync(), `seed ${pair}`);
      const normal = [kernels, plain].map((v) =>
        v.statelessRandom('normal', shape, seed).dataSync(),
      );
      assertClose(normal[1] ?? [], normal[0] ?? [], 1e-5, `seed ${pair}`);
    }
  }
});

test("Adam's step is that of its twin", () => {
  const [first, second] = [kernels, plain].map((version) => {
    const variable = (value: number) => tf.variable(tf.fill([3], value));
    const weight = variable(1);
    const state = { mean: variable(0.2), square: variable(0.3), beta1Power: tf.variable(tf.scalar(0.9)), beta2Power: tf.variable(tf.scalar(0.999)) }; // biome-ignore format: one line
    const constants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
    version.applyAdam(weight, state, tf.tensor1d([1, -2, 0]), tf.scalar(0.1), constants);
    return [weight, state.mean, state.square].map((one) => [...one.dataSync()]);
  });
  assert.deepEqual(first, second);
});

test('every kernel has a twin and every twin a kernel', () => {
  assert.deepEqual(Object.keys(plain).sort(), Object.keys(kernels).sort());
});
