// All recorded trainings, and how their configurations differ.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { RUNS_FOLDER } from '../base/folders';
import { type AlexNetConfig, mnistConfig, paperConfig } from '../network/alexnet';
import type { TrainingConfig } from '../training/training';
import { loadRun, type Run } from './record';

/** Where the repository keeps its recorded trainings, whatever the working folder. */

export interface RecordedRun {
  /** Its folder, seen from the folder of all runs. */
  name: string;
  folder: string;
  run: Run;
}

/** The runs in all folders below `folder` that hold a run.json, by name. Throws as `loadRun` does. */
export function listRuns(folder = RUNS_FOLDER): RecordedRun[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'run.json' && path.dirname(file) !== '.')
    .map((file) => path.dirname(file))
    .sort()
    .map((name) => {
      const own = path.join(folder, name);
      const run = loadRun(path.join(own, 'run.json'));
      return { name: name.split(path.sep).join('/'), folder: own, run };
    });
}

/**
 * What a configuration has that `base` has not, a line for each field:
 * "schedule.learningRate 0.01 (0.001)". Filters and units that a width explains are one line. The
 * seed is left out: another seed is a repetition, not a change.
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

function fieldsOf({ seed: _seed, ...config }: TrainingConfig): Map<string, string> {
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
