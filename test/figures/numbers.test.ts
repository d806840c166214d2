import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimate, format, logTicks } from '../../lib/figures/numbers';

test('logarithmic ticks stand at decades, or at 1, 2 and 5', () => {
  assert.deepEqual(logTicks([[1e-4, 1], Float32Array.of(0.5)]), { dtick: 1 });
  const powers = { tickformat: '', exponentformat: 'power', tickfont: { size: 11.2 } };
  assert.deepEqual(logTicks([[1e-12, 1]]), { dtick: 2, ...powers });
  assert.deepEqual(logTicks([[0.1, 0, -1, Number.NaN], [2]]), { dtick: 'D2' });
  assert.deepEqual(logTicks([[1, 2]]), { nticks: 5 });
  assert.deepEqual(logTicks([[0]]), { nticks: 5 });
});

test('decimate keeps the ends, the order and each spike', () => {
  const values = new Float32Array(10_000).map((_, i) => Math.sin(i / 100));
  values[4321] = 9;
  values[7777] = -9;
  const kept = decimate(values, 200);
  assert.ok(kept.length <= 202, `${kept.length}`);
  assert.deepEqual([kept[0], kept.at(-1)], [0, 9999]);
  assert.ok(kept.includes(4321) && kept.includes(7777));
  assert.deepEqual(
    kept,
    [...new Set(kept)].sort((a, b) => a - b),
  );
  assert.deepEqual(decimate([3, 1, 2], 200), [0, 1, 2]);
  const gaps = new Float32Array(1000).fill(Number.NaN);
  gaps[500] = 1;
  assert.ok(decimate(gaps, 20).includes(500));
});

test('numbers in words have four digits, and a power of ten where zeros would pile up', () => {
  assert.deepEqual(
    [0, 9.9e-4, 0.12345, -12345.6, 1e6, Number.NaN].map((value) => format(value)),
    ['0', '9.9e-4', '0.1235', '-12,350', '1.0e+6', 'NaN'],
  );
});
