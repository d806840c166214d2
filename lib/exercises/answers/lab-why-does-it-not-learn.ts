// The answers to the exercises of the lab "Why does it not learn?", and how they are compared.
import { byJudgment, type Exercises, ofFunction } from '../exercise';
import { type Illness, misdiagnosed, type PatientName } from '../patients';

const FIVE = ['B', 'C', 'D', 'E', 'F'] as const;

export const labWhyDoesItNotLearn: Exercises = {
  'why-does-it-not-learn.1': byJudgment({
    title: 'the illnesses of five networks',
    judge: (diagnoses: Partial<Record<PatientName, Illness>>) => {
      const wrong = misdiagnosed(diagnoses);
      if (wrong.length > 0) return `${wrong.join(' and ')} must have something else`;
      const open = FIVE.filter((name) => diagnoses[name] === undefined);
      return open.length === 0 || `no diagnosis for ${open.join(', ')}`;
    },
    hint: 'Start with whyNot. Where it finds nothing, read the table of losses once more.',
  }),
  'why-does-it-not-learn.2': ofFunction({
    title: 'pixels from 0 to 1',
    reference: (pixels: Uint8Array) => Float32Array.from(pixels, (pixel) => pixel / 255),
    inputs: () => [[Uint8Array.of(0, 51, 255)], [Uint8Array.of(128, 1)]],
    hidden: () => [[Uint8Array.of(254, 7, 100, 200)]],
    hint: 'Which numbers can a member of a Uint8Array be? What does its map give?',
  }),
};
