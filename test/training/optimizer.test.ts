import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Weights } from '../../lib/network/alexnet';
import { tf } from '../../lib/tensorflow/runtime';
import {
  ADAM,
  applyGradients,
  checkOptimizer,
  createOptimizerState,
  type Optimizer,
  PAPER_MOMENTUM,
} from '../../lib/training/optimizer';
import { assertClose, held, pattern } from '../helpers/tiny';

const makeWeights = (): Weights =>
  tf.tidy(() => ({
    'a/weights': tf.variable(pattern([3, 4])),
    'a/biases': tf.variable(pattern([4], 2)),
  }));

/** A gradient that changes from step to step and pulls to where every weight is 0.3. */
const gradientsOf = (weights: Weights) =>
  Object.fromEntries(
    Object.entries(weights).map(([name, weight], i) => [
      name,
      tf.mul(tf.sub(weight, 0.3), pattern(weight.shape, i + 3).abs()),
    ]),
  );

const read = (weights: Weights) => Object.values(weights).flatMap((one) => [...one.dataSync()]);

/** The weights after each of `steps` steps. */
function run(optimizer: Optimizer, rate: number, steps: number): number[][] {
  const weights = makeWeights();
  const state = createOptimizerState(optimizer, weights);
  const path = Array.from({ length: steps }, () => {
    tf.tidy(() => applyGradients(optimizer, weights, state, gradientsOf(weights), tf.scalar(rate)));
    return read(weights);
  });
  tf.dispose([weights, state]);
  return path;
}

/** The same with one of tfjs's own optimizers, which go by the names of variables. */
function runTfjs(optimizer: tf.Optimizer, steps: number): number[][] {
  const weights = makeWeights();
  return Array.from({ length: steps }, () => {
    tf.tidy(() => {
      const gradients = Object.entries(gradientsOf(weights)).map(([name, gradient]) => [
        weights[name]?.name,
        gradient,
      ]);
      optimizer.applyGradients(Object.fromEntries(gradients));
    });
    return read(weights);
  });
}

const stock: [name: string, Optimizer, rate: number, tf.Optimizer][] = [
  ['sgd', { kind: 'sgd', weightDecay: 0 }, 0.1, tf.train.sgd(0.1)],
  [
    'momentum',
    { kind: 'momentum', momentum: 0.9, weightDecay: 0 },
    0.05,
    tf.train.momentum(0.05, 0.9),
  ],
  ['adam', ADAM, 0.01, tf.train.adam(0.01, 0.9, 0.999, 1e-7)],
  [
    'adam with other constants',
    { kind: 'adam', beta1: 0.5, beta2: 0.9, epsilon: 1e-3, weightDecay: 0 },
    0.02,
    tf.train.adam(0.02, 0.5, 0.9, 1e-3),
  ],
];
for (const [name, optimizer, rate, theirs] of stock) {
  test(`ten steps are those of tf.train: ${name}`, () => {
    const ours = run(optimizer, rate, 10);
    runTfjs(theirs, 10).forEach((expected, i) => {
      assertClose(ours[i] ?? [], expected, 2e-6, `step ${i + 1}`);
    });
  });
}

/** One weight 2x1, one bias, gradients that stay: what each step makes of them. */
function byHand(optimizer: Optimizer, steps: number, rate: number): number[][] {
  const weights: Weights = {
    w: tf.variable(tf.tensor2d([[1], [-2]])),
    b: tf.variable(tf.tensor1d([3])),
  };
  const state = createOptimizerState(optimizer, weights);
  const gradients = { w: tf.tensor2d([[0.5], [0.1]]), b: tf.tensor1d([-1]) };
  return Array.from({ length: steps }, () => {
    applyGradients(optimizer, weights, state, gradients, tf.scalar(rate), new Set(['w']));
    return read(weights);
  });
}

test('by hand: SGD, and its decay that spares the bias', () => {
  const [plain] = byHand({ kind: 'sgd', weightDecay: 0 }, 1, 0.1);
  assertClose(plain ?? [], [1 - 0.05, -2 - 0.01, 3 + 0.1], 1e-6);
  const [decayed] = byHand({ kind: 'sgd', weightDecay: 0.2 }, 1, 0.1);
  // The gradient is 0.5 + 0.2 * 1, and 0.1 + 0.2 * -2; the bias has its own.
  assertClose(decayed ?? [], [1 - 0.07, -2 + 0.03, 3 + 0.1], 1e-6);
});

