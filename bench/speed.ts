// The comparison: every variant at every width, in rounds, so that whatever else the machine does
// meets all of them alike.
import { startWorker, type Worker } from './client';
import { digits, ratio, spread, table } from './statistics';
import { missing, type Variant, workerCommand } from './variants';

export type Task = 'train' | 'predict';
export const TASKS: Task[] = ['train', 'predict'];

/** Images per second of one variant, one number a round. */
export interface Row {
  variant: Variant;
  /** Why there are no numbers. */
  problem?: string;
  ready?: string;
  memory?: number;
  rates: Record<Task, number[]>;
}

export interface Comparison {
  width: number;
  batchSize: number;
  rows: Row[];
}

export interface Effort {
  rounds: number;
  /** How long one variant's turn in a round should take. */
  turnSeconds: number;
  /** Threads of each variant; its own choice if left out. */
  threads?: number;
  /** Counts seconds of processors instead of the clock's: what a machine with other work can tell. */
  byProcessor?: boolean;
}

/** What the others are measured against, by name: the ratios of the tables. */
export const YARDSTICKS = ['tf-function', 'torch', 'stock'] as const;

export async function compareSpeed(
  variants: Variant[],
  width: number,
  batchSize: number,
  { rounds, turnSeconds, threads, byProcessor = false }: Effort,
): Promise<Comparison> {
  const rows: Row[] = [];
  const running: { row: Row; worker: Worker; steps: Record<Task, number> }[] = [];
  for (const variant of variants) {
    const row: Row = { variant, rates: { train: [], predict: [] } };
    rows.push(row);
    const problem = missing(variant);
    if (problem) {
      row.problem = problem;
      continue;
    }
    try {
      const worker = await startWorker(workerCommand(variant, width, batchSize), threads);
      row.ready = worker.ready;
      const steps = { train: 0, predict: 0 };
      for (const task of TASKS) {
        await worker.ask(task, 3); // compiles, allocates
        const { seconds } = await worker.ask(task, 3);
        steps[task] = Math.max(2, Math.round((3 * turnSeconds) / seconds));
      }
      running.push({ row, worker, steps });
    } catch (error) {
      row.problem = (error as Error).message;
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const { row, worker, steps } of running.filter(({ row }) => !row.problem)) {
      for (const task of TASKS) {
        try {
          const { seconds, cpu, last, memory } = await worker.ask(task, steps[task]);
          if (!Number.isFinite(last)) throw new Error(`its ${task} gave ${last}`);
          row.rates[task].push((steps[task] * batchSize) / (byProcessor ? cpu : seconds));
          row.memory = Math.max(row.memory ?? 0, memory);
        } catch (error) {
          row.problem = (error as Error).message;
        }
      }
    }
  }
  for (const { worker } of running) worker.end();
  return { width, batchSize, rows };
}

/** The fastest row whose name starts so, by the median. */
export function fastest(rows: Row[], start: string, task: Task): Row | undefined {
  const median = (row: Row) => spread(row.rates[task]).median;
  const able = rows.filter(
    (row) => row.variant.name.startsWith(start) && row.rates[task].length > 0,
  );
  return able.sort((a, b) => median(b) - median(a))[0];
}

/** The ratio of a row to the fastest row of a yardstick. */
export function against(rows: Row[], row: Row, yardstick: string, task: Task): number {
  const other = fastest(rows, yardstick, task);
  return other && row.rates[task].length > 0
    ? ratio(row.rates[task], other.rates[task])
    : Number.NaN;
}

export function speedTable({ rows }: Comparison, task: Task): string {
  const head = ['', 'images/s', 'min', 'max', ...YARDSTICKS.map((name) => `x ${name}`), 'MB'];
  const able = rows.filter((row) => row.rates[task].length > 0);
  const body = able.map((row) => {
    const { median, low, high } = spread(row.rates[task]);
    const ratios = YARDSTICKS.map((name) => against(rows, row, name, task));
    return [
      row.variant.title,
      ...[median, low, high].map(digits),
      ...ratios.map((value) => (Number.isNaN(value) ? '' : value.toFixed(2))),
      String(Math.round((row.memory ?? 0) / 1e6)),
    ];
  });
  const problems = rows.filter((row) => row.problem);
  const notes = problems.map(({ variant, problem }) => `${variant.title}: ${problem}`);
  return [table([head, ...body]), ...notes].join('\n');
}
