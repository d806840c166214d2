// What a trained network does with images it has not seen: accuracy, confusion, mistakes.

import { checkNumber, InputError } from '../base/errors';
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

/** Throws an InputError unless there is one of `values` for each label. */
function checkOneEach(
  where: string,
  field: string,
  values: ArrayLike<number>,
  labels: ArrayLike<number>,
): void {
  if (values.length === labels.length) return;
  const expected = `${labels.length}, one for each label`;
  throw new InputError({ where, field, found: values.length, expected });
}

/** Row: the true class; column: the predicted one; value: how many images. */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes = 10,
): number[][] {
  checkOneEach('confusionMatrix', 'predictions', predictions, labels);
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) {
    const row = matrix[labels[i] as number];
    const column = predictions[i] as number;
    if (row?.[column] === undefined) {
      const found = `${labels[i]} as ${column}`;
      const expected = `classes from 0 to ${classes - 1}`;
      throw new InputError({ where: 'confusionMatrix', field: `image ${i}`, found, expected });
    }
    row[column] += 1;
  }
  return matrix;
}

export interface Mistake {
  /** Position in the data. */
  index: number;
  label: number;
  prediction: number;
  /** The probability that the network gave its wrong answer. */
  confidence: number;
}

/** The wrong predictions, the most confident first. */
export function mistakes(
  labels: ArrayLike<number>,
  { predictions, probabilities, count }: Evaluation,
): Mistake[] {
  const classes = probabilities.length / count;
  return Array.from(predictions, (prediction, index) => ({
    index,
    label: labels[index] as number,
    prediction,
    confidence: probabilities[index * classes + prediction] as number,
  }))
    .filter(({ label, prediction }) => label !== prediction)
    .sort((a, b) => b.confidence - a.confidence);
}

/**
 * Wilson's 95 % interval for a share: where the true accuracy lies, as far as `count` images can
 * tell. E. B. Wilson, 1927.
 */
export function accuracyInterval(accuracy: number, count: number): { low: number; high: number } {
  const z = 1.96;
  const centre = (accuracy + z ** 2 / (2 * count)) / (1 + z ** 2 / count);
  const spread =
    (z / (1 + z ** 2 / count)) *
    Math.sqrt((accuracy * (1 - accuracy)) / count + z ** 2 / (4 * count ** 2));
  return { low: centre - spread, high: centre + spread };
}

/**
 * McNemar's test in its exact form, for two networks on the same images: how often a fair coin,
 * tossed for each image that only one of the two reads correctly, is as uneven as this or more, to
 * either side. Q. McNemar, 1947.
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  checkNumber('mcnemar', 'onlyFirst', onlyFirst, { low: 0, whole: true });
  checkNumber('mcnemar', 'onlySecond', onlySecond, { low: 0, whole: true });
  const tosses = onlyFirst + onlySecond;
  let log = -tosses * Math.LN2; // of the chance of k heads, from k = 0 on
  let tail = 0;
  for (let k = 0; k <= Math.min(onlyFirst, onlySecond); k++) {
    tail += Math.exp(log);
    log += Math.log((tosses - k) / (k + 1)); // the next binomial coefficient from this one
  }
  return Math.min(1, 2 * tail);
}

/** Two networks' answers to the same images: what only one of them reads correctly, and the test. */
export function compareAnswers(
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): { onlyFirst: number; onlySecond: number; chance: number } {
  checkOneEach('compareAnswers', 'first answers', first, labels);
  checkOneEach('compareAnswers', 'second answers', second, labels);
  let [onlyFirst, onlySecond] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    if (first[i] === labels[i] && second[i] !== labels[i]) onlyFirst += 1;
    if (first[i] !== labels[i] && second[i] === labels[i]) onlySecond += 1;
  }
  return { onlyFirst, onlySecond, chance: mcnemar(onlyFirst, onlySecond) };
}
