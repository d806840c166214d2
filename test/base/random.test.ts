import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permutation, uniform } from '../../lib/base/random';

const draw = (seed: number | string, count: number) => {
  const next = uniform(seed);
  return Array.from({ length: count }, next);
};

test('the same seed draws the same numbers, wherever and whenever', () => {
  assert.deepEqual(draw(1, 5), draw(1, 5));
  assert.deepEqual(draw(1, 5), draw('1', 5));
  assert.notDeepEqual(draw(1, 5), draw(2, 5));
  // As published with the generator. Checkpoints rely on it: another would change the data's order.
  assert.deepEqual(draw('hello.', 2), [0.9282578795792454, 0.3752569768646784]);
});

test('numbers are in [0, 1), uniform and uncorrelated', () => {
  const numbers = draw(3, 20_000);
  assert.ok(numbers.every((number) => number >= 0 && number < 1));
  const tenths = new Array<number>(10).fill(0);
  for (const number of numbers) tenths[Math.floor(number * 10)] = (tenths[Math.floor(number * 10)] ?? 0) + 1; // biome-ignore format: one line
  // 2000 each, give or take five times sqrt(2000 * 0.9) = 42.
  assert.ok(
    tenths.every((count) => Math.abs(count - 2000) < 212),
    tenths.join(', '),
  );
  const products = numbers.slice(1).map((n, i) => (n - 0.5) * ((numbers[i] as number) - 0.5));
  const mean = products.reduce((sum, product) => sum + product, 0) / products.length;
  assert.ok(Math.abs(mean) < 0.003);
});

test('drawing from one leaves another, and Math.random, alone', () => {
  const { random } = Math;
  const one = uniform(1);
  const two = uniform(2);
  two();
  assert.equal(one(), draw(1, 1)[0]);
  assert.equal(Math.random, random);
});

test('a permutation holds each number once, in an order fixed by the seed', () => {
  for (const length of [0, 1, 2, 3, 1000]) {
    const order = permutation(length, 5);
    assert.deepEqual(
      [...order].sort((a, b) => a - b),
      Array.from({ length }, (_, i) => i),
    );
    assert.deepEqual(permutation(length, 5), order);
  }
  assert.notDeepEqual(permutation(1000, 5), permutation(1000, 6));
  assert.notDeepEqual(
    [...permutation(1000, 5)],
    Array.from({ length: 1000 }, (_, i) => i),
  );
});

test('each order is as likely as any other', () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed++) {
    const order = permutation(3, seed).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  // 1000 each, give or take five times sqrt(1000 * 5 / 6) = 29.
  for (const [order, count] of counts) assert.ok(Math.abs(count - 1000) < 145, `${order} ${count}`);
});

test('lengths that make no sense are refused', () => {
  for (const length of [-1, 1.5, Number.NaN]) {
    assert.throws(() => permutation(length, 1), { name: 'InputError', message: /length is/ });
  }
});
