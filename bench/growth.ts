// How images per second grow with the batch and with threads.
import os from 'node:os';
import { compareSpeed, type Effort } from './speed';
import { digits, spread, table } from './statistics';
import type { Variant } from './variants';

export interface Point {
  variant: string;
  width: number;
  batchSize: number;
  /** Null is TensorFlow's own choice. */
  threads: number | null;
  train: number;
  predict: number;
}

const BATCH_SIZES = [16, 32, 64, 128, 256];

/** Trains and predicts at each batch size, or with each number of threads. */
export async function growthBy(
  what: 'batch' | 'threads',
  variants: Variant[],
  widths: number[],
  batchSize: number,
  effort: Effort,
): Promise<Point[]> {
  const threads = [1, 2, 4, 8, 16].filter((count) => count <= os.availableParallelism());
  const settings =
    what === 'batch'
      ? BATCH_SIZES.map((size) => ({ batchSize: size, threads: null }))
      : [...threads, null].map((count) => ({ batchSize, threads: count }));
  const points: Point[] = [];
  for (const width of widths) {
    for (const setting of settings) {
      const how = { ...effort, threads: setting.threads ?? undefined };
      const { rows } = await compareSpeed(variants, width, setting.batchSize, how);
      for (const { variant, rates } of rows.filter((row) => row.rates.train.length > 0)) {
        const [train, predict] = [spread(rates.train).median, spread(rates.predict).median];
        points.push({ variant: variant.name, width, ...setting, train, predict });
      }
    }
  }
  return points;
}

export function growthTable(points: Point[]): string {
  const rows = points.map((point) => [
    point.variant,
    String(point.width),
    String(point.batchSize),
    String(point.threads ?? ''),
    digits(point.train),
    digits(point.predict),
  ]);
  return table([['', 'width', 'batch', 'threads', 'train', 'predict'], ...rows]);
}
