// Networks that do not learn as they should, each for a reason of its own: exercises.

import { checkChoice } from '../base/errors';
import { type Batch, batchAt } from '../data/batches';
import type { LabeledImages } from '../data/images';
import { slice } from '../data/slice';
import { mnistConfig, type Weights } from '../network/alexnet';
import type { AlexNetConfig } from '../network/config';
import type { Loss } from '../network/gradients';
import { softmaxCrossEntropy } from '../tensorflow/ops';
import { tf } from '../tensorflow/runtime';
import { postConfig, type TrainingConfig } from '../training/config';
import type { Optimizer } from '../training/optimizer';
import { disposeTraining, startTraining } from '../training/state';
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

export type PatientName = 'A' | 'B' | 'C' | 'D' | 'E' | 'F';

interface Case {
  illness: Illness;
  initialization?: 'paper';
  config?: Partial<TrainingConfig>;
  /** In place of the mean cross-entropy. */
  loss?: Loss;
  /** The images in another order, or with other labels. */
  spoil?: (data: LabeledImages) => LabeledImages;
}

const momentum: Optimizer = { kind: 'momentum', momentum: 0.9, weightDecay: 0 };
const constant = (learningRate: number) => ({ kind: 'constant', learningRate }) as const;
const CASES: Record<PatientName, Case> = {
  A: {
    illness: 'labels of other images',
    spoil: (data) => ({ ...data, labels: data.labels.map((_, i) => labelAfter(data, i)) }),
  },
  B: {
    illness: 'softmax twice',
    loss: (logits, labels) => softmaxCrossEntropy(tf.softmax(logits), labels),
  },
  C: { illness: 'rate too high', config: { schedule: constant(0.03) } },
  D: {
    illness: 'weights too small',
    initialization: 'paper',
    config: { optimizer: momentum, schedule: constant(0.01) },
  },
  E: { illness: 'images sorted by digit', spoil: sortByLabel },
  F: { illness: 'pixels not scaled', config: { scale: 1 } },
};
const STEPS = 60;
const BATCH_SIZE = 64;

/**
 * A patient, trained on the first images of `data`; the same each time, up to rounding. The caller
 * disposes of weights and batch. Throws an InputError for images that are too few or of another size, and
 * for an unknown name.
 */
export async function admitPatient(name: PatientName, data: LabeledImages): Promise<Patient> {
  checkChoice('patient', 'name', name, Object.keys(CASES));
  const { initialization = 'he', config, loss, spoil = (images) => images } = CASES[name];
  const images = slice(spoil(data), 0, STEPS * BATCH_SIZE);
  const model = mnistConfig({ width: 1 / 16, initialization, dropoutRate: 0 });
  const training = startTraining(
    postConfig({ model, epochs: 1, batchSize: BATCH_SIZE, ...config }),
  );
  try {
    const { losses, accuracies } = await traceTraining(training, images, STEPS, { loss });
    const batch = batchAt(images, training.config, 0);
    tf.dispose(training.optimizerState);
    return { model, weights: training.weights, batch, losses, accuracies };
  } catch (error) {
    disposeTraining(training);
    throw error;
  }
}

/** Who has another illness than the one named. Throws an InputError for illnesses not on the list. */
export function misdiagnosed(diagnoses: Partial<Record<PatientName, Illness>>): PatientName[] {
  const names = Object.keys(diagnoses) as PatientName[];
  for (const name of names) {
    checkChoice('diagnoses', 'patient', name, Object.keys(CASES));
    checkChoice('diagnoses', name, diagnoses[name], ILLNESSES);
  }
  return names.filter((name) => diagnoses[name] !== CASES[name].illness);
}

function labelAfter({ labels, count }: LabeledImages, i: number): number {
  return labels[(i + 1) % count] as number;
}

function sortByLabel(data: LabeledImages): LabeledImages {
  const { count, labels, rows, columns, images } = data;
  const pixels = rows * columns;
  const order = Array.from(labels.keys()).sort(
    (a, b) => (labels[a] as number) - (labels[b] as number),
  );
  const sorted = new Uint8Array(count * pixels);
  for (const [place, i] of order.entries()) {
    sorted.set(images.subarray(i * pixels, (i + 1) * pixels), place * pixels);
  }
  return {
    ...data,
    images: sorted,
    labels: Uint8Array.from(order, (i) => labels[i] as number),
  };
}
