import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSchedule, learningRateAt, type Schedule } from '../../lib/training/schedule';
import { assertClose } from '../helpers/tiny';

const rates = (schedule: Schedule, steps: number[], stepsPerEpoch: number, epochs: number) =>
  steps.map((step) => learningRateAt(schedule, { step, stepsPerEpoch, epochs }));

test('constant', () => {
  const schedule: Schedule = { kind: 'constant', learningRate: 0.001 };
  assert.deepEqual(rates(schedule, [0, 1, 1e6], 10, 3), [0.001, 0.001, 0.001]);
});

test('steps: divided at the start of each epoch that is named, not a step sooner', () => {
  const schedule: Schedule = { kind: 'steps', learningRate: 8, epochs: [2, 3], divisor: 10 };
  assert.deepEqual(rates(schedule, [0, 19, 20, 29, 30, 99], 10, 10), [8, 8, 0.8, 0.8, 0.08, 0.08]);
});

test("steps: the paper's rate ends at 0.01 / 1000", () => {
  const schedule: Schedule = {
    kind: 'steps',
    learningRate: 0.01,
    epochs: [30, 60, 80],
    divisor: 10,
  };
  assertClose(rates(schedule, [899], 10, 90), [1e-5], 1e-12);
});

test('cosine without a rise: half way down in the middle', () => {
  const schedule: Schedule = { kind: 'cosine', learningRate: 2, warmUpEpochs: 0 };
  const expected = [2, 1 + Math.SQRT1_2, 1, 1 - Math.SQRT1_2];
  assertClose(rates(schedule, [0, 2, 4, 6], 4, 2), expected, 1e-12);
});

test('cosine: a linear rise, the full rate, and zero after the last step', () => {
  const schedule: Schedule = { kind: 'cosine', learningRate: 1, warmUpEpochs: 1 };
  assertClose(rates(schedule, [0, 1, 2, 3], 4, 3), [0.25, 0.5, 0.75, 1], 1e-12);
  assertClose(rates(schedule, [4, 8, 12], 4, 3), [1, 0.5, 0], 1e-12);
  const all = rates(
    schedule,
    Array.from({ length: 12 }, (_, i) => i),
    4,
    3,
  );
  assert.ok(
    all.every((rate) => rate > 0),
    'no step of the training has a rate of zero',
  );
});

test('cosine: a rise as long as the whole training, and half an epoch of it', () => {
  const whole: Schedule = { kind: 'cosine', learningRate: 1, warmUpEpochs: 2 };
  assertClose(rates(whole, [0, 7], 4, 2), [1 / 8, 1], 1e-12);
  const half: Schedule = { kind: 'cosine', learningRate: 1, warmUpEpochs: 0.5 };
  assertClose(rates(half, [0, 1, 2], 4, 2), [0.5, 1, 1], 1e-12);
});

test('schedules that cannot be used are refused by the field', () => {
  const steps = { kind: 'steps', learningRate: 1, epochs: [1], divisor: 10 };
  const bad: [schedule: unknown, message: RegExp][] = [
    [{ kind: 'linear', learningRate: 1 }, /^here: kind is linear, expected one of constant, steps/],
    [{ kind: 'constant' }, /learningRate is missing/],
    [{ kind: 'constant', learningRate: -1 }, /learningRate is -1, expected a number of at least 0/],
    [{ kind: 'constant', learningRate: Number.NaN }, /learningRate is NaN/],
    [{ kind: 'constant', learningRate: Number.POSITIVE_INFINITY }, /learningRate is Infinity/],
    [{ kind: 'constant', learningRate: '0.1' }, /learningRate is the text "0.1"/],
    [{ ...steps, divisor: 0 }, /divisor is 0/],
    [{ ...steps, epochs: [1, -1] }, /epochs is -1/],
    [{ ...steps, epochs: undefined }, /epochs is missing/],
    [{ kind: 'cosine', learningRate: 1, warmUpEpochs: -1 }, /warmUpEpochs is -1/],
    [{ kind: 'cosine', learningRate: 1 }, /warmUpEpochs is missing/],
  ];
  for (const [schedule, message] of bad) {
    assert.throws(() => checkSchedule(schedule as Schedule, 'here'), {
      name: 'InputError',
      message,
    });
  }
  checkSchedule(steps as Schedule);
});