test('by hand: momentum, and its decay', () => {
  const [first, second] = byHand({ kind: 'momentum', momentum: 0.5, weightDecay: 0 }, 2, 0.1);
  assertClose(first ?? [], [0.95, -2.01, 3.1], 1e-6);
  // The velocity is 0.5 v + g, so 1.5 g.
  assertClose(second ?? [], [0.95 - 0.075, -2.01 - 0.015, 3.1 + 0.15], 1e-6);
  const decayed = byHand({ kind: 'momentum', momentum: 0.5, weightDecay: 0.2 }, 2, 0.1);
  assertClose(decayed[0] ?? [], [0.93, -1.97, 3.1], 1e-6);
  // Velocities 0.7 and -0.3, then 0.35 + 0.5 + 0.2 * 0.93, and -0.15 + 0.1 + 0.2 * -1.97.
  assertClose(decayed[1] ?? [], [0.93 - 0.1036, -1.97 + 0.0444, 3.25], 1e-6);
});

test("by hand: Adam's first steps are as large as the rate, its decay comes straight off", () => {
  // With a constant gradient both averages, once corrected, are that gradient and its square.
  const steps = byHand(ADAM, 3, 0.1);
  for (const [i, values] of steps.entries()) {
    const moved = 0.1 * (i + 1);
    assertClose(values, [1 - moved, -2 - moved, 3 + moved], 2e-6);
  }
  const [decayed] = byHand({ ...ADAM, weightDecay: 0.2 }, 1, 0.1);
  assertClose(decayed ?? [], [1 * 0.98 - 0.1, -2 * 0.98 - 0.1, 3 + 0.1], 2e-6);
});

test('the learning rate may change from step to step', () => {
  const optimizer: Optimizer = { kind: 'sgd', weightDecay: 0 };
  const weights: Weights = { w: tf.variable(tf.tensor1d([1])) };
  for (const rate of [0.1, 0, 1]) {
    applyGradients(optimizer, weights, {}, { w: tf.tensor1d([1]) }, tf.scalar(rate));
  }
  assertClose(weights.w?.dataSync() ?? [], [-0.1], 1e-5);
});

test('the state is zero at first, shaped as the weights, and not trained itself', () => {
  const weights = makeWeights();
  assert.deepEqual(createOptimizerState({ kind: 'sgd', weightDecay: 0 }, weights), {});
  const velocity = createOptimizerState(PAPER_MOMENTUM, weights);
  assert.deepEqual(Object.keys(velocity), ['velocity/a/weights', 'velocity/a/biases']);
  const adam = createOptimizerState(ADAM, weights);
  assert.deepEqual(Object.keys(adam), [
    'mean/a/weights',
    'mean/a/biases',
    'square/a/weights',
    'square/a/biases',
    'beta1Power',
    'beta2Power',
  ]);
  assert.deepEqual(adam['square/a/weights']?.shape, [3, 4]);
  for (const [name, variable] of Object.entries({ ...velocity, ...adam })) {
    assert.equal(variable.trainable, false);
    const start = name.startsWith('beta') ? 1 : 0;
    assert.ok(variable.dataSync().every((value) => value === start));
  }
});

test('no step leaks, and the gradients are left to the caller', () => {
  for (const optimizer of [
    { kind: 'sgd', weightDecay: 0.1 },
    PAPER_MOMENTUM,
    ADAM,
  ] as Optimizer[]) {
    const before = held();
    const weights = makeWeights();
    const state = createOptimizerState(optimizer, weights);
    const gradients = tf.tidy(() => gradientsOf(weights));
    const rate = tf.scalar(0.1);
    const started = held();
    applyGradients(optimizer, weights, state, gradients, rate);
    assert.equal(held().tensors, started.tensors);
    assert.equal(gradients['a/weights']?.isDisposed, false);
    tf.dispose([weights, state, gradients, rate]);
    assert.deepEqual(held(), before);
  }
});

test('optimizers that cannot be used are refused by the field', () => {
  const bad: [optimizer: unknown, message: RegExp][] = [
    [
      { kind: 'rmsprop', weightDecay: 0 },
      /^here: kind is rmsprop, expected one of sgd, momentum, adam/,
    ],
    [{ weightDecay: 0 }, /kind is missing/],
    [{ kind: 'sgd' }, /weightDecay is missing/],
    [{ kind: 'sgd', weightDecay: -1 }, /weightDecay is -1, expected a number of at least 0/],
    [{ kind: 'momentum', momentum: 1.5, weightDecay: 0 }, /momentum is 1.5.*from 0 to 1/],
    [{ ...ADAM, beta1: Number.NaN }, /beta1 is NaN/],
    [{ ...ADAM, beta2: '0.9' }, /beta2 is the text "0.9"/],
    [{ ...ADAM, epsilon: -1e-7 }, /epsilon is -1e-7/],
    [{ ...ADAM, weightDecay: Number.POSITIVE_INFINITY }, /weightDecay is Infinity/],
    [{ ...ADAM, beta1: 1 }, /beta1 is 1/],
    [{ ...ADAM, beta2: 1 }, /beta2 is 1/],
  ];
  for (const [optimizer, message] of bad) {
    assert.throws(() => checkOptimizer(optimizer as Optimizer, 'here'), {
      name: 'InputError',
      message,
    });
  }
  checkOptimizer(ADAM);
  checkOptimizer(PAPER_MOMENTUM);
});
