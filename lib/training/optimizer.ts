// SGD, momentum and Adam: how gradients change the weights. State is a plain record of variables.
import { checkChoice, checkNumber } from '../base/errors';
import type { Weights } from '../network/alexnet';
import { trainedWeights } from '../network/weights';
import { applyAdam } from '../tensorflow/ops';
import { tf } from '../tensorflow/runtime';

/** Which rule, with its constants. Weight decay is the share of a weight that a rate of 1 would take. */
export type Optimizer = { weightDecay: number } & (
  | { kind: 'sgd' }
  /**
   * v = momentum v + g; w = w - rate v. The paper (section 5) keeps the rate inside, v = momentum v - rate g
   * and w = w + v, which differs where the rate changes: there the old steps keep their old rate.
   */
  | { kind: 'momentum'; momentum: number }
  /** Kingma, Ba 2015, algorithm 1. */
  | { kind: 'adam'; beta1: number; beta2: number; epsilon: number }
);

/** The usual constants of Adam, for a rate of about 0.001. */
export const ADAM: Optimizer = {
  kind: 'adam',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0,
};
/** The paper's constants (section 5), for a rate that starts at 0.01. */
export const PAPER_MOMENTUM: Optimizer = { kind: 'momentum', momentum: 0.9, weightDecay: 5e-4 };

/** The powers of beta1 and beta2 that Adam keeps. */
const POWERS = ['beta1Power', 'beta2Power'];
/** What each rule keeps for a weight. */
const AVERAGES = { sgd: [], momentum: ['velocity'], adam: ['mean', 'square'] };

/** Name to shape of the variables that an optimizer keeps between steps. */
export function stateShapes({ kind }: Optimizer, weights: Weights): Record<string, number[]> {
  const averages = AVERAGES[kind].flatMap((average) =>
    trainedWeights(weights).map(([name, { shape }]) => [`${average}/${name}`, shape]),
  );
  const powers = kind === 'adam' ? POWERS.map((name) => [name, []]) : [];
  return Object.fromEntries([...averages, ...powers]);
}

/**
 * The variables an optimizer keeps between steps, zero or one at the start. The caller disposes of them.
 * Throws an InputError that names the field if the optimizer cannot be used.
 */
export function createOptimizerState(optimizer: Optimizer, weights: Weights): Weights {
  checkOptimizer(optimizer);
  const entries = Object.entries(stateShapes(optimizer, weights)).map(([name, shape]) => [
    name,
    fixed(shape, POWERS.includes(name) ? 1 : 0),
  ]);
  return Object.fromEntries(entries);
}

const fixed = (shape: number[], value: number): tf.Variable =>
  tf.tidy(() => tf.variable(tf.fill(shape, value), false));

/**
 * One step: changes weights and state by the gradients (same names, same shapes) at a learning rate.
 * `decayed` names the weights that decay, all if left out. SGD and momentum add the decay to the gradient,
 * as the paper does; Adam takes it straight off the weight (Loshchilov, Hutter 2019).
 */
export function applyGradients(
  optimizer: Optimizer,
  weights: Weights,
  state: Weights,
  gradients: Record<string, tf.Tensor>,
  learningRate: tf.Scalar,
  decayed: ReadonlySet<string> = new Set(Object.keys(weights)),
): void {
  tf.tidy(() => {
    if (optimizer.kind === 'adam') raisePowers(optimizer, state);
    for (const [name, weight] of trainedWeights(weights)) {
      const decay = decayed.has(name) ? optimizer.weightDecay : 0;
      const gradient = gradients[name] as tf.Tensor;
      if (optimizer.kind === 'adam') {
        if (decay > 0) weight.assign(tf.mul(weight, tf.sub(1, tf.mul(learningRate, decay))));
        applyAdam(weight, adamState(state, name), gradient, learningRate, optimizer);
        continue;
      }
      let direction = decay > 0 ? tf.add(gradient, tf.mul(weight, decay)) : gradient;
      if (optimizer.kind === 'momentum') {
        const velocity = state[`velocity/${name}`] as tf.Variable;
        velocity.assign(tf.add(tf.mul(velocity, optimizer.momentum), direction));
        direction = velocity;
      }
      weight.assign(tf.sub(weight, tf.mul(learningRate, direction)));
    }
  });
}

const adamState = (state: Weights, name: string) => ({
  mean: state[`mean/${name}`] as tf.Variable,
  square: state[`square/${name}`] as tf.Variable,
  beta1Power: state.beta1Power as tf.Variable,
  beta2Power: state.beta2Power as tf.Variable,
});

function raisePowers({ beta1, beta2 }: Optimizer & { kind: 'adam' }, state: Weights): void {
  state.beta1Power?.assign(tf.mul(state.beta1Power, beta1));
  state.beta2Power?.assign(tf.mul(state.beta2Power, beta2));
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
