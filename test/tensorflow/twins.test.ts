// Kernels without a gradient and their plain twins; kernels.test.ts has the others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../lib/tensorflow/graph/compile';
import * as kernels from '../../lib/tensorflow/kernels';
import * as plain from '../../lib/tensorflow/plain';
import { tf } from '../../lib/tensorflow/runtime';
import { assertClose } from '../helpers/tiny';

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

test("Adam's step, one op of a graph, is that of its twin", () => {
  const [first, second] = [kernels, plain].map((version) => {
    const variable = (value: number) => tf.variable(tf.fill([3], value));
    const weight = variable(1);
    const state = { mean: variable(0.2), square: variable(0.3), beta1Power: tf.variable(tf.scalar(0.9)), beta2Power: tf.variable(tf.scalar(0.999)) }; // biome-ignore format: one line
    // An epsilon that counts beside the root of the square.
    const constants = { beta1: 0.9, beta2: 0.999, epsilon: 0.1 };
    const step = (given: { gradient: tf.Tensor; rate: tf.Scalar }) => {
      version.applyAdam(weight, state, given.gradient, given.rate, constants);
      return { weight };
    };
    const graph = compile({ step }, { weight, ...state });
    graph.run('step', { gradient: tf.tensor1d([1, -2, 0]), rate: tf.scalar(0.1) });
    const ops = graph.nodes().map(({ op }) => op);
    // Outside of a graph the kernel is its twin: else plain would be compared with plain.
    assert.equal(ops.includes('ResourceApplyAdam'), version === kernels);
    graph.readVariables();
    graph.dispose();
    return [weight, state.mean, state.square].flatMap((one) => [...one.dataSync()]);
  }) as [number[], number[]];
  assertClose(first, second, 1e-6);
});

test('every kernel has a twin and every twin a kernel', () => {
  assert.deepEqual(Object.keys(plain).sort(), Object.keys(kernels).sort());
});
