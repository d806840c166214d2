// How sure a number is: the intervals and tests that a lesson about measured accuracies needs.
import { checkNumber, InputError } from './errors';

/**
 * Wilson's 95 % interval for a share: where the true accuracy lies, as far as `count` images can
 * tell. E. B. Wilson, 1927.
 */
export function accuracyInterval(accuracy: number, count: number): { low: number; high: number } {
  checkNumber('accuracyInterval', 'accuracy', accuracy, { low: 0, high: 1 });
  checkNumber('accuracyInterval', 'count', count, { low: 1, whole: true });
  const z = 1.96;
  const center = (accuracy + z ** 2 / (2 * count)) / (1 + z ** 2 / count);
  const spread =
    (z / (1 + z ** 2 / count)) *
    Math.sqrt((accuracy * (1 - accuracy)) / count + z ** 2 / (4 * count ** 2));
  // Of none or all right, an end is 0 or 1 but for rounding.
  return { low: Math.max(0, center - spread), high: Math.min(1, center + spread) };
}

/** A mean and the ends of an interval around it. */
export interface Interval {
  mean: number;
  low: number;
  high: number;
}

/**
 * The mean of two or more measurements, and the 95 % interval for what the mean of ever more of them
 * would be, if they scatter normally. W. S. Gosset ("Student"), 1908.
 */
export function meanInterval(values: readonly number[]): Interval {
  const count = values.length;
  if (count < 2) {
    const field = 'number of measurements';
    throw new InputError({ where: 'meanInterval', field, found: count, expected: 'at least 2' });
  }
  for (const [i, value] of values.entries()) {
    checkNumber('meanInterval', `measurement ${i}`, value);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const reach = studentT(count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { mean, low: mean - reach, high: mean + reach };
}

/**
 * The same mean, and the interval that one further measurement falls into in 95 % of cases, if all
 * scatter normally. It is wider: the new one scatters as the others do, and the mean is not known.
 */
export function predictionInterval(values: readonly number[]): Interval {
  const { mean, high } = meanInterval(values);
  // t s sqrt(1 / n) times this is t s sqrt(1 + 1 / n).
  const reach = (high - mean) * Math.sqrt(values.length + 1);
  return { mean, low: mean - reach, high: mean + reach };
}

/**
 * Student's t that 95 % of samples stay within: 12.706 for 1 degree of freedom, 1.960 for very many.
 * The share within t is a finite sum over powers of the cosine of atan(t / sqrt(freedom)): Abramowitz
 * and Stegun, 26.7.3 and 26.7.4. Halving the angle's range until no digit is left finds the t.
 */
export function studentT(freedom: number): number {
  checkNumber('studentT', 'freedom', freedom, { low: 1, whole: true });
  const odd = freedom % 2 === 1;
  const shareWithin = (angle: number) => {
    const cos = Math.cos(angle);
    let term = odd ? cos : 1;
    let sum = 0;
    for (let k = odd ? 3 : 2; k <= freedom; k += 2) {
      sum += term;
      term *= cos ** 2 * (1 - 1 / k);
    }
    return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  };
  let [low, high] = [0, Math.PI / 2];
  for (let i = 0; i < 53; i++) {
    const middle = (low + high) / 2;
    if (shareWithin(middle) < 0.95) low = middle;
    else high = middle;
  }
  return Math.sqrt(freedom) * Math.tan(low);
}
