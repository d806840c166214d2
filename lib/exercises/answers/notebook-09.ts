// The answers to the exercises of notebook 9, and how they are compared.
import { byJudgment, type Exercises, ofValue } from '../exercise';
import { type Illness, misdiagnosed } from '../patients';

export const notebook09: Exercises = {
  '9.1': ofValue({
    title: 'the largest rate of momentum in the valley',
    expected: () => (2 * (1 + 0.9)) / 100,
    tolerance: 5e-5,
    hint: 'It lies between 0.03, which comes down, and 0.1, which explodes. Halve the interval.',
  }),
  '9.2': byJudgment({
    title: 'the illness of patient A',
    judge: (illness: Illness) =>
      misdiagnosed({ A: illness }).length === 0 || 'patient A has something else',
    hint: 'Read the pictures and what stands below them.',
  }),
};
