// Exercise 4.2: orders that look fair and are not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gradeAnswer } from '../../lib/exercises/check';

type Order = (labels: number[]) => number[];

const fair: Order = (labels) => {
  const places = Array.from({ length: 10 }, (_, digit) =>
    labels.flatMap((label, i) => (label === digit ? [i] : [])),
  );
  return labels.map((_, i) => places[i % 10]?.[Math.floor(i / 10)] ?? -1);
};
const wrong: Record<string, Order> = {
  'all of them twice': (labels) => [...fair(labels), ...fair(labels)],
  'the first ten again and again': (labels) => labels.map((_, i) => fair(labels)[i % 10] ?? -1),
  'as they come': (labels) => labels.map((_, i) => i),
  'labels in place of positions': (labels) => fair(labels).map((i) => labels[i] ?? -1),
};

test('a fair order is right', () => gradeAnswer('4.2', fair));
for (const [name, order] of Object.entries(wrong)) {
  test(`${name}: not right`, () => assert.throws(() => gradeAnswer('4.2', order), /4\.2/));
}
