import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gather } from '../../../lib/data/batches';
import type { Weights } from '../../../lib/network/alexnet';
import type { Activation } from '../../../lib/network/config';
import { lossAndGradients } from '../../../lib/network/gradients';
import { decayedOf } from '../../../lib/network/layers';
import { createWeights } from '../../../lib/network/weights';
import { compile } from '../../../lib/tensorflow/graph/compile';
import { LRN_CONVENTIONS } from '../../../lib/tensorflow/lrn';
import { tf } from '../../../lib/tensorflow/runtime';
import {
  applyGradients,
  createOptimizerState,
  type Optimizer,
} from '../../../lib/training/optimizer';
import type { StepInputs } from '../../../lib/training/step';
import { assertClose, held, tinyImages, tinyModel } from '../../helpers/tiny';

const ADAM = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

/**
 * Adam divides each gradient by its own size, so that at the start a gradient of rounding noise
 * moves its weight as far as any other: at 1e-4 twenty steps of it stay below the tolerance.
 */
const OPTIMIZERS: Record<string, { optimizer: Optimizer; rate: number }> = {
  sgd: { optimizer: { kind: 'sgd', weightDecay: 0 }, rate: 0.01 },
  'sgd with decay': { optimizer: { kind: 'sgd', weightDecay: 0.01 }, rate: 0.01 },
  momentum: { optimizer: { kind: 'momentum', momentum: 0.9, weightDecay: 0 }, rate: 0.002 },
  'momentum with decay': {
    optimizer: { kind: 'momentum', momentum: 0.9, weightDecay: 0.01 },
    rate: 0.002,
  },
  adam: { optimizer: { ...ADAM, weightDecay: 0 }, rate: 1e-4 },
  'adam with decay': { optimizer: { ...ADAM, weightDecay: 0.01 }, rate: 1e-4 },
};

const NORMALIZATIONS = {
  LRN: { lrn: LRN_CONVENTIONS.paper },
  'no LRN': { lrn: null },
  'batch norm': { lrn: null, batchNorm: true },
};
type Normalization = keyof typeof NORMALIZATIONS;

type Values = Record<string, Float32Array>;

const read = (tensors: Record<string, tf.Tensor>): Values =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [
      name,
      tensor.dataSync().slice() as Float32Array,
    ]),
  );

/** Runs 20 steps; gives each step's loss and gradients, and what all of them changed. */
function run(
  activation: Activation,
  normalization: Normalization,
  { optimizer, rate }: { optimizer: Optimizer; rate: number },
  compiled: boolean,
): { steps: Values[]; changes: Values } {
  const model = tinyModel({ activation, ...NORMALIZATIONS[normalization] });
  const weights = createWeights(model, 3);
  const state = createOptimizerState(optimizer, weights);
  const decayed = decayedOf(model);
  const step = ({ images, labels, learningRate, seed }: StepInputs) => {
    const result = lossAndGradients(
      model,
      weights,
      { images, labels },
      { training: true, dropoutSeed: seed },
    );
    applyGradients(optimizer, weights, state, result.gradients, learningRate, decayed);
    tf.dispose([result.logits, ...Object.values(result.statistics)]);
    return { loss: result.loss, ...result.gradients };
  };
  const variables: Weights = { ...weights, ...state };
  const graph = compiled ? compile({ step }, variables) : undefined;
  const data = tinyImages(40);
  const steps: Values[] = [];
  const start = read(variables);
  for (let i = 0; i < 20; i++) {
    const batch = gather(
      data,
      [0, 1, 2, 3, 4, 5, 6, 7].map((k) => 8 * (i % 5) + k),
    );
    const inputs = { ...batch, learningRate: tf.scalar(rate), seed: tf.tensor1d([5, i], 'int32') };
    const outputs: Record<string, tf.Tensor> = graph ? graph.run('step', inputs) : step(inputs);
    steps.push(read(outputs));
    tf.dispose([inputs, outputs]);
  }
  graph?.readVariables();
  const changes = Object.entries(read(variables)).map(([name, values]) => {
    return [name, values.map((value, i) => value - (start[name]?.[i] as number))] as const;
  });
  graph?.dispose();
  tf.dispose(variables);
  return { steps, changes: Object.fromEntries(changes) };
}

const everyOptimizer = Object.keys(OPTIMIZERS);
const someOptimizers = ['momentum with decay', 'adam'];

for (const activation of ['relu', 'tanh', 'sigmoid'] as const) {
  for (const normalization of Object.keys(NORMALIZATIONS) as Normalization[]) {
    const names =
      activation === 'relu' && normalization !== 'no LRN' ? everyOptimizer : someOptimizers;
    for (const name of names) {
      test(`compiled is plain: ${activation}, ${normalization}, ${name}`, () => {
        const choice = OPTIMIZERS[name] as (typeof OPTIMIZERS)[string];
        const before = held();
        const plain = run(activation, normalization, choice, false);
        const graph = run(activation, normalization, choice, true);
        // The first step sees the same weights: only the order of the sums differs. After that
        // rounding adds up.
        plain.steps.forEach((expected, i) => {
          for (const [key, values] of Object.entries(expected)) {
            const actual = graph.steps[i]?.[key] as Float32Array;
            assertClose(actual, values, i === 0 ? 2e-5 : 3e-3, `step ${i + 1}, ${key}`);
          }
        });
        for (const [key, values] of Object.entries(plain.changes)) {
          assertClose(graph.changes[key] as Float32Array, values, 5e-3, `change of ${key}`);
        }
        assert.deepEqual(held(), before);
      });
    }
  }
}
