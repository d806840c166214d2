// The arithmetic of the speed comparison, on numbers that were made up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KernelReport } from '../../bench/kernels';
import { kernelTable, speedFigures } from '../../bench/report';
import { readArguments } from '../../bench/run';
import { against, type Comparison, fastest, type Row, speedTable } from '../../bench/speed';
import { digits, ratio, spread, table } from '../../bench/statistics';
import { VARIANTS } from '../../bench/variants';

test('the median is the middle number, or the mean of the two in the middle', () => {
  assert.deepEqual(spread([3, 1, 2]), { median: 2, low: 1, high: 3 });
  assert.deepEqual(spread([10, 4, 1, 2]), { median: 3, low: 1, high: 10 });
  assert.deepEqual(spread([7]), { median: 7, low: 7, high: 7 });
});

test('a ratio is the median of those of each round, not of the medians', () => {
  // Of the rounds 2, 2 and 0.1; the medians, 20 and 10, would agree by chance only in the first two.
  assert.equal(ratio([20, 200, 1], [10, 100, 10]), 2);
  assert.equal(ratio([1, 2, 9, 9], [1, 1]), 1.5);
  assert.equal(ratio([20], [10, 1000]), 2);
});

test('numbers have three digits or more', () => {
  assert.deepEqual([0.01234, 1.2, 99.96, 100.4, 12345.6].map(digits), ['0.0123', '1.20', '100', '100', '12346']); // biome-ignore format: one line
});

test('a table has its first column to the left and the others to the right', () => {
  const text = table([['', 'images/s'], ['a longer name', '1'], ['b', '12345678901']]); // biome-ignore format: one line
  const lines = ['                  images/s', '-------------  -----------', 'a longer name            1', 'b              12345678901']; // biome-ignore format: one line
  assert.deepEqual(text.split('\n'), lines);
});

const row = (name: string, train: number[], rest: Partial<Row> = {}): Row => ({
  variant: VARIANTS.find((one) => one.name === name) ?? assert.fail(name),
  rates: { train, predict: [] },
  ...rest,
});
const comparison: Comparison = {
  width: 1,
  batchSize: 64,
  rows: [
    row('compiled', [200, 220, 240], { memory: 1.5e9 }),
    row('tf-function', [100, 110, 120]),
    row('torch-plain', [50, 50, 50]),
    row('torch-compile', [80, 88, 96]),
    row('stock', [], { problem: 'it fell over' }),
  ],
};

test('a yardstick is the fastest of its kind, and none is no ratio', () => {
  const [own] = comparison.rows as [Row];
  assert.equal(fastest(comparison.rows, 'torch', 'train')?.variant.name, 'torch-compile');
  assert.equal(against(comparison.rows, own, 'torch', 'train'), 2.5);
  assert.equal(against(comparison.rows, own, 'tf-function', 'train'), 2);
  assert.ok(Number.isNaN(against(comparison.rows, own, 'stock', 'train')));
  assert.ok(Number.isNaN(against(comparison.rows, own, 'torch', 'predict')));
});

test('the table of speeds names what could not be measured', () => {
  const lines = speedTable(comparison, 'train').split('\n');
  assert.match(lines[0] ?? '', /images\/s +min +max +x tf-function +x torch +x stock +MB$/);
  assert.match(lines[2] ?? '', /^this project, compiled +220 +200 +240 +2\.00 +2\.50 +1500$/);
  assert.equal(lines.length, 7);
  assert.equal(lines.at(-1), 'tfjs-node, stock ops: it fell over');
});

test('the figures hold the medians, with the least and the most', () => {
  const figures = speedFigures([comparison]);
  assert.equal(figures.length, 1, 'inference was not measured');
  const bars = figures[0]?.data[0] as {
    x: number[];
    error_x: { array: number[]; arrayminus: number[] };
  };
  assert.deepEqual(bars.x, [220, 110, 50, 88]);
  assert.deepEqual(bars.error_x.array, [20, 10, 0, 8]);
  assert.deepEqual(bars.error_x.arrayminus, [20, 10, 0, 8]);
});

test('the table of kernels leaves out what takes no time, and gives shares of the least', () => {
  const kernel = (name: string, least: number) => ({ name, calls: 2, eager: 3, graph: Number.NaN, least }); // biome-ignore format: one line
  const report: KernelReport = {
    width: 1,
    batchSize: 64,
    rows: [kernel('Conv2D', 30), kernel('Cast', 0.1)],
    step: { median: 110, least: 100 },
    limit: { median: 82, least: 80 },
    stockLimit: { median: 140, least: 135 },
  };
  const text = kernelTable(report);
  assert.match(text, /^Conv2D +2 +3\.00 +30\.00$/m);
  assert.doesNotMatch(text, /Cast/);
  assert.match(text, /^the whole step +110\.00 +100\.00$/m);
  assert.match(text, /alone are 80 % of the step/);
  assert.match(text, /would take 135 % of it\./);
});

const REFUSED: Record<string, RegExp> = {
  speedy: /study is speedy, expected one of speed, kernels,/,
  '--rounds 0': /--rounds is 0, expected a whole number of at least 1/,
  '--rounds 1.5': /--rounds is 1.5/,
  '--widths 1,wide': /--widths is the text "wide", expected a number from 0.01 to 4/,
  '--variants compiled,mine': /--variants is mine, expected some of compiled, eager,/,
  '--batch many': /--batch is the text "many"/,
  '--hlep': /--hlep is unknown/,
};
test('a command line says what is measured, and is refused by name', () => {
  const { studies, widths, effort, batchSize, variants } = readArguments(['feeding', '--quick', '--widths', '0.5']); // biome-ignore format: one line
  assert.deepEqual([studies, widths, batchSize], [['feeding'], [0.5], 64]);
  assert.deepEqual(effort, { rounds: 3, turnSeconds: 0.5, threads: undefined, byProcessor: false });
  assert.equal(variants.length, VARIANTS.length);
  for (const [line, message] of Object.entries(REFUSED)) {
    assert.throws(() => readArguments(line.split(' ')), message, line);
  }
});
