// One training step: in plain ops, and as a compiled graph.
import type { Batch } from '../data/batches';
import { type Predict, predictor } from '../evaluation/evaluate';
import { type Loss, type LossAndGradients, lossAndGradients } from '../network/gradients';
import { decayedOf } from '../network/layers';
import { updateAverage } from '../tensorflow/batch-norm';
import { compile, GraphRefused } from '../tensorflow/graph/compile';
import { tf } from '../tensorflow/runtime';
import { applyGradients } from './optimizer';
import type { Training } from './state';

/** What a step is given. */
export type StepInputs = Batch & {
  learningRate: tf.Scalar;
  /** int32 [2], the training's seed and its step: fixes the dropout. */
  seed: tf.Tensor1D;
};

/** A batch's mean loss, how many of its images were read correctly, and what was watched, scalars all. */
export type StepResult = { loss: tf.Scalar; correct: tf.Scalar; [watched: string]: tf.Tensor };

/** What a step computes in place of the usual loss, or beside it. */
export interface StepOptions {
  /** In place of the mean cross-entropy, in nats. */
  loss?: Loss;
  /** Tensors to look at, from each step's gradients. */
  watch?: (result: LossAndGradients) => Record<string, tf.Tensor>;
}

/** One training step in plain ops: changes weights and state. The caller disposes of the result. */
export function trainingStep(
  { config, weights, optimizerState }: Pick<Training, 'config' | 'weights' | 'optimizerState'>,
  { images, labels, learningRate, seed }: StepInputs,
  { loss, watch }: StepOptions = {},
): StepResult {
  return tf.tidy(() => {
    const { model, optimizer } = config;
    const mode = { training: true, dropoutSeed: seed };
    const result = lossAndGradients(model, weights, { images, labels }, mode, loss);
    const watched = watch?.(result) ?? {};
    const decayed = decayedOf(model);
    applyGradients(optimizer, weights, optimizerState, result.gradients, learningRate, decayed);
    for (const [layer, { mean, variance }] of Object.entries(result.statistics)) {
      updateAverage(weights[`${layer}/mean`] as tf.Variable, mean);
      updateAverage(weights[`${layer}/variance`] as tf.Variable, variance);
    }
    const hits = tf.equal(tf.argMax(result.logits, 1), labels);
    return { loss: result.loss, correct: tf.sum(tf.cast(hits, 'float32')), ...watched };
  });
}

/** How steps run: op by op, or as a compiled graph that keeps the weights to itself meanwhile. */
export interface Engine {
  step(inputs: StepInputs): StepResult;
  predict: Predict;
  /** Brings the training's weights and state up to date. */
  readWeights(): void;
  /** Takes the training's weights and state over, after they were changed. */
  writeWeights(): void;
  dispose(): void;
}

/** Steps for a training, compiled or not. If TensorFlow refuses the graph, they go on op by op. */
export function createEngine(
  training: Training,
  compiled: boolean,
  options: StepOptions = {},
): Engine {
  const { config, weights, optimizerState } = training;
  const step = (inputs: StepInputs) => trainingStep(training, inputs, options);
  const predict = predictor(config, weights);
  const nothing = () => {};
  if (!compiled) {
    return { step, predict, readWeights: nothing, writeWeights: nothing, dispose: nothing };
  }
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
  const asGraph = (images: tf.Tensor4D) => graph.run('predict', { images }).logits;
  const compiledPredict = (images: tf.Tensor4D) =>
    orPlain(
      () => asGraph(images),
      () => predict(images),
    );
  return {
    step: (inputs) =>
      orPlain(
        () => graph.run('train', inputs),
        () => step(inputs),
      ),
    predict: Object.assign(compiledPredict, { pixels: predict.pixels }),
    readWeights: () => {
      if (!refused) graph.readVariables();
    },
    writeWeights: () => {
      if (!refused) graph.writeVariables();
    },
    dispose: graph.dispose,
  };
}
