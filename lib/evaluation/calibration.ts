// Whether a network's probabilities mean what they say: of all answers given with 80 %, 80 % right.
import { checkNumber, InputError } from '../base/errors';
import { accuracyInterval } from '../base/statistics';
import type { Evaluation } from './evaluate';

/** One bin of predictions that were about equally sure; all of it as fractions from 0 to 1. */
export interface ConfidenceBin {
  /** The mean probability the network gave its predictions. */
  confidence: number;
  /** The share of them that was right. */
  accuracy: number;
  count: number;
  /** The ends of the interval around `accuracy`. */
  low?: number;
  high?: number;
}

/**
 * Sorts predictions by their confidence, the probability of the class that was chosen, into bins, and
 * compares in each the mean confidence with the share that is right and its 95 % interval. `bins`
 * bins of equal width between 0 and 1 (the usual way), or, by `count`, of equally many predictions,
 * for networks that are sure of nearly all. Bins without predictions are left out.
 */
export function calibrationBins(
  labels: ArrayLike<number>,
  {
    predictions,
    probabilities,
    count,
  }: Pick<Evaluation, 'predictions' | 'probabilities' | 'count'>,
  bins = 15,
  equal: 'width' | 'count' = 'width',
): ConfidenceBin[] {
  const where = 'calibrationBins';
  checkNumber(where, 'bins', bins, { low: 1, whole: true });
  if (labels.length !== count) {
    const expected = `${count}, one for each prediction`;
    throw new InputError({ where, field: 'labels', found: labels.length, expected });
  }
  const classes = probabilities.length / count;
  const confidences = Array.from({ length: count }, (_, i) => {
    const confidence = probabilities[i * classes + (predictions[i] as number)] as number;
    checkNumber(where, `probability ${i}`, confidence, { low: 0, high: 1 });
    return confidence;
  });
  const order = Array.from(confidences.keys());
  if (equal === 'count') {
    order.sort((a, b) => (confidences[a] as number) - (confidences[b] as number) || a - b);
  }
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  order.forEach((i, rank) => {
    const share = equal === 'count' ? rank / count : (confidences[i] as number);
    const sum = sums[Math.min(bins - 1, Math.floor(share * bins))] as (typeof sums)[0];
    sum.count += 1;
    sum.confidence += confidences[i] as number;
    if (predictions[i] === labels[i]) sum.right += 1;
  });
  return sums
    .filter((sum) => sum.count > 0)
    .map((sum) => {
      const accuracy = sum.right / sum.count;
      const confidence = sum.confidence / sum.count;
      return { confidence, accuracy, count: sum.count, ...accuracyInterval(accuracy, sum.count) };
    });
}

/**
 * The expected calibration error, 0 to 1: how far confidence and accuracy are apart, as a mean over
 * the predictions (Naeini et al. 2015; Guo et al. 2017).
 */
export function calibrationError(bins: readonly ConfidenceBin[]): number {
  let [total, apart] = [0, 0];
  for (const { count, accuracy, confidence } of bins) {
    total += count;
    if (count > 0) apart += count * Math.abs(accuracy - confidence);
  }
  return total > 0 ? apart / total : 0;
}
