// The patients of the exercises have the signs of their illnesses, and only those.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { permutation } from '../../lib/base/random';
import { loadMnist } from '../../lib/data/mnist';
import { gradeAnswer } from '../../lib/exercises/check';
import {
  admitPatient,
  ILLNESSES,
  type Illness,
  misdiagnosed,
  type Patient,
  type PatientName,
} from '../../lib/exercises/patients';
import { gradientNorms, lossAndGradients } from '../../lib/network/gradients';
import { tf } from '../../lib/tensorflow/runtime';
import { held, tinyImages } from '../helpers/tiny';

const heldBefore = held().tensors;
const data = loadMnist().train;
const right: Record<PatientName, Illness> = {
  A: 'labels of other images',
  B: 'softmax twice',
  C: 'rate too high',
  D: 'weights too small',
  E: 'images sorted by digit',
  F: 'pixels not scaled',
};
const patients = {} as Record<PatientName, Patient>;
before(async () => {
  for (const name of Object.keys(right) as PatientName[]) {
    patients[name] = await admitPatient(name, data);
  }
});
const chance = Math.log(10);

const end = (values: number[]) => values.slice(-10).reduce((sum, value) => sum + value, 0) / 10;
const norms = ({ model, weights, batch }: Patient) =>
  Object.values(gradientNorms(model, weights, batch));
/** The gradient of the first layer, in units of the last one's. */
const reach = (patient: Patient) => (norms(patient)[0] ?? 0) / (norms(patient).at(-1) ?? 0);
const kinds = ({ batch }: Patient) => new Set(batch.labels.dataSync()).size;
const brightest = ({ batch }: Patient) => Math.max(...batch.images.dataSync());

test('only one of them has pixels to 255, only one a single digit in its batch', () => {
  for (const [name, patient] of Object.entries(patients)) {
    assert.equal(brightest(patient), name === 'F' ? 255 : 1, name);
    assert.equal(kinds(patient) === 1, name === 'E', name);
  }
});

test('labels of other images: ln 10 with live gradients and He weights, and the labels are moved', () => {
  const { A } = patients;
  assert.ok(Math.abs(end(A.losses) - chance) < 0.1, `loss: ${end(A.losses)}`);
  assert.ok(reach(A) > 1e-3);
  const order = permutation(60 * 64, '1/0').subarray(0, 64);
  assert.deepEqual(
    [...A.batch.labels.dataSync()],
    Array.from(order, (image) => data.labels[image + 1]),
  );
});

test('softmax twice: most answers are right, the loss stays above that of the surest answer', () => {
  const { B } = patients;
  assert.ok(end(B.accuracies) > 0.5, `right: ${end(B.accuracies)}`);
  assert.ok(Math.min(...B.losses) > Math.log(Math.E + 9) - 1);
  assert.ok(reach(B) > 1e-3);
  const deserved = lossAndGradients(B.model, B.weights, B.batch);
  const loss = deserved.loss.dataSync()[0] ?? 0;
  tf.dispose(deserved as unknown as tf.TensorContainer);
  assert.ok(Math.abs(loss - end(B.losses)) > 0.3, `its logits deserve ${loss}`);
});

test('rate too high: the loss is back at ln 10, and the gradient stops at a dead layer', () => {
  const { C } = patients;
  assert.ok(Math.max(...C.losses) > 2 * chance);
  assert.ok(Math.abs(end(C.losses) - chance) < 0.1, `loss: ${end(C.losses)}`);
  assert.ok(norms(C).includes(0));
});

test('weights too small: ln 10 from the first step, and the gradient fades without an end', () => {
  const { D } = patients;
  assert.ok(Math.abs((D.losses[0] ?? 0) - chance) < 0.05, `loss: ${D.losses[0]}`);
  for (const loss of D.losses) assert.ok(Math.abs(loss - chance) < 0.2, `loss: ${loss}`);
  assert.ok(reach(D) < 1e-3);
  assert.ok(!norms(D).includes(0));
});

test('images sorted by digit: its loss is nearly zero, since it has seen nothing but zeros', () => {
  const { E } = patients;
  assert.ok(end(E.losses) < 0.1, `loss: ${end(E.losses)}`);
  assert.deepEqual([...new Set(E.batch.labels.dataSync())], [0]);
});

test('pixels not scaled: the first loss is far above ln 10', () => {
  assert.ok((patients.F.losses[0] ?? 0) > 10 * chance, `loss: ${patients.F.losses[0]}`);
});

test('misdiagnosed names whom the diagnosis does not fit, and refuses what is not on the lists', () => {
  assert.deepEqual(misdiagnosed(right), []);
  assert.deepEqual(misdiagnosed({ A: right.A }), []);
  assert.deepEqual(misdiagnosed({ ...right, A: right.B, B: right.A }), ['A', 'B']);
  const invented = { C: 'measles' } as unknown as typeof right;
  assert.throws(() => misdiagnosed(invented), /diagnoses.*C.*measles/);
  const unknown = { Z: 'rate too low' } as unknown as typeof right;
  assert.throws(() => misdiagnosed(unknown), /diagnoses.*patient.*Z/);
  for (const illness of Object.values(right)) assert.ok(ILLNESSES.includes(illness));
});

test('the five are graded as right with a right diagnosis of each, and no fewer', () => {
  const key = 'why-does-it-not-learn.1';
  const { A, ...five } = right;
  gradeAnswer(key, five);
  assert.throws(() => gradeAnswer(key, { ...five, B: A }), /B must have something else/);
  for (const name of Object.keys(five)) {
    const { [name]: _, ...four } = five as Record<string, Illness>;
    assert.throws(() => gradeAnswer(key, four), new RegExp(`no diagnosis for ${name}`));
  }
});

test('a patient nobody knows is refused', async () => {
  await assert.rejects(admitPatient('Z' as PatientName, data), /patient: name is .*Z/);
});

test('a patient whose training throws leaves nothing', async () => {
  const before = held();
  const wide = { ...tinyImages(60 * 64), rows: 14, columns: 56 };
  await assert.rejects(admitPatient('C', wide), /data: image shape is \[14, 56, 1\]/);
  assert.deepEqual(held(), before);
});

test('nothing is held but the weights and batches', () => {
  for (const { weights, batch } of Object.values(patients)) tf.dispose([weights, batch]);
  assert.equal(held().tensors, heldBefore);
});
