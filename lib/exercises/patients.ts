// Four networks that do not learn as they should, each for a reason of its own: an exercise.

import { checkChoice } from '../base/errors';
import { type Batch, gather } from '../data/batches';
import type { LabelledImages } from '../data/mnist';
import { type AlexNetConfig, mnistConfig, type Weights } from '../network/alexnet';
import { lossAndGradients } from '../network/gradients';
import { createWeights } from '../network/weights';
import { compile } from '../tensorflow/graph/compile';
import { softmaxCrossEntropy } from '../tensorflow/kernels';
import { tf } from '../tensorflow/runtime';
import { ADAM, applyGradients, createOptimizerState, type Optimizer } from '../training/optimizer';

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
  initialisation?: 'paper';
  optimizer?: Optimizer;
  rate?: number;
  lossOf?: typeof softmaxCrossEntropy;
  /** Which image's label each image gets. */
  labelOf?: (image: number) => number;
}

const momentum: Optimizer = { kind: 'momentum', momentum: 0.9, weightDecay: 0 };
const CASES: Record<PatientName, Case> = {
  A: {
    illness: 'softmax twice',
    lossOf: (logits, labels) => softmaxCrossEntropy(tf.softmax(logits), labels),
  },
  B: { illness: 'rate too high', rate: 0.03 },
  C: { illness: 'labels of other images', labelOf: (image) => image + 1 },
  D: { illness: 'weights too small', initialisation: 'paper', optimizer: momentum, rate: 0.01 },
};
const STEPS = 60;
const BATCH_SIZE = 64;

/**
 * The four patients, trained on the first images of `data` in their order; the same each time. The
 * caller disposes of weights and batches. Throws an InputError for too few images.
 */
export function admitPatients(data: LabelledImages): Record<PatientName, Patient> {
  const admitted = Object.entries(CASES).map(([name, one]) => [name, trainPatient(data, one)]);
  return Object.fromEntries(admitted) as Record<PatientName, Patient>;
}

/** Who of the four has another illness than the one named. Throws an InputError for unknown ones. */
export function misdiagnosed(diagnoses: Diagnoses): PatientName[] {
  const names = Object.keys(CASES) as PatientName[];
  for (const name of names) checkChoice('diagnoses', name, diagnoses[name], ILLNESSES);
  return names.filter((name) => diagnoses[name] !== CASES[name].illness);
}

function trainPatient(data: LabelledImages, one: Case): Patient {
  const { initialisation = 'he', optimizer = ADAM, rate = 0.001 } = one;
  const { lossOf, labelOf = (image) => image } = one;
  const model = mnistConfig({ width: 1 / 16, initialisation });
  const weights = createWeights(model, 1);
  const state = createOptimizerState(optimizer, weights);
  const labels = data.labels.map((_, i) => data.labels[labelOf(i)] ?? 0);
  const batchAt = (step: number) => {
    const images = Array.from({ length: BATCH_SIZE }, (_, i) => step * BATCH_SIZE + i);
    return gather({ ...data, labels }, images);
  };
  const step = (batch: Batch) => {
    const result = lossAndGradients(model, weights, batch, undefined, lossOf);
    applyGradients(optimizer, weights, state, result.gradients, tf.scalar(rate));
    const hits = tf.equal(tf.argMax(result.logits, 1), batch.labels);
    result.logits.dispose();
    return { loss: result.loss, right: tf.mean(tf.cast(hits, 'float32')) };
  };
  const graph = compile({ step }, { ...weights, ...state });
  const [losses, accuracies]: [number[], number[]] = [[], []];
  for (let i = 0; i < STEPS; i++) {
    tf.tidy(() => {
      const { loss, right } = graph.run('step', batchAt(i));
      losses.push(loss.dataSync()[0] ?? Number.NaN);
      accuracies.push(right.dataSync()[0] ?? Number.NaN);
    });
  }
  graph.readVariables();
  graph.dispose();
  tf.dispose(state);
  return { model, weights, batch: batchAt(0), losses, accuracies };
}
