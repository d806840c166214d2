// Ablations: one thing of a training changed, over several seeds, and what that does to its mistakes.
import path from 'node:path';
import { InputError } from '../base/errors';
import { ABLATIONS_FOLDER } from '../base/folders';
import { accuracyInterval, type Interval, meanInterval } from '../base/statistics';
import { collect, foldersAndFiles, type RunProblem } from './list';
import { type FinishedRun, loadFinishedRun } from './record';

/** The training that all others change one thing of, and are measured against. */
export const BASELINE = 'recipe';

export interface Ablation {
  name: string;
  /** Finished runs, by seed. */
  runs: FinishedRun[];
  /** Accuracy on the test images with the last weights: see `recipeAccuracy`. */
  accuracy: Interval;
  /** What the change multiplies the baseline's mistakes by; null for the baseline. */
  errorRatio: Interval | null;
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
  const baseline = all.get(BASELINE) ?? [];
  const ablations = [...all]
    .filter(([, runs]) => runs.length > 1)
    .map(([name, runs]) => {
      const accuracy = recipeAccuracy(runs);
      return { name, runs, accuracy, errorRatio: errorRatio(runs, baseline) };
    })
    .sort((a, b) => rank(b) - rank(a));
  return { ablations, problems };
}

/**
 * The mean accuracy, 0 to 1, of runs of one recipe, and a 95 % interval for other seeds and other images at
 * once: the two kinds of chance add up in squares. Of a single run the seed's part is not known: its interval
 * is Wilson's, over images alone.
 */
export function recipeAccuracy(runs: readonly FinishedRun[]): Interval {
  const accuracies = runs.map(accuracyOf);
  const [first] = runs;
  if (first && runs.length === 1) {
    const { accuracy, count } = first.test.last;
    return { mean: accuracy, ...accuracyInterval(accuracy, count) };
  }
  const { mean, high } = meanInterval(accuracies);
  const count = first?.test.last.count as number;
  // The variance over images of an image's chance to be misread. Where the mistakes are not known, its square
  // is at most the chance itself.
  const square = knowsMistakes(runs)
    ? [...imagesOf(runs)].reduce((sum, image) => sum + squareOfMean(misread(image, runs)), 0) /
      count
    : 1 - mean;
  const reach = reachOf(high - mean, (square - (1 - mean) ** 2) / count);
  return { mean, low: Math.max(0, mean - reach), high: Math.min(1, mean + reach) };
}

/**
 * How many times as many mistakes `changed` makes as `baseline`, over the seeds that both have: the
 * geometric mean, and a 95 % interval for other seeds and other images at once, on the ratio's logarithm.
 * Images that are hard for both speak for neither. Null for less than two seeds, for runs without mistakes,
 * and for runs whose records do not say which images they misread.
 */
export function errorRatio(
  changed: readonly FinishedRun[],
  baseline: readonly FinishedRun[],
): Interval | null {
  const pairs = changed.flatMap((run) => {
    const before = baseline.find(({ config }) => config.seed === run.config.seed);
    return before && before !== run ? [[run, before] as const] : [];
  });
  const logs = pairs.map(([run, before]) => Math.log(errorOf(run) / errorOf(before)));
  if (logs.length < 2 || !logs.every(Number.isFinite)) return null;
  const [own, others] = [pairs.map(([run]) => run), pairs.map(([, before]) => before)];
  if (!knowsMistakes([...own, ...others])) return null;
  const { mean, high } = meanInterval(logs);
  const [ownTotal, otherTotal] = [mistakesOf(own), mistakesOf(others)];
  let variance = 0;
  for (const image of imagesOf([...own, ...others])) {
    const before = misread(image, others);
    const parts = misread(image, own).map(
      (one, i) => one / ownTotal - (before[i] as number) / otherTotal,
    );
    variance += squareOfMean(parts);
  }
  const reach = reachOf(high - mean, variance);
  return { mean: Math.exp(mean), low: Math.exp(mean - reach), high: Math.exp(mean + reach) };
}

const knowsMistakes = (runs: readonly FinishedRun[]) =>
  runs.every(({ test }) => test.last.mistakes !== undefined);

/** How far an interval reaches over seeds and images at once, from its reach over seeds and the images' variance. */
const reachOf = (seeds: number, variance: number) =>
  Math.hypot(seeds, 1.96 * Math.sqrt(Math.max(0, variance)));

/** How many images a run misreads, on average. */
const mistakesOf = (runs: readonly FinishedRun[]) =>
  runs.reduce((sum, { test }) => sum + (test.last.mistakes?.length ?? 0), 0) / runs.length;

/** The images that any of the runs misreads. */
const imagesOf = (runs: readonly FinishedRun[]) =>
  new Set(runs.flatMap(({ test }) => test.last.mistakes ?? []));

/** For each run, 1 if it misreads the image, else 0. */
const misread = (image: number, runs: readonly FinishedRun[]) =>
  runs.map(({ test }) => (test.last.mistakes?.includes(image) ? 1 : 0));

/**
 * The square of what values scatter around, without their scatter, which the interval over seeds has already:
 * the mean product of two different ones.
 */
function squareOfMean(values: readonly number[]): number {
  const sum = values.reduce((all, value) => all + value, 0);
  const squares = values.reduce((all, value) => all + value ** 2, 0);
  return (sum ** 2 - squares) / (values.length * (values.length - 1));
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
const errorOf = (run: FinishedRun): number => 1 - accuracyOf(run);
