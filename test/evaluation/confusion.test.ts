import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confusionMatrix, confusions, mistakes } from '../../lib/evaluation/confusion';
import type { Evaluation } from '../../lib/evaluation/evaluate';

test('the confusion matrix by hand', () => {
  assert.deepEqual(confusionMatrix([0, 0, 1, 2, 2, 2], [0, 1, 1, 2, 0, 2], 3), [
    [1, 1, 0],
    [0, 1, 0],
    [1, 0, 2],
  ]);
  const empty = confusionMatrix([], []);
  assert.equal(empty.length, 10);
  assert.ok(empty.every((row) => row.length === 10 && row.every((count) => count === 0)));
});

test('labels and predictions that do not belong together are refused', () => {
  const bad: [labels: number[], predictions: number[], message: RegExp][] = [
    [[1, 2], [1], /^confusionMatrix: predictions is 1, expected 2, one for each label/],
    [[1, 10], [1, 2], /^confusionMatrix: image 1 is 10 as 2, expected classes from 0 to 9/],
    [[1], [-1], /image 0 is 1 as -1/],
    [[Number.NaN], [1], /image 0 is NaN as 1/],
    [[1], [1.5], /image 0 is 1 as 1.5/],
  ];
  for (const [labels, predictions, message] of bad) {
    assert.throws(() => confusionMatrix(labels, predictions), { name: 'InputError', message });
  }
});

test('a number of classes that is none is refused', () => {
  for (const classes of [2.5, 0, -1, Number.NaN, 1e10]) {
    const message = /^confusionMatrix: classes is /;
    assert.throws(() => confusionMatrix([0], [0], classes), { name: 'InputError', message });
  }
});

test('mistakes come most confident first, with what the network said', () => {
  const evaluation: Evaluation = {
    count: 4,
    accuracy: 0.25,
    loss: 1,
    predictions: Int32Array.of(1, 0, 1, 0),
    probabilities: Float32Array.of(0.25, 0.75, 0.5, 0.5, 0.125, 0.875, 1, 0),
  };
  assert.deepEqual(mistakes([0, 0, 0, 1], evaluation), [
    { index: 3, label: 1, prediction: 0, confidence: 1 },
    { index: 2, label: 0, prediction: 1, confidence: 0.875 },
    { index: 0, label: 0, prediction: 1, confidence: 0.75 },
  ]);
  assert.deepEqual(mistakes([1, 0, 1, 0], evaluation), []);
  for (const labels of [
    [0, 0, 0],
    [0, 0, 0, 1, 1],
  ]) {
    const message = `mistakes: predictions is 4, expected ${labels.length}, one for each label`;
    assert.throws(() => mistakes(labels, evaluation), { name: 'InputError', message });
  }
});

test('the most frequent confusions come first, without what is right and what never was', () => {
  const matrix = [
    [9, 2, 0],
    [0, 9, 1],
    [5, 0, 9],
  ];
  assert.deepEqual(confusions(matrix), [
    { label: 2, prediction: 0, count: 5 },
    { label: 0, prediction: 1, count: 2 },
    { label: 1, prediction: 2, count: 1 },
  ]);
  assert.deepEqual(confusions([]), []);
});
