// Ablations: one thing of a training changed, over several seeds, and what that does to accuracy.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ABLATIONS_FOLDER } from '../base/folders';
import { type Interval, meanInterval } from '../base/statistics';
import { loadRun, type Run } from './record';

/** The ablation that changes nothing, which all others are measured against. */
export const BASELINE = 'baseline';

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
