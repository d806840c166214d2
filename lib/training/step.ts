// One training step: in plain ops, and as a compiled graph.

import type { Batch } from '../data/batches';
import type { Predict } from '../evaluation/evaluate';
import { forward } from '../network/alexnet';
import { lossAndGradients } from '../network/gradients';
import { compile, GraphRefused } from '../tensorflow/graph/compile';
import { tf } from '../tensorflow/runtime';
import { applyGradients } from './optimizer';
import type { Training } from './training';

/** One training step in plain ops: changes weights and state, gives the batch's loss and hits. */
export function trainingStep(
  { config, weights, optimizerState }: Pick<Training, 'config' | 'weights' | 'optimizerState'>,
  { images, labels, learningRate, seed }: StepInputs,
): { loss: tf.Scalar; right: tf.Scalar } {
  const { model, optimizer } = config;
  const result = lossAndGradients(model, weights, { images, labels }, seed);
  applyGradients(optimizer, weights, optimizerState, result.gradients, learningRate);
  const right = tf.equal(tf.argMax(result.logits, 1), labels);
  tf.dispose([result.gradients, result.logits]);
  return { loss: result.loss, right: tf.sum(tf.cast(right, 'float32')) as tf.Scalar };
}

export type StepInputs = Batch & {
  learningRate: tf.Scalar;
  /** int32 [2]: fixes the dropout. */
  seed: tf.Tensor1D;
};

/** How steps run: op by op, or as a compiled graph that keeps the weights to itself meanwhile. */
export interface Engine {
  step(inputs: StepInputs): { loss: tf.Scalar; right: tf.Scalar };
  predict: Predict;
  /** Brings the training's weights and state up to date. */
  synchronise(): void;
  dispose(): void;
}

/** Steps for a training, compiled or not. If TensorFlow refuses the graph, they go on op by op. */
export function createEngine(training: Training, compiled: boolean): Engine {
  const { config, weights, optimizerState } = training;
  const step = (inputs: StepInputs) => trainingStep(training, inputs);
  const predict: Predict = (images) => forward(config.model, weights, images);
  if (!compiled) return { step, predict, synchronise: () => {}, dispose: () => {} };
  const graph = compile(
    {
      train: step,
      predict: ({ images }: { images: tf.Tensor4D }) => ({ logits: predict(images) }),
    },
    { ...weights, ...optimizerState },
  );
  let refused = false;
  const orPlain = <Result>(asGraph: () => Result, plain: () => Result): Result => {
    if (refused) return plain();
    try {
      return asGraph();
    } catch (error) {
      // Any other error would come back op by op.
      if (!(error instanceof GraphRefused)) throw error;
      refused = true;
      graph.readVariables();
      console.warn(`Training goes on op by op, more slowly: ${error.message}`);
      return plain();
    }
  };
  return {
    step: (inputs) =>
      orPlain(
        () => graph.run('train', inputs),
        () => step(inputs),
      ),
    predict: (images) =>
      orPlain(
        () => graph.run('predict', { images }).logits,
        () => predict(images),
      ),
    synchronise: () => {
      if (!refused) graph.readVariables();
    },
    dispose: graph.dispose,
  };
}
