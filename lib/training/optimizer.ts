// SGD, momentum and Adam: how gradients change the weights. State is a plain record of variables.

import { checkChoice, checkNumber } from '../base/errors';
import type { Weights } from '../network/alexnet';
import { trainedWeights } from '../network/weights';
import { recordUpdate } from '../tensorflow/graph/record';
import { tf } from '../tensorflow/runtime';

export type Optimizer = { weightDecay: number } & (
  | { kind: 'sgd' }
  /** v = momentum v + g; w = w - rate v */
  | { kind: 'momentum'; momentum: number }
  /** Kingma, Ba 2015, algorithm 1. */
  | { kind: 'adam'; beta1: number; beta2: number; epsilon: number }
);

/** The usual constants of Adam; the post's optimizer together with a rate of 0.001. */
export const ADAM: Optimizer = {
  kind: 'adam',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0,
};
/** The paper's optimizer (section 5), for a rate that starts at 0.01. */
export const PAPER_MOMENTUM: Optimizer = { kind: 'momentum', momentum: 0.9, weightDecay: 5e-4 };

/** The variables an optimizer keeps between steps, zero or one at the start. */
export function createOptimizerState(optimizer: Optimizer, weights: Weights): Weights {
  checkOptimizer(optimizer);
  const zeros = (prefix: string) =>
    trainedWeights(weights).map(([name, weight]) => {
      const initial = tf.zeros(weight.shape);
      const variable = tf.variable(initial, false);
      initial.dispose();
      return [`${prefix}/${name}`, variable] as const;
    });
  if (optimizer.kind === 'sgd') return {};
  if (optimizer.kind === 'momentum') return Object.fromEntries(zeros('velocity'));
  const one = () => tf.tidy(() => tf.variable(tf.scalar(1), false));
  return {
    ...Object.fromEntries([...zeros('mean'), ...zeros('square')]),
    beta1Power: one(),
    beta2Power: one(),
  };
}

/**
 * One step: changes weights and state by the gradients (same names, same shapes) at a learning
 * rate. Weight decay spares biases; SGD and momentum add it to the gradient, as the paper does,
 * and Adam takes it straight off the weight (Loshchilov, Hutter 2019).
 */
export function applyGradients(
  optimizer: Optimizer,
  weights: Weights,
  state: Weights,
  gradients: Record<string, tf.Tensor>,
  learningRate: tf.Scalar,
): void {
  tf.tidy(() => {
    if (optimizer.kind === 'adam') {
      const { beta1Power, beta2Power } = state as { [name: string]: tf.Variable } & {
        beta1Power: tf.Variable;
        beta2Power: tf.Variable;
      };
      beta1Power.assign(tf.mul(beta1Power, optimizer.beta1));
      beta2Power.assign(tf.mul(beta2Power, optimizer.beta2));
    }
    for (const [name, weight] of trainedWeights(weights)) {
      let gradient = gradients[name] as tf.Tensor;
      const decay = weight.rank > 1 ? optimizer.weightDecay : 0;
      if (optimizer.kind === 'adam') {
        if (decay > 0) weight.assign(tf.mul(weight, tf.sub(1, tf.mul(learningRate, decay))));
        adam(optimizer, weight, state, name, gradient, learningRate);
        continue;
      }
      if (decay > 0) gradient = tf.add(gradient, tf.mul(weight, decay));
      const velocity = state[`velocity/${name}`];
      if (optimizer.kind === 'momentum' && velocity) {
        velocity.assign(tf.add(tf.mul(velocity, optimizer.momentum), gradient));
        gradient = velocity;
      }
      weight.assign(tf.sub(weight, tf.mul(learningRate, gradient)));
    }
  });
}

/** mean and square are running averages of the gradient and its square, each short of its true
 * size at first, since it starts from zero: hence the divisions by 1 - power. */
function adam(
  { beta1, beta2, epsilon }: Optimizer & { kind: 'adam' },
  weight: tf.Variable,
  state: Weights,
  name: string,
  gradient: tf.Tensor,
  learningRate: tf.Scalar,
): void {
  const mean = state[`mean/${name}`] as tf.Variable;
  const square = state[`square/${name}`] as tf.Variable;
  const beta1Power = state.beta1Power as tf.Variable;
  const beta2Power = state.beta2Power as tf.Variable;

  // The kernel adds epsilon before its correction of the square, the algorithm after: scale it.
  const scaled = tf.mul(epsilon, tf.sqrt(tf.sub(1, beta2Power)));
  const scalars = [
    beta1Power,
    beta2Power,
    learningRate,
    tf.scalar(beta1),
    tf.scalar(beta2),
    scaled,
  ];
  if (recordUpdate('ResourceApplyAdam', [weight, mean, square], [...scalars, gradient])) return;

  mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
  square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
  const correctedMean = tf.div(mean, tf.sub(1, beta1Power));
  const correctedSquare = tf.div(square, tf.sub(1, beta2Power));
  const change = tf.div(correctedMean, tf.add(tf.sqrt(correctedSquare), epsilon));
  weight.assign(tf.sub(weight, tf.mul(learningRate, change)));
}

/** Throws an InputError that names the field if an optimizer cannot be used. */
export function checkOptimizer(optimizer: Optimizer, where = 'optimizer'): void {
  checkChoice(where, 'kind', optimizer.kind, ['sgd', 'momentum', 'adam']);
  checkNumber(where, 'weightDecay', optimizer.weightDecay, { low: 0 });
  if (optimizer.kind === 'momentum') {
    checkNumber(where, 'momentum', optimizer.momentum, { low: 0, high: 1 });
  }
  if (optimizer.kind === 'adam') {
    // At 1 the correction of the averages would divide by zero.
    checkNumber(where, 'beta1', optimizer.beta1, { low: 0, high: 0.999999 });
    checkNumber(where, 'beta2', optimizer.beta2, { low: 0, high: 0.999999 });
    checkNumber(where, 'epsilon', optimizer.epsilon, { low: 0 });
  }
}
