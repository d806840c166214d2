// The patients of the exercise have the signs of their illnesses, and only those.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { permutation } from '../../lib/base/random';
import { loadMnist } from '../../lib/data/mnist';
import {
  admitPatients,
  type Diagnoses,
  ILLNESSES,
  misdiagnosed,
  type Patient,
} from '../../lib/exercises/patients';
import { gradientNorms, lossAndGradients } from '../../lib/network/gradients';
import { tf } from '../../lib/tensorflow/runtime';
import { held } from '../helpers/tiny';

const heldBefore = held().tensors;
const data = loadMnist().train;
let patients: Awaited<ReturnType<typeof admitPatients>>;
let A: Patient;
let B: Patient;
let C: Patient;
let D: Patient;
before(async () => {
  patients = await admitPatients(data);
  ({ A, B, C, D } = patients);
});
const right: Diagnoses = {
  A: 'softmax twice',
  B: 'rate too high',
  C: 'labels of other images',
  D: 'weights too small',
};
const chance = Math.log(10);

const end = (values: number[]) => values.slice(-10).reduce((sum, value) => sum + value, 0) / 10;
const norms = ({ model, weights, batch }: Patient) =>
  Object.values(gradientNorms(model, weights, batch));
/** The gradient of the first layer, in units of the last one's. */
const reach = (patient: Patient) => (norms(patient)[0] ?? 0) / (norms(patient).at(-1) ?? 0);

test('softmax twice: most answers are right, the loss stays above that of the surest answer', () => {
  assert.ok(end(A.accuracies) > 0.5, `right: ${end(A.accuracies)}`);
  assert.ok(Math.min(...A.losses) > Math.log(Math.E + 9) - 1);
  assert.ok(reach(A) > 1e-3);
  const deserved = lossAndGradients(A.model, A.weights, A.batch);
  const loss = deserved.loss.dataSync()[0] ?? 0;
  tf.dispose(deserved as unknown as tf.TensorContainer);
  assert.ok(Math.abs(loss - end(A.losses)) > 0.3, `its logits deserve ${loss}`);
});

test('rate too high: the loss is back at ln 10, and the gradient stops at a dead layer', () => {
  assert.ok(Math.max(...B.losses) > 2 * chance);
  assert.ok(Math.abs(end(B.losses) - chance) < 0.1, `loss: ${end(B.losses)}`);
  assert.ok(norms(B).includes(0));
});

test('labels of other images: ln 10 with live gradients and He weights, and the labels are moved', () => {
  assert.ok(Math.abs(end(C.losses) - chance) < 0.1, `loss: ${end(C.losses)}`);
  assert.ok(reach(C) > 1e-3);
  const order = permutation(60 * 64, '1/0').subarray(0, 64);
  const labels = Array.from(order, (image) => data.labels[(image + 1) % (60 * 64)]);
  assert.deepEqual([...C.batch.labels.dataSync()], labels);
});

test('weights too small: ln 10 from the first step, and the gradient fades without an end', () => {
  assert.ok(Math.abs((D.losses[0] ?? 0) - chance) < 0.05, `loss: ${D.losses[0]}`);
  for (const loss of D.losses) assert.ok(Math.abs(loss - chance) < 0.2, `loss: ${loss}`);
  assert.ok(reach(D) < 1e-3);
  assert.ok(!norms(D).includes(0));
});

test('misdiagnosed names whom the diagnosis does not fit, and refuses illnesses not on the list', () => {
  assert.deepEqual(misdiagnosed(right), []);
  assert.deepEqual(misdiagnosed({ ...right, A: right.B, B: right.A }), ['A', 'B']);
  const invented = { ...right, C: 'measles' } as unknown as Diagnoses;
  assert.throws(() => misdiagnosed(invented), /diagnoses.*C.*measles/);
  for (const illness of Object.values(right)) assert.ok(ILLNESSES.includes(illness));
});

test('nothing is held but the weights and batches', () => {
  for (const { weights, batch } of Object.values(patients)) tf.dispose([weights, batch]);
  assert.equal(held().tensors, heldBefore);
});
