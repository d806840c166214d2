// What a network takes for what: the confusion matrix, and its mistakes.
import { checkNumber, InputError } from '../base/errors';
import type { Evaluation } from './evaluate';

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
  checkNumber('confusionMatrix', 'classes', classes, { low: 1, high: 1000, whole: true });
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

/** How often images of one class were taken for another. */
export interface Confusion {
  label: number;
  prediction: number;
  count: number;
}

/** The mistakes of a confusion matrix, the most frequent first. */
export function confusions(matrix: readonly (readonly number[])[]): Confusion[] {
  return matrix
    .flatMap((row, label) => row.map((count, prediction) => ({ label, prediction, count })))
    .filter(({ label, prediction, count }) => label !== prediction && count > 0)
    .sort((a, b) => b.count - a.count);
}

/** An image that was taken for another class than its own. */
export interface Mistake {
  /** Position in the data. */
  index: number;
  label: number;
  prediction: number;
  /** The probability that the network gave its wrong answer. */
  confidence: number;
}

/**
 * The wrong predictions, the most confident first. Throws an InputError unless there is a label for each
 * image that was evaluated.
 */
export function mistakes(
  labels: ArrayLike<number>,
  { predictions, probabilities, count }: Evaluation,
): Mistake[] {
  checkOneEach('mistakes', 'predictions', predictions, labels);
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
