// What a trained network does with images it has not seen: accuracy, loss, probabilities.

import { checkNumber } from '../base/errors';
import { gather } from '../data/batches';
import type { LabelledImages } from '../data/mnist';
import { type AlexNetConfig, forward, type Weights } from '../network/alexnet';
import { tf } from '../tensorflow/runtime';

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

/** Logits of a batch, however they are computed: `forward`, or a compiled graph. */
export type Predict = (images: tf.Tensor4D) => tf.Tensor2D;

/** The plain way to predict: `forward`, without dropout. */
export function predictor(config: AlexNetConfig, weights: Weights): Predict {
  return (images) => forward(config, weights, images);
}

/** Evaluates on all of `data`, `batchSize` images at a time, without dropout. */
export function evaluate(
  predict: Predict,
  data: LabelledImages,
  { batchSize = 500, scale = 1 / 255 } = {},
): Evaluation {
  checkNumber('evaluate', 'batchSize', batchSize, { low: 1, whole: true });
  const predictions = new Int32Array(data.count);
  let probabilities = new Float32Array(0);
  let right = 0;
  let loss = 0;
  for (let start = 0; start < data.count; start += batchSize) {
    const length = Math.min(batchSize, data.count - start);
    const indices = Array.from({ length }, (_, i) => start + i);
    const { images, labels } = gather(data, indices, { scale });
    const logits = predict(images);
    const softmax = tf.softmax(logits);
    const part = softmax.dataSync();
    tf.dispose([images, labels, logits, softmax]);

    const classes = part.length / length;
    if (start === 0) probabilities = new Float32Array(data.count * classes);
    probabilities.set(part, start * classes);
    for (let i = 0; i < length; i++) {
      const row = part.subarray(i * classes, (i + 1) * classes);
      const prediction = row.indexOf(Math.max(...row));
      const label = data.labels[start + i] as number;
      predictions[start + i] = prediction;
      if (prediction === label) right += 1;
      // A probability of 0 would be an infinite loss; float32 cannot tell it from 1e-38.
      loss -= Math.log(Math.max(row[label] as number, 1e-38));
    }
  }
  const { count } = data;
  return { count, accuracy: right / count, loss: loss / count, predictions, probabilities };
}
