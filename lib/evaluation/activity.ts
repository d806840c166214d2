// What a network's units do: how steep they are, how many sit where the activation is flat, how
// much of the difference between images is left, and gradients watched step by step.

import { checkNumber } from '../base/errors';
import { permutation } from '../base/random';
import { type Batch, gather } from '../data/batches';
import type { LabelledImages } from '../data/mnist';
import { type Activation, type AlexNetConfig, featureMaps, type Weights } from '../network/alexnet';
import { lossAndGradients } from '../network/gradients';
import { compile } from '../tensorflow/graph/compile';
import { tf } from '../tensorflow/runtime';
import { applyGradients } from '../training/optimizer';
import { learningRateAt } from '../training/schedule';
import type { StepInputs } from '../training/step';
import type { Training } from '../training/training';

/** The activation's greatest derivative, which it has at 0 (ReLU: everywhere above). */
export const STEEPEST: Record<Activation, number> = { relu: 1, tanh: 1, sigmoid: 0.25 };

/** The derivative of an activation, from its output y = f(x). Any shape in, the same out. */
export function derivativeAt<T extends tf.Tensor>(activation: Activation, y: T): T {
  return tf.tidy(() => {
    if (activation === 'relu') return tf.cast(tf.greater(y, 0), 'float32') as T;
    if (activation === 'tanh') return tf.sub(1, tf.square(y)) as T;
    return tf.mul(y, tf.sub(1, y)) as T;
  });
}

export interface LayerActivity {
  /** conv1 … fc7 */
  layer: string;
  /** Root mean square of the activation's derivative: what a gradient is multiplied with here. */
  derivative: number;
  /** Share of values, 0 to 1, where the derivative is below a twentieth of its greatest. */
  flat: number;
  /** Share of channels or units that are flat for every image, at every position. */
  stuck: number;
  /** Root mean square of the values. */
  size: number;
  /** Root mean square of their differences from the mean over the images. */
  variation: number;
}

/** Looks at the output of each activation over images [N, H, W, C], without dropout. */
export function layerActivity(
  config: AlexNetConfig,
  weights: Weights,
  images: tf.Tensor4D,
): LayerActivity[] {
  const layers = [...config.convolutions, ...config.fullyConnected].slice(0, -1);
  const threshold = STEEPEST[config.activation] / 20;
  const number = (x: tf.Tensor) => x.dataSync()[0] as number;
  const rootMeanSquare = (x: tf.Tensor) => number(tf.sqrt(tf.mean(tf.square(x))));
  const share = (x: tf.Tensor) => number(tf.mean(tf.cast(x, 'float32')));
  const rows: LayerActivity[] = [];
  tf.tidy(() => {
    const maps = featureMaps(config, weights, images);
    for (const [i, { name }] of layers.entries()) {
      const y = maps[`activation${i + 1}`] as tf.Tensor;
      const derivative = derivativeAt(config.activation, y);
      const flat = tf.less(derivative, threshold);
      const allButChannels = y.shape.map((_, axis) => axis).slice(0, -1);
      rows.push({
        layer: name,
        derivative: rootMeanSquare(derivative),
        flat: share(flat),
        stuck: share(tf.all(flat, allButChannels)),
        size: rootMeanSquare(y),
        variation: rootMeanSquare(tf.sub(y, tf.mean(y, 0))),
      });
    }
  });
  return rows;
}

/** A training watched at every step. */
export interface Trace {
  /** The batch's loss before each step. */
  losses: number[];
  /** Layer to the Euclidean norm of its weights' gradient before each step. */
  norms: Record<string, number[]>;
}

/**
 * Carries a training on by `steps` steps over shuffled `data`, and notes the gradients' norms on
 * the way, in one compiled graph. Keeps no history: use `train` for what is to be saved.
 */
export async function traceTraining(
  training: Training,
  data: LabelledImages,
  steps: number,
): Promise<Trace> {
  const { config, weights, optimizerState } = training;
  checkNumber('traceTraining', 'steps', steps, { low: 1, whole: true });
  checkNumber('config', 'batchSize', config.batchSize, { low: 1, high: data.count, whole: true });
  const { model, optimizer, batchSize, seed, scale, maxShift } = config;
  const names = Object.keys(weights).filter((name) => (weights[name]?.rank ?? 0) > 1);
  const watched = ({ images, labels, learningRate, seed }: StepInputs) => {
    const { loss, gradients, logits } = lossAndGradients(model, weights, { images, labels }, seed);
    logits.dispose();
    const norms = tf.stack(names.map((name) => tf.norm(gradients[name] as tf.Tensor)));
    applyGradients(optimizer, weights, optimizerState, gradients, learningRate);
    return { loss, norms };
  };
  const graph = compile({ watched }, { ...weights, ...optimizerState });
  const batches = Math.floor(data.count / batchSize);
  const trace: Trace = { losses: [], norms: {} };
  for (const name of names) trace.norms[name.split('/')[0] as string] = [];
  try {
    let order: Uint32Array = new Uint32Array();
    for (const last = training.step + steps; training.step < last; training.step++) {
      const { step } = training;
      const place = step % batches;
      if (place === 0 || order.length === 0) {
        order = permutation(data.count, `${seed}/${Math.floor(step / batches)}`);
      }
      const indices = order.subarray(place * batchSize, (place + 1) * batchSize);
      const position = { step, stepsPerEpoch: batches, epochs: config.epochs };
      const batch: Batch = gather(data, indices, { scale, maxShift }, `${seed}/${step}`);
      const [loss, norms] = tf.tidy(() => {
        const learningRate = tf.scalar(learningRateAt(config.schedule, position));
        const inputs = { ...batch, learningRate, seed: tf.tensor1d([seed, step], 'int32') };
        const results = graph.run('watched', inputs);
        return [results.loss.dataSync()[0], Array.from(results.norms.dataSync())];
      }) as unknown as [number, number[]];
      tf.dispose(batch);
      trace.losses.push(loss);
      Object.values(trace.norms).forEach((list, i) => {
        list.push(norms[i] as number);
      });
      await new Promise(setImmediate);
    }
    graph.readVariables();
  } finally {
    graph.dispose();
  }
  return trace;
}
