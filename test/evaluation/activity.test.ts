import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gather } from '../../lib/data/batches';
import { derivativeAt, layerActivity, STEEPEST } from '../../lib/evaluation/activity';
import type { Activation } from '../../lib/network/config';
import { createWeights } from '../../lib/network/weights';
import { tf } from '../../lib/tensorflow/runtime';
import { tinyImages, tinyModel } from '../helpers/tiny';

const close = (a: number, b: number, share = 1e-4) =>
  assert.ok(Math.abs(a - b) <= share * Math.max(1e-3, Math.abs(b)), `${a}, expected ${b}`);

test('derivatives from outputs are those of autodiff', () => {
  const x = tf.tensor1d([-3, -0.5, 0.2, 2]);
  const functions = { relu: tf.relu, tanh: tf.tanh, sigmoid: tf.sigmoid } as const;
  for (const name of Object.keys(functions) as Activation[]) {
    const f = functions[name] as (x: tf.Tensor1D) => tf.Tensor1D;
    const expected = tf
      .grad((v: tf.Tensor) => f(v as tf.Tensor1D))(x)
      .dataSync();
    const actual = derivativeAt(name, f(x)).dataSync();
    actual.forEach((value, i) => {
      close(value, expected[i] as number);
    });
    close(derivativeAt(name, f(tf.tensor1d([1e-6]))).dataSync()[0] as number, STEEPEST[name]);
  }
});

test('activity of a network whose every pre-activation is its bias', () => {
  const model = tinyModel({ activation: 'relu', lrn: null });
  const weights = createWeights(model, 1);
  const { images } = gather(tinyImages(4), [0, 1, 2, 3]);
  const before = tf.memory().numTensors;
  for (const weight of Object.values(weights)) {
    const values = tf.tidy(() =>
      weight.rank > 1 ? tf.zeros(weight.shape) : tf.concat([tf.fill([weight.size - 1], 2), [-1]]),
    );
    weight.assign(values);
    values.dispose();
  }
  const rows = layerActivity(model, weights, images);
  assert.equal(tf.memory().numTensors, before);
  const layers = [...model.convolutions, ...model.fullyConnected].slice(0, -1);
  assert.deepEqual(
    rows.map(({ layer }) => layer),
    layers.map(({ name }) => name),
  );
  rows.forEach((row, i) => {
    const layer = layers[i] as (typeof layers)[number];
    const units = 'filters' in layer ? layer.filters : layer.units;
    close(row.flat, 1 / units);
    close(row.stuck, 1 / units);
    close(row.derivative, Math.sqrt(1 - 1 / units));
    close(row.size, 2 * Math.sqrt(1 - 1 / units));
    close(row.variation, 0);
  });
});
