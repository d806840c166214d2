import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLrn, LRN_CONVENTIONS, type Lrn, lrn, lrnByHand } from '../../lib/tensorflow/lrn';
import { tf } from '../../lib/tensorflow/runtime';
import { assertClose, golden, pattern } from '../helpers/tiny';

const STRONG: Lrn = { depthRadius: 1, bias: 1, alpha: 0.5, beta: 0.75 };
const all = { ...LRN_CONVENTIONS, strong: STRONG };

test('by hand: a lone channel', () => {
  // 3 / (1 + 2 * 9) ^ 0.5
  const parameters = { depthRadius: 0, bias: 1, alpha: 2, beta: 0.5 };
  assertClose(lrnByHand([3], parameters), [3 / Math.sqrt(19)], 1e-12);
});

test('by hand: the window ends where the channels do', () => {
  // Squares 1, 4, 9, 16; windows of three sum to 5, 14, 29, 25; beta 1 divides by 1 + sum.
  const parameters = { depthRadius: 1, bias: 1, alpha: 1, beta: 1 };
  assertClose(lrnByHand([1, 2, 3, -4], parameters), [1 / 6, 2 / 15, 3 / 30, -4 / 26], 1e-12);
  const y = lrn(tf.tensor4d([1, 2, 3, -4], [1, 1, 1, 4]), parameters);
  assertClose(y.dataSync(), [1 / 6, 2 / 15, 3 / 30, -4 / 26], 1e-6);
});

test('the five conventions on equal channels of 1, 10 and 100', () => {
  // A middle channel sees its whole window. Rounded to two digits.
  const expected = {
    paper: [0.59, 5.8, 23],
    originalCode: [0.59, 5.9, 44],
    caffe: [1.0, 9.9, 59],
    pytorch: [1.0, 9.9, 59],
    tensorflow: [0.29, 0.3, 0.3],
  };
  for (const [name, values] of Object.entries(expected)) {
    const parameters = LRN_CONVENTIONS[name as keyof typeof expected];
    [1, 10, 100].forEach((value, i) => {
      const maps = tf.fill([1, 1, 1, 11], value) as tf.Tensor4D;
      for (const y of [
        lrnByHand(Array(11).fill(value), parameters),
        lrn(maps, parameters).dataSync(),
      ]) {
        assert.equal(Number(y[5]?.toPrecision(2)), values[i], `${name} of ${value}`);
      }
    });
  }
});

for (const [name, parameters] of Object.entries(all)) {
  test(`on maps it is the formula at each position: ${name}`, () => {
    for (const channels of [1, 2, 3, 13, 24]) {
      const x = tf.mul(pattern([2, 3, 2, channels]), 20) as tf.Tensor4D;
      const flat = x.dataSync();
      const expected = Array.from({ length: 12 }, (_, position) =>
        lrnByHand([...flat.slice(position * channels, (position + 1) * channels)], parameters),
      );
      const y = lrn(x, parameters);
      assert.deepEqual(y.shape, x.shape);
      assertClose(y.dataSync(), expected.flat(), 2e-6, `${channels} channels`);
    }
  });

  test(`its gradient is that of central differences: ${name}`, () => {
    const channels = 9;
    const dy = pattern([1, 1, 1, channels], 3);
    const values = Array.from(pattern([channels], 2).dataSync(), (value) => 8 * value);
    const gradient = tf.grad((x) => lrn(x as tf.Tensor4D, parameters))(
      tf.tensor(values, [1, 1, 1, channels]),
      dy,
    );
    // In double precision, by the formula: tight enough to see every term.
    const weights = dy.dataSync();
    const loss = (x: number[]) =>
      lrnByHand(x, parameters).reduce((sum, y, i) => sum + y * (weights[i] as number), 0);
    const expected = values.map((value, i) => {
      const [up, down] = [1e-5, -1e-5].map((step) => loss(values.with(i, value + step)));
      return ((up as number) - (down as number)) / 2e-5;
    });
    assertClose(gradient.dataSync(), expected, 1e-5);
  });
}

interface Golden {
  shape: [number, number, number, number];
  x: number[];
  dy: number[];
  cases: Record<keyof typeof all, { y: number[]; dx: number[] }>;
}
const { shape, x, dy, cases } = golden<Golden>('lrn.json');

for (const [name, { y, dx }] of Object.entries(cases)) {
  test(`value and gradient are those of PyTorch's LocalResponseNorm: ${name}`, () => {
    const parameters = all[name as keyof typeof all];
    const maps = tf.tensor4d(x, shape);
    assertClose(lrn(maps, parameters).dataSync(), y, 2e-6, 'value');
    const gradient = tf.grad((x) => lrn(x as tf.Tensor4D, parameters))(
      maps,
      tf.tensor4d(dy, shape),
    );
    assertClose(gradient.dataSync(), dx, 1e-5, 'gradient');
  });
}

test('maps of zeros stay zero and pass their gradient by the bias alone', () => {
  const zeros = tf.zeros([1, 2, 2, 5]) as tf.Tensor4D;
  for (const parameters of Object.values(all)) {
    assertClose(lrn(zeros, parameters).dataSync(), Array(20).fill(0), 0);
    const gradient = tf.grad((x) => lrn(x as tf.Tensor4D, parameters))(zeros);
    const slope = parameters.bias ** -parameters.beta;
    assertClose(gradient.dataSync(), Array(20).fill(slope), 1e-6);
  }
});

test('parameters that cannot be used are refused by name', () => {
  for (const [field, value] of [
    ['depthRadius', -1],
    ['depthRadius', 1.5],
    ['bias', -1],
    ['bias', 0],
    ['alpha', Number.NaN],
    ['beta', Number.POSITIVE_INFINITY],
    ['beta', 'three quarters'],
  ] as const) {
    assert.throws(() => checkLrn({ ...LRN_CONVENTIONS.paper, [field]: value }, 'here'), {
      name: 'InputError',
      message: new RegExp(`^here: ${field} is .*${value}.*, expected a`),
    });
  }
  for (const parameters of Object.values(all)) checkLrn(parameters);
});
