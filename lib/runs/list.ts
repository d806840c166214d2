// All recorded trainings, and how their configurations differ.
import { type Dirent, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../base/errors';
import { RUNS_FOLDER } from '../base/folders';
import { mnistConfig, paperConfig } from '../network/alexnet';
import type { AlexNetConfig } from '../network/config';
import type { TrainingConfig } from '../training/config';
import { type FinishedRun, loadFinishedRun } from './record';

/** A recorded training that is done. */
export interface RecordedRun {
  /** Its folder, seen from the folder of all runs. */
  name: string;
  folder: string;
  run: FinishedRun;
}

/** A folder or a record that can't be used, and why. */
export interface RunProblem {
  name: string;
  message: string;
}

/**
 * The runs in all folders below `folder`, by name: those that are finished and have their test
 * scores; and beside them, as problems, what else is there: an unfinished run, a broken or foreign
 * record, a folder without one, a link to a folder that it lies in. Other links are followed; names that
 * start with a dot are left out.
 */
export function listRuns(folder = RUNS_FOLDER): { runs: RecordedRun[]; problems: RunProblem[] } {
  const runs: RecordedRun[] = [];
  const problems: RunProblem[] = [];
  const visit = (name: string, above: readonly string[]) => {
    const own = path.join(folder, name);
    const real = realpathSync(own);
    if (above.includes(real)) {
      const [found, expected] = ['a link to a folder that it lies in', 'one with a run'];
      return collect(problems, name, () => {
        throw new InputError({ where: own, field: 'folder', found, expected });
      });
    }
    const entries = foldersAndFiles(own);
    if (name !== '' && (entries.files.includes('run.json') || entries.folders.length === 0)) {
      const load = () => loadFinishedRun(path.join(own, 'run.json'));
      collect(problems, name, () => runs.push({ name, folder: own, run: load() }));
    }
    for (const one of entries.folders)
      visit(name === '' ? one : `${name}/${one}`, [...above, real]);
  };
  if (existsSync(folder)) visit('', []);
  return { runs, problems };
}

/** Does something with a record; if that is refused, notes why. */
export function collect(problems: RunProblem[], name: string, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.push({ name, message: error.message });
  }
}

/**
 * The names in a folder, sorted, without those that start with a dot; none where it is closed. A link is
 * what it leads to, and a file where it leads nowhere.
 */
export function foldersAndFiles(folder: string): { folders: string[]; files: string[] } {
  let entries: Dirent[] = [];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    // What lies in it is missing then, which its reader says.
  }
  const shown = entries.filter(({ name }) => !name.startsWith('.'));
  const names = shown.map(({ name }) => name).sort();
  const folders = new Set(shown.filter((entry) => isFolder(folder, entry)).map(({ name }) => name));
  return {
    folders: names.filter((name) => folders.has(name)),
    files: names.filter((name) => !folders.has(name)),
  };
}

function isFolder(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  try {
    return statSync(path.join(folder, entry.name)).isDirectory();
  } catch {
    return false;
  }
}

/**
 * What a configuration has that `base` has not, a line for each field:
 * "schedule.learningRate 0.01 (0.001)". Filters and units that a width explains are one line. The
 * seed and the version of seeds are left out: another seed is a repetition, not a change.
 */
export function configDifferences(config: TrainingConfig, base: TrainingConfig): string[] {
  const own = fieldsOf(config);
  const other = fieldsOf(base);
  return [...own]
    .filter(([field, value]) => other.get(field) !== value)
    .map(([field, value]) => {
      const before = other.get(field);
      return `${field} ${value}${before === undefined ? '' : ` (${before})`}`;
    });
}

function fieldsOf({
  seed: _seed,
  version: _version,
  ...config
}: TrainingConfig): Map<string, string> {
  const width = widthOf(config.model);
  if (width === null) return flatten(config);
  const sizes = /^model\.(convolutions|fullyConnected)\.\w+\.(filters|units)$/;
  const fields = [...flatten({ ...config, model: { width, ...config.model } })];
  return new Map(fields.filter(([field]) => !sizes.test(field)));
}

/** The `width` with which `mnistConfig` gives these filters and units, or null if none does. */
function widthOf(model: AlexNetConfig): number | null {
  const firstUnits = ({ fullyConnected }: AlexNetConfig) => fullyConnected[0]?.units ?? 0;
  const sizes = ({ convolutions, fullyConnected }: AlexNetConfig) =>
    String([...convolutions.map((one) => one.filters), ...fullyConnected.map((one) => one.units)]);
  const width = firstUnits(model) / firstUnits(paperConfig());
  return width > 0 && sizes(mnistConfig({ width })) === sizes(model) ? width : null;
}

/** The plain values inside `value` by their path, list members by their name if they have one. */
function flatten(value: unknown, at = ''): Map<string, string> {
  const named = Array.isArray(value) && value.every((member) => typeof member?.name === 'string');
  if (typeof value !== 'object' || value === null || (Array.isArray(value) && !named)) {
    return new Map([[at, Array.isArray(value) ? value.join(', ') : String(value ?? 'none')]]);
  }
  const entries = Array.isArray(value)
    ? value.map((member) => [member.name, member] as const)
    : Object.entries(value);
  return new Map(entries.flatMap(([key, part]) => [...flatten(part, at ? `${at}.${key}` : key)]));
}
