// Gradients of the loss for each weight, by name, and how large they are layer by layer.

import type { Batch } from '../data/batches';
import { softmaxCrossEntropy } from '../tensorflow/kernels';
import { tf } from '../tensorflow/runtime';
import { type AlexNetConfig, forward, type Weights } from './alexnet';
import { trainedWeights } from './weights';

/** The loss, its gradient for each trained weight (same names and shapes), and the logits it came from. */
export interface LossAndGradients {
  loss: tf.Scalar;
  gradients: Record<string, tf.Tensor>;
  logits: tf.Tensor2D;
}

/** A batch's loss, by default the mean cross-entropy, and its gradients. The caller disposes of them. */
export function lossAndGradients(
  config: AlexNetConfig,
  weights: Weights,
  { images, labels }: Batch,
  dropoutSeed?: tf.Tensor1D,
  lossOf = softmaxCrossEntropy,
): LossAndGradients {
  const trained = trainedWeights(weights);
  let logits: tf.Tensor2D | undefined;
  const { value, grads } = tf.variableGrads(
    () => {
      logits = tf.keep(forward(config, weights, images, dropoutSeed));
      return lossOf(logits, labels);
    },
    trained.map(([, weight]) => weight),
  );
  const gradients = trained.map(([name, weight]) => [name, grads[weight.name]]);
  return {
    loss: value,
    gradients: Object.fromEntries(gradients) as Record<string, tf.Tensor>,
    logits: logits as tf.Tensor2D,
  };
}

/** The Euclidean norm of each weight's gradient, biases left out: how much each layer is told. */
export function gradientNorms(
  config: AlexNetConfig,
  weights: Weights,
  batch: Batch,
): Record<string, number> {
  return tf.tidy(() => {
    const { gradients, logits } = lossAndGradients(config, weights, batch);
    logits.dispose();
    const named = Object.entries(gradients).filter(([, { rank }]) => rank > 1);
    const norms = tf.stack(named.map(([, gradient]) => tf.norm(gradient))).dataSync();
    return Object.fromEntries(named.map(([name], i) => [name.split('/')[0], norms[i]]));
  }) as unknown as Record<string, number>;
}
