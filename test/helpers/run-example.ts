import { machine, type Run } from '../../lib/runs/record';
import { versions } from '../../lib/tensorflow/runtime';
import { postConfig } from '../../lib/training/config';
import type { EpochRecord } from '../../lib/training/history';

export const epoch = (number: number): EpochRecord => ({
  epoch: number,
  trainLoss: 0.5 / number,
  trainAccuracy: 0.9,
  validationLoss: number === 1 ? null : 0.4,
  validationAccuracy: number === 1 ? null : 0.95,
  seconds: 12.5,
});

export const run: Run = {
  config: postConfig({ epochs: 2 }),
  validationCount: 5000,
  history: {
    steps: [{ step: 20, loss: 2.25, accuracy: 0.1, learningRate: 0.001 }],
    epochs: [epoch(1), epoch(2)],
  },
  finished: true,
  best: { epoch: 2, accuracy: 0.95 },
  test: { last: { count: 10_000, accuracy: 0.99, loss: 0.03 }, best: null },
  versions: versions(),
  machine: machine(),
  seconds: 25,
  peakMemory: 1e9,
};
