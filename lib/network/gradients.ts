// Gradients of the loss for each weight, by name, and how large they are layer by layer.
import type { Batch } from '../data/batches';
import { release, variableGrads } from '../tensorflow/custom';
import { checkInt32, softmaxCrossEntropy } from '../tensorflow/ops';
import { tf } from '../tensorflow/runtime';
import { type Mode, type Pass, pass, type Weights } from './alexnet';
import type { AlexNetConfig } from './config';
import { parametersOf } from './layers';
import { trainedWeights } from './weights';

/** A loss from logits [N, classes] and labels int32 [N]. */
export type Loss = (logits: tf.Tensor2D, labels: tf.Tensor1D) => tf.Scalar;

/** The loss, its gradient for each trained weight (same names and shapes), and what it came from. */
export type LossAndGradients = Pick<Pass, 'logits' | 'statistics'> & {
  loss: tf.Scalar;
  gradients: Record<string, tf.Tensor>;
};

/**
 * A batch's loss, by default the mean cross-entropy in nats, and its gradients; in use unless `mode` says
 * otherwise. They belong to the `tf.tidy` around the call, or else the caller disposes of them. Throws as
 * `forward` does, and an InputError unless there is one label, int32, for each image. That each is one of
 * the classes is left to TensorFlow, whose error says so; `train` looks before it begins.
 */
export function lossAndGradients(
  config: AlexNetConfig,
  weights: Weights,
  { images, labels }: Batch,
  mode?: Mode,
  lossOf: Loss = softmaxCrossEntropy,
): LossAndGradients {
  checkInt32('network', 'labels', labels, images.shape.slice(0, 1), ', the class of each image');
  const trained = trainedWeights(weights);
  const kept: tf.Tensor[] = [];
  const keep = <T extends tf.Tensor>(tensor: T): T => {
    kept.push(tensor);
    return tf.keep(tensor);
  };
  return tf.tidy(() => {
    let given = {} as Pick<Pass, 'logits' | 'statistics'>;
    const computeLoss = () => {
      const { logits, statistics } = pass(config, weights, images, mode);
      const own = mode?.training ? mapTensors(statistics, keep) : {};
      given = { logits: keep(logits), statistics: own };
      return lossOf(logits, labels);
    };
    try {
      const { value, grads } = variableGrads(
        computeLoss,
        trained.map(([, weight]) => weight),
      );
      const gradients = trained.map(([name, weight]) => [name, grads[weight.name]]);
      return { ...given, loss: value, gradients: Object.fromEntries(gradients) };
    } finally {
      kept.forEach(release);
    }
  });
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
