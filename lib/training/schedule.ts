// Learning-rate schedules: plain data, and one function from the step to the rate.
import { checkChoice, checkList, checkNumber } from '../base/errors';

/** How the learning rate goes on from step to step. */
export type Schedule =
  /** The post's: one rate throughout. */
  | { kind: 'constant'; learningRate: number }
  /** The paper's (section 5): divided by `divisor` at the start of each of these epochs. */
  | { kind: 'steps'; learningRate: number; epochs: number[]; divisor: number }
  /** Linear rise over `warmUpEpochs`, then half a cosine, which is zero after the last step. */
  | { kind: 'cosine'; learningRate: number; warmUpEpochs: number };

/** The position of a step in a training: both counts start at zero. */
export interface Position {
  step: number;
  stepsPerEpoch: number;
  epochs: number;
}

/** The learning rate that a schedule gives a step. */
export function learningRateAt(schedule: Schedule, position: Position): number {
  const epoch = position.step / position.stepsPerEpoch;
  switch (schedule.kind) {
    case 'constant':
      return schedule.learningRate;
    case 'steps': {
      const divisions = schedule.epochs.filter((start) => epoch >= start).length;
      return schedule.learningRate / schedule.divisor ** divisions;
    }
    case 'cosine': {
      const warmUp = schedule.warmUpEpochs * position.stepsPerEpoch;
      if (position.step < warmUp) return (schedule.learningRate * (position.step + 1)) / warmUp;
      const rest = position.epochs * position.stepsPerEpoch - warmUp;
      const done = Math.min(1, (position.step - warmUp) / rest);
      return (schedule.learningRate * (1 + Math.cos(Math.PI * done))) / 2;
    }
  }
}

/** Throws an InputError that names the field if a schedule cannot be used. */
export function checkSchedule(schedule: Schedule, where = 'schedule'): void {
  checkChoice(where, 'kind', schedule.kind, ['constant', 'steps', 'cosine']);
  checkNumber(where, 'learningRate', schedule.learningRate, { low: 0 });
  if (schedule.kind === 'steps') {
    checkNumber(where, 'divisor', schedule.divisor, { low: 1 });
    checkList(where, 'epochs', schedule.epochs);
    for (const epoch of schedule.epochs) checkNumber(where, 'epochs', epoch, { low: 0 });
  }
  if (schedule.kind === 'cosine') {
    checkNumber(where, 'warmUpEpochs', schedule.warmUpEpochs, { low: 0 });
  }
}
