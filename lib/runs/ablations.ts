// Ablations: one thing of a training changed, over several seeds, and what that does to accuracy.
import path from 'node:path';
import { InputError } from '../base/errors';
import { ABLATIONS_FOLDER } from '../base/folders';
import { type Interval, meanInterval } from '../base/statistics';
import { collect, foldersAndFiles, type RunProblem } from './list';
import { type FinishedRun, loadFinishedRun } from './record';

/** The ablation that changes nothing, which all others are measured against. */
export const BASELINE = 'baseline';

export interface Ablation {
  name: string;
  /** Finished runs, by seed. */
  runs: FinishedRun[];
  /** Accuracy on the test images, 0 to 1, with the last weights. */
  accuracy: Interval;
  /** What the change adds to the baseline's accuracy, seed by seed; null for the baseline. */
  gain: Interval | null;
}

/**
 * All ablations with at least two finished runs, the baseline first, then the best first; and beside
 * them, as problems, the records that do not count, and why.
 */
export function listAblations(folder = ABLATIONS_FOLDER): {
  ablations: Ablation[];
  problems: RunProblem[];
} {
  const problems: RunProblem[] = [];
  const runsOf = (name: string) => {
    const runs: FinishedRun[] = [];
    for (const file of foldersAndFiles(path.join(folder, name)).files) {
      if (!/^seed-\d+\.json$/.test(file)) continue;
      collect(problems, `${name}/${file}`, () =>
        runs.push(loadSeed(path.join(folder, name, file))),
      );
    }
    return runs.sort((a, b) => a.config.seed - b.config.seed);
  };
  const all = new Map(foldersAndFiles(folder).folders.map((name) => [name, runsOf(name)]));
  const baseline = new Map(all.get(BASELINE)?.map((run) => [run.config.seed, accuracyOf(run)]));
  const ablations = [...all]
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
  return { ablations, problems };
}

/** A finished run, which must be of the seed that its file is named after: none may count twice. */
function loadSeed(file: string): FinishedRun {
  const run = loadFinishedRun(file);
  const { seed } = run.config;
  if (path.basename(file) === `seed-${seed}.json`) return run;
  const expected = 'the one that its file is named after';
  throw new InputError({ where: file, field: 'config.seed', found: seed, expected });
}

const rank = ({ name, accuracy }: Ablation) => (name === BASELINE ? 2 : accuracy.mean);

const accuracyOf = ({ test }: FinishedRun): number => test.last.accuracy;
