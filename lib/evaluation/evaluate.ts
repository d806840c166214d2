// What a trained network does with images it has not seen: accuracy, loss, probabilities.

import { checkNumber, InputError } from '../base/errors';
import { gather, type Pixels } from '../data/batches';
import { checkLabeledImages } from '../data/check';
import type { LabeledImages } from '../data/images';
import { forward, type Mode, type Weights } from '../network/alexnet';
import type { AlexNetConfig } from '../network/config';
import { checkWeights } from '../network/weights';
import { tf } from '../tensorflow/runtime';

/** What a network answers for each image of some data, and how well. */
export interface Evaluation {
  count: number;
  /** Share of predictions that are right, 0 to 1. */
  accuracy: number;
  /** Mean cross-entropy, in nats. */
  loss: number;
  /** int32 [N]: the most probable class of each image. */
  predictions: Int32Array;
  /** float32, N * classes: softmax of the logits. */
  probabilities: Float32Array;
}

/** Logits [N, classes] of a batch, however they are computed, and the pixels that it is to be given. */
export interface Predict {
  (images: tf.Tensor4D): tf.Tensor2D;
  readonly pixels: Pixels;
}

/** A network with the pixels it was trained on: a `TrainingConfig` is one. */
export interface Network extends Pixels {
  model: AlexNetConfig;
}

/**
 * The plain way to predict: `forward`, in use unless `mode` says otherwise. The caller disposes of the
 * logits. Throws an InputError for weights of another network.
 */
export function predictor({ model, scale, mean }: Network, weights: Weights, mode?: Mode): Predict {
  checkWeights(model, weights);
  const predict = (images: tf.Tensor4D) => forward(model, weights, images, mode);
  return Object.assign(predict, { pixels: { scale, mean } });
}

/**
 * Evaluates on all of `data`, `batchSize` images at a time. Throws an InputError for labels beyond the
 * network's classes, and for logits that are no numbers, by the image.
 */
export function evaluate(
  predict: Predict,
  data: LabeledImages,
  { batchSize = 500 } = {},
): Evaluation {
  checkLabeledImages(data);
  checkNumber('evaluate', 'batchSize', batchSize, { low: 1, whole: true });
  const predictions = new Int32Array(data.count);
  let probabilities = new Float32Array(0);
  let correct = 0;
  let loss = 0;
  for (let start = 0; start < data.count; start += batchSize) {
    const length = Math.min(batchSize, data.count - start);
    const indices = Array.from({ length }, (_, i) => start + i);
    const [part, logarithms] = tf.tidy(() => {
      const logits = predict(gather(data, indices, predict.pixels).images);
      // Of a probability that float32 cannot tell from 0 the logarithm is known all the same.
      return [tf.softmax(logits).dataSync(), tf.logSoftmax(logits).dataSync()];
    }) as [Float32Array, Float32Array];
    const classes = part.length / length;
    if (start === 0) {
      const inputShape = [data.rows, data.columns, 1];
      checkLabeledImages(data, 'data', { inputShape, classes });
      probabilities = new Float32Array(data.count * classes);
    }
    probabilities.set(part, start * classes);
    for (let i = 0; i < length; i++) {
      const row = part.subarray(i * classes, (i + 1) * classes);
      const prediction = row.indexOf(Math.max(...row));
      if (prediction < 0) {
        const field = `probabilities of image ${start + i}`;
        const expected = 'numbers, from weights and logits that are';
        throw new InputError({ where: 'evaluate', field, found: Number.NaN, expected });
      }
      const label = data.labels[start + i] as number;
      predictions[start + i] = prediction;
      if (prediction === label) correct += 1;
      loss -= logarithms[i * classes + label] as number;
    }
  }
  const { count } = data;
  return { count, accuracy: correct / count, loss: loss / count, predictions, probabilities };
}
