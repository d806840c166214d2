// Gradients of the loss for each weight, by name, and how large they are layer by layer.
import type { Batch } from '../data/batches';
import { release } from '../tensorflow/custom';
import { softmaxCrossEntropy } from '../tensorflow/ops';
import { tf } from '../tensorflow/runtime';
import { type Mode, type Pass, pass, type Weights } from './alexnet';
import type { AlexNetConfig } from './config';
import { parametersOf } from './layers';
import { trainedWeights } from './weights';

/** A loss from logits [N, classes] and labels int32 [N]. */
export type Loss = (logits: tf.Tensor2D, labels: tf.Tensor1D) => tf.Scalar;

/** The loss, its gradient for each trained weight (same names and shapes), and what it came from. */
export interface LossAndGradients extends Pick<Pass, 'logits' | 'statistics'> {
  loss: tf.Scalar;
  gradients: Record<string, tf.Tensor>;
}

/**
 * A batch's loss, by default the mean cross-entropy in nats, and its gradients; in use unless `mode` says
 * otherwise. They belong to the `tf.tidy` around the call, or else the caller disposes of them.
 */
export function lossAndGradients(
  config: AlexNetConfig,
  weights: Weights,
  { images, labels }: Batch,
  mode?: Mode,
  lossOf: Loss = softmaxCrossEntropy,
): LossAndGradients {
  const trained = trainedWeights(weights);
  const kept = { statistics: {} } as Pick<Pass, 'logits' | 'statistics'>;
  const { value, grads } = tf.variableGrads(
    () => {
      const { logits, statistics } = pass(config, weights, images, mode);
      kept.logits = tf.keep(logits);
      if (mode?.training) kept.statistics = mapTensors(statistics, tf.keep);
      return lossOf(logits, labels);
    },
    trained.map(([, weight]) => weight),
  );
  const gradients = trained.map(([name, weight]) => [name, grads[weight.name]]);
  return {
    loss: value,
    gradients: Object.fromEntries(gradients) as Record<string, tf.Tensor>,
    logits: release(kept.logits),
    statistics: mapTensors(kept.statistics, release),
  };
}

/** The Euclidean norm of the gradient of each layer's filters or weights; biases are left out. */
export function gradientNorms(
  config: AlexNetConfig,
  weights: Weights,
  batch: Batch,
): Record<string, number> {
  const norms = tf.tidy(() =>
    normsOf(config, lossAndGradients(config, weights, batch).gradients).dataSync(),
  );
  return Object.fromEntries(learnedOf(config).map(({ layer }, i) => [layer, norms[i] as number]));
}

/** The filters or weights of each layer, conv1 to fc8. */
export const learnedOf = (config: AlexNetConfig) =>
  parametersOf(config).filter(({ part }) => part === 'filters' || part === 'weights');

/** The norms of their gradients, [layers]. */
export const normsOf = (config: AlexNetConfig, gradients: Record<string, tf.Tensor>): tf.Tensor1D =>
  tf.stack(
    learnedOf(config).map(({ name }) => tf.norm(gradients[name] as tf.Tensor)),
  ) as tf.Tensor1D;

function mapTensors(
  statistics: Pass['statistics'],
  change: <T extends tf.Tensor>(tensor: T) => T,
): Pass['statistics'] {
  const entries = Object.entries(statistics).map(
    ([layer, { mean, variance }]) =>
      [layer, { mean: change(mean), variance: change(variance) }] as const,
  );
  return Object.fromEntries(entries);
}
