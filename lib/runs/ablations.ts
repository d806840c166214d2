// Ablations: one thing of a training changed, over several seeds, and what that does to accuracy.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../base/errors';
import { ABLATIONS_FOLDER } from '../base/folders';
import { loadRun, type Run } from './record';

/** The ablation that changes nothing, which all others are measured against. */
export const BASELINE = 'baseline';

export interface Interval {
  mean: number;
  low: number;
  high: number;
}

export interface Ablation {
  name: string;
  /** Finished runs, by seed. */
  runs: Run[];
  /** Accuracy on the test images, 0 to 1, with the last weights. */
  accuracy: Interval;
  /** What the change adds to the baseline's accuracy, seed by seed; null for the baseline. */
  gain: Interval | null;
}

/** All ablations with at least two finished runs, the baseline first, then the best first. */
export function listAblations(folder = ABLATIONS_FOLDER): Ablation[] {
  const names = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
        .map(({ name }) => name)
    : [];
  const runsOf = (name: string) =>
    readdirSync(path.join(folder, name))
      .filter((file) => /^seed-\d+\.json$/.test(file))
      .map((file) => loadRun(path.join(folder, name, file)))
      .filter(({ finished }) => finished)
      .sort((a, b) => a.config.seed - b.config.seed);
  const all = new Map(names.map((name) => [name, runsOf(name)]));
  const baseline = new Map(all.get(BASELINE)?.map((run) => [run.config.seed, accuracyOf(run)]));
  return [...all]
    .filter(([, runs]) => runs.length > 1)
    .map(([name, runs]) => {
      const gains = runs.flatMap((run) => {
        const before = baseline.get(run.config.seed);
        return before === undefined ? [] : [accuracyOf(run) - before];
      });
      const gain = name === BASELINE || gains.length < 2 ? null : meanInterval(gains);
      return { name, runs, accuracy: meanInterval(runs.map(accuracyOf)), gain };
    })
    .sort((a, b) => rank(b) - rank(a));
}

const rank = ({ name, accuracy }: Ablation) => (name === BASELINE ? 2 : accuracy.mean);

const accuracyOf = (run: Run): number => run.test?.last.accuracy ?? Number.NaN;

/** Student's t that 95 % of samples stay within, for 1, 2, 3 … degrees of freedom. */
// biome-ignore format: a table reads better as a table
const STUDENT_T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
  2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093];

/**
 * The mean of 2 to 20 measurements, and the 95 % interval for what the mean of ever more of them
 * would be, if they scatter normally.
 */
export function meanInterval(values: readonly number[]): Interval {
  const count = values.length;
  const t = STUDENT_T[count - 2];
  if (t === undefined) {
    const expected = `2 to ${STUDENT_T.length + 1}`;
    throw new InputError({ where: 'meanInterval', field: 'measurements', found: count, expected });
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const reach = t * Math.sqrt(squares / (count - 1) / count);
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
