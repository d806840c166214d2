import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../lib/tensorflow/graph/compile';
import { convolveSame } from '../../lib/tensorflow/kernels';
import { tf } from '../../lib/tensorflow/runtime';
import { convolveByTiles, toomCook } from '../../lib/tensorflow/winograd';
import { assertClose, held, pattern } from '../helpers/tiny';

const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);

test('by hand: two outputs of two weights at the points 0, 1, -1, three products', () => {
  const { AT, BT, G } = toomCook([0, 1, -1], 2);
  assert.deepEqual(AT, [
    [1, 1, 1],
    [0, 1, -1],
  ]);
  assertClose(BT.flat(), [-1, 0, 1, 0, 1, 1, 0, -1, 1], 0); // t^2 - 1, t^2 + t, t^2 - t
  assertClose(G.flat(), [-1, 0, 1 / 2, 1 / 2, 1 / 2, -1 / 2], 0);
});

test('AT (G g . BT d) slides the weights over the inputs', () => {
  const points = [0, 1, -1, 2, -2, 1 / 2, -1 / 2];
  for (const [m, r] of [
    [1, 1],
    [2, 3],
    [3, 3],
    [3, 5],
    [4, 3],
    [2, 5],
  ] as const) {
    const n = m + r - 1;
    const { AT, BT, G } = toomCook(points.slice(0, n), r);
    const inputs = Array.from({ length: n }, (_, i) => ((i * 5) % 7) - 3);
    const weights = Array.from({ length: r }, (_, i) => ((i * 3) % 5) - 1.5);
    const products = BT.map((row, i) => dot(row, inputs) * dot(G[i] as number[], weights));
    const expected = Array.from({ length: m }, (_, i) => dot(weights, inputs.slice(i, i + r)));
    const y = AT.map((row) => dot(row, products));
    assertClose(y, expected, 1e-12, `${m} outputs of ${r} weights`);
  }
});

const plain = (x: tf.Tensor4D, filters: tf.Tensor4D) => tf.conv2d(x, filters, 1, 'same');

for (const r of [3, 5]) {
  test(`by tiles it is tf.conv2d, value and gradient, at every place of ${r}x${r} windows`, () => {
    // Sides that tiles fill, one or several, and sides that leave room in them.
    for (const [height, width] of [
      [6, 6],
      [5, 10],
      [7, 18],
      [1, 2],
      [13, 3],
    ] as const) {
      const x = tf.abs(pattern([2, height, width, 3])) as tf.Tensor4D;
      const filters = pattern([r, r, 3, 4], 2) as tf.Tensor4D;
      const dy = pattern([2, height, width, 4], 3) as tf.Tensor4D;
      const where = `${height}x${width}`;
      const both = [convolveByTiles, plain].map((convolve) => {
        const op = (x: tf.Tensor, f: tf.Tensor) => convolve(x as tf.Tensor4D, f as tf.Tensor4D);
        return [op(x, filters), ...tf.grads(op)([x, filters], dy)];
      });
      const [tiled, direct] = both as [tf.Tensor[], tf.Tensor[]];
      direct.forEach((expected, i) => {
        const what = `${['y', 'dx', 'dfilters'][i]}, ${where}`;
        assert.deepEqual(tiled[i]?.shape, expected.shape);
        assertClose(tiled[i]?.dataSync() as Float32Array, expected.dataSync(), 1e-4, what);
      });
    }
  });
}

test('convolveSame is tf.conv2d for one channel, for few, and for so many that it uses tiles', () => {
  for (const [size, channels] of [
    [5, 1],
    [3, 15],
    [3, 16],
    [5, 15],
    [5, 16],
    [1, 80],
    [7, 80],
  ] as const) {
    const given = [tf.abs(pattern([2, 6, 7, channels])), pattern([size, size, channels, 5], 2)];
    const dy = pattern([2, 6, 7, 5], 3);
    const both = [convolveSame, plain].map((convolve) => {
      const op = (x: tf.Tensor, f: tf.Tensor) => convolve(x as tf.Tensor4D, f as tf.Tensor4D);
      return [op(...(given as [tf.Tensor, tf.Tensor])), ...tf.grads(op)(given, dy)];
    });
    const [fast, slow] = both as [tf.Tensor[], tf.Tensor[]];
    slow.forEach((expected, i) => {
      const what = `${channels} channels, ${size}x${size}, ${['value', 'dx', 'dfilters'][i]}`;
      assert.deepEqual(fast[i]?.shape, expected.shape);
      assertClose(fast[i]?.dataSync() as Float32Array, expected.dataSync(), 1e-4, what);
    });
  }
});

test('it can be compiled, and leaves nothing behind', () => {
  const before = held();
  tf.tidy(() => {
    const filters = tf.variable(pattern([3, 3, 32, 4], 2)) as tf.Variable<tf.Rank.R4>;
    const step = ({ x }: { x: tf.Tensor4D }) => ({ y: convolveSame(x, filters) });
    const graph = compile({ step }, { filters });
    const x = pattern([2, 6, 6, 32]) as tf.Tensor4D;
    const { y } = graph.run('step', { x });
    assertClose(y.dataSync(), step({ x }).y.dataSync(), 1e-5);
    graph.dispose();
    filters.dispose();
  });
  assert.deepEqual(held(), before);
});
