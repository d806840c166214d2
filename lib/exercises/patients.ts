// Four networks that do not learn as they should, each for a reason of its own: an exercise.

import { checkChoice } from '../base/errors';
import { type Batch, batchAt } from '../data/batches';
import { type LabeledImages, slice } from '../data/images';
import { mnistConfig, type Weights } from '../network/alexnet';
import type { AlexNetConfig } from '../network/config';
import type { Loss } from '../network/gradients';
import { softmaxCrossEntropy } from '../tensorflow/ops';
import { tf } from '../tensorflow/runtime';
import { postConfig } from '../training/config';
import { ADAM, type Optimizer } from '../training/optimizer';
import { startTraining } from '../training/state';
import { traceTraining } from '../training/trace';

/** What may be wrong with a patient; each has one of these, and not all of them occur. */
export const ILLNESSES = [
  'pixels not scaled',
  'images sorted by digit',
  'labels of other images',
  'rate too high',
  'rate too low',
  'weights too small',
  'softmax twice',
] as const;
export type Illness = (typeof ILLNESSES)[number];

/** A network after its training, and what the training saw of it. */
export interface Patient {
  model: AlexNetConfig;
  weights: Weights;
  /** The first batch as the training got it. */
  batch: Batch;
  /** For each step, the loss and the share of right answers on the step's batch. */
  losses: number[];
  accuracies: number[];
}

export type PatientName = 'A' | 'B' | 'C' | 'D';
export type Diagnoses = Record<PatientName, Illness>;

interface Case {
  illness: Illness;
  initialization?: 'paper';
  optimizer?: Optimizer;
  rate?: number;
  /** In place of the mean cross-entropy. */
  loss?: Loss;
  /** Which image's label each image gets. */
  labelOf?: (image: number) => number;
}

const momentum: Optimizer = { kind: 'momentum', momentum: 0.9, weightDecay: 0 };
const CASES: Record<PatientName, Case> = {
  A: {
    illness: 'softmax twice',
    loss: (logits, labels) => softmaxCrossEntropy(tf.softmax(logits), labels),
  },
  B: { illness: 'rate too high', rate: 0.03 },
  C: { illness: 'labels of other images', labelOf: (image) => image + 1 },
  D: { illness: 'weights too small', initialization: 'paper', optimizer: momentum, rate: 0.01 },
};
const STEPS = 60;
const BATCH_SIZE = 64;

/**
 * The four patients, trained on the first images of `data`; the same each time, up to rounding. The caller
 * disposes of weights and batches. Throws an InputError for too few images.
 */
export async function admitPatients(data: LabeledImages): Promise<Record<PatientName, Patient>> {
  const admitted = {} as Record<PatientName, Patient>;
  for (const [name, one] of Object.entries(CASES)) {
    admitted[name as PatientName] = await trainPatient(data, one);
  }
  return admitted;
}

/** Who of the four has another illness than the one named. Throws an InputError for unknown ones. */
export function misdiagnosed(diagnoses: Diagnoses): PatientName[] {
  const names = Object.keys(CASES) as PatientName[];
  for (const name of names) checkChoice('diagnoses', name, diagnoses[name], ILLNESSES);
  return names.filter((name) => diagnoses[name] !== CASES[name].illness);
}

async function trainPatient(all: LabeledImages, one: Case): Promise<Patient> {
  const { initialization = 'he', optimizer = ADAM, rate = 0.001, loss } = one;
  const { labelOf = (image) => image } = one;
  const images = slice(all, 0, STEPS * BATCH_SIZE);
  const labels = images.labels.map((_, i) => images.labels[labelOf(i) % images.count] as number);
  const data = { ...images, labels };
  const model = mnistConfig({ width: 1 / 16, initialization, dropoutRate: 0 });
  const schedule = { kind: 'constant', learningRate: rate } as const;
  const training = startTraining(
    postConfig({ model, optimizer, schedule, epochs: 1, batchSize: BATCH_SIZE }),
  );
  const trace = await traceTraining(training, data, STEPS, { loss });
  tf.dispose(training.optimizerState);
  const { weights, config } = training;
  const batch = batchAt(data, config, 0);
  return { model, weights, batch, losses: trace.losses, accuracies: trace.accuracies };
}
