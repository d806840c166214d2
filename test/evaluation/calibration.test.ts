import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { calibrationBins, calibrationError } from '../../lib/evaluation/calibration';

// Four predictions of two classes: confidences 0.9, 0.8, 0.6 and 1, the third of them wrong.
const evaluation = {
  count: 4,
  predictions: Int32Array.of(0, 1, 0, 1),
  probabilities: Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.6, 0.4, 0, 1),
};
const labels = [0, 1, 1, 1];

test('bins hold what was counted by hand', () => {
  const bins = calibrationBins(labels, evaluation, 4);
  assert.deepEqual(
    bins.map(({ count, accuracy }) => [count, accuracy]),
    [
      [1, 0],
      [3, 1],
    ],
  );
  assert.ok(Math.abs((bins[1]?.confidence ?? 0) - 0.9) < 1e-6);
  assert.ok((bins[1]?.low ?? 1) < 1 && bins[1]?.high === 1);
});

test('bins of equally many predictions, the least sure first', () => {
  const bins = calibrationBins(labels, evaluation, 2, 'count');
  assert.deepEqual(
    bins.map(({ count, accuracy }) => [count, accuracy]),
    [
      [2, 0.5],
      [2, 1],
    ],
  );
  assert.ok(Math.abs((bins[0]?.confidence ?? 0) - 0.7) < 1e-6);
});

test('the calibration error is the mean distance, by predictions', () => {
  // (1 * |0 - 0.6| + 3 * |1 - 0.9|) / 4
  assert.ok(Math.abs(calibrationError(calibrationBins(labels, evaluation, 4)) - 0.225) < 1e-6);
  assert.equal(calibrationError([]), 0);
});

test('confidence that equals accuracy in every bin has no error', () => {
  const honest = [
    { confidence: 0.5, accuracy: 0.5, count: 10 },
    { confidence: 0.9, accuracy: 0.9, count: 7 },
  ];
  assert.equal(calibrationError(honest), 0);
});

test('labels that do not match, and probabilities that are none, are refused', () => {
  assert.throws(() => calibrationBins([0], evaluation), InputError);
  const wrong = {
    ...evaluation,
    probabilities: Float32Array.from({ length: 8 }, () => Number.NaN),
  };
  assert.throws(() => calibrationBins(labels, wrong), InputError);
});
