// Whether a network's probabilities mean what they say: of all answers given with 80 %, 80 % right.
import { checkNumber, InputError } from '../base/errors';
import { accuracyInterval, type ConfidenceBin } from '../base/statistics';
import type { Evaluation } from './evaluate';

/**
 * Sorts predictions by their confidence, the probability of the class that was chosen, into `bins`
 * of equal width between 0 and 1, and compares in each the mean confidence with the share that is
 * right and its 95 % interval. Bins without predictions are left out.
 */
export function calibrationBins(
  labels: ArrayLike<number>,
  {
    predictions,
    probabilities,
    count,
  }: Pick<Evaluation, 'predictions' | 'probabilities' | 'count'>,
  bins = 15,
): ConfidenceBin[] {
  checkNumber('calibrationBins', 'bins', bins, { low: 1, whole: true });
  if (labels.length !== count) {
    const expected = `${count}, one for each prediction`;
    throw new InputError({
      where: 'calibrationBins',
      field: 'labels',
      found: labels.length,
      expected,
    });
  }
  const classes = probabilities.length / count;
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (let i = 0; i < count; i++) {
    const prediction = predictions[i] as number;
    const confidence = probabilities[i * classes + prediction] as number;
    const sum = sums[Math.min(bins - 1, Math.floor(confidence * bins))];
    if (!sum) {
      const where = 'calibrationBins';
      const expected = 'a number from 0 to 1';
      throw new InputError({ where, field: `probability ${i}`, found: confidence, expected });
    }
    sum.count += 1;
    sum.confidence += confidence;
    if (prediction === labels[i]) sum.right += 1;
  }
  return sums
    .filter((sum) => sum.count > 0)
    .map((sum) => {
      const accuracy = sum.right / sum.count;
      const confidence = sum.confidence / sum.count;
      return { confidence, accuracy, count: sum.count, ...accuracyInterval(accuracy, sum.count) };
    });
}
