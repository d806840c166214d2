// Whether a training fits into the machine, before any memory is taken.
import os from 'node:os';
import { InputError } from '../base/errors';
import { summarize, total } from '../network/summary';
import type { TrainingConfig } from './config';

/** Values that each optimizer keeps for a weight, with the weight itself and its gradient. */
const COPIES = { sgd: 2, momentum: 3, adam: 4 };

/**
 * Bytes that a training needs at the very least: weights, their gradients, the optimizer's state, and
 * the outputs of all layers for a batch.
 */
export function leastMemory({ model, optimizer, batchSize }: TrainingConfig): number {
  const rows = summarize(model);
  const ofImage = rows.reduce((sum, { output }) => sum + output.reduce((a, b) => a * b), 0);
  return 4 * (total(rows, 'parameters') * COPIES[optimizer.kind] + ofImage * batchSize);
}

/** Throws an InputError if a training needs more memory than this machine, or its container, has. */
export function checkFits(config: TrainingConfig, where = 'config'): void {
  const limit = process.constrainedMemory?.() || Number.POSITIVE_INFINITY;
  const memory = Math.min(os.totalmem(), limit);
  const least = leastMemory(config);
  if (least <= memory) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toPrecision(3)} GB`;
  throw new InputError({
    where,
    field: 'memory for the network and a batch',
    found: `at least ${gigabytes(least)}`,
    expected: `at most ${gigabytes(memory)}, this machine's; a width of 1 is the paper's`,
  });
}
