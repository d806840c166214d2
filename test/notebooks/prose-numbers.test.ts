// A percentage in a notebook's prose, or in the README, is nobody's guess: prose-numbers.json says where it comes from. One
// entry a number, by notebook:
//   { "text": "99.05 %", "from": ["data/runs/post/run.json#test.last.accuracy"] }
//     text holds a number that a committed record gives: the value at the path, as a share times 100
//     unless "times" says otherwise, rounded as it is written. Of several values: "how" is "mean", "min",
//     "max", "difference" (first less second) or "ratio" (first by second).
//   { "text": "98.85 to 99.23", "interval": ["data/runs/post/run.json"] }
//     the 95 % interval of a run's accuracy on the test images, or of several runs of one recipe
//   { "text": "1.5 times", "ratio": "small" }     how many times the mistakes of the recipe, or of the change
//     named by "to", a change makes; or the interval of that: "0.79 to 1.19"; with "again" over the new seeds
//   { "text": "11.35 %", "printed": "11.35" }     the notebook's own output shows it
//   { "text": "15.3 %", "cited": "Krizhevsky and others, 2012" }    a published number, or one of the setting
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ABLATIONS_FOLDER, ROOT } from '../../lib/base/folders';
import { BASELINE, errorRatio, listAblations, recipeAccuracy } from '../../lib/runs/ablations';
import { loadFinishedRun } from '../../lib/runs/record';
import { readNotebook, textOf } from '../../scripts/notebook';
import { CORE, cellsOf, LABS } from '../helpers/lesson';
import { proseOf } from '../helpers/prose';

const { ablations } = listAblations();
const again = listAblations(path.join(ABLATIONS_FOLDER, 'again')).ablations;

type How = 'mean' | 'min' | 'max' | 'difference' | 'ratio';
interface Entry {
  text: string;
  from?: string[];
  interval?: string[];
  ratio?: string;
  to?: string;
  again?: boolean;
  times?: number;
  how?: How;
  printed?: string;
  cited?: string;
}

const table: Record<string, Entry[]> = JSON.parse(
  fs.readFileSync(path.join(ROOT, 'test/notebooks/prose-numbers.json'), 'utf8'),
);

const combine: Record<How, (values: number[]) => number> = {
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  difference: ([first = Number.NaN, second = Number.NaN]) => first - second,
  ratio: ([first = Number.NaN, second = Number.NaN]) => first / second,
};

/** The number at a path such as `history.epochs.44.trainLoss` of a JSON file; `-1` is the last. */
function recorded(source: string): number {
  const [file = '', place = ''] = source.split('#');
  let value: unknown = JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8'));
  for (const key of place.split('.')) {
    const at = Array.isArray(value) && key === '-1' ? value.length - 1 : key;
    value = (value as Record<string, unknown> | undefined)?.[at];
  }
  assert.equal(typeof value, 'number', `${source} is no number`);
  return value as number;
}

/** What is wrong with an entry, or undefined. */
function fault(entry: Entry, outputs: string) {
  const { text, from, interval, ratio, times = 100, how = 'mean', printed, cited } = entry;
  if (cited !== undefined) return cited.length > 5 ? undefined : `${text}: cited from whom?`;
  if (printed !== undefined) {
    return outputs.includes(printed) ? undefined : `${text}: no output shows ${printed}`;
  }
  if (interval) {
    const runs = interval.map((file) => loadFinishedRun(path.join(ROOT, file)));
    const { low, high } = recipeAccuracy(runs);
    const found = `${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)}`;
    return text.includes(found) ? undefined : `${text}: the records give ${found}`;
  }
  if (ratio !== undefined) {
    const all = entry.again ? again : ablations;
    const runsOf = (change: string) => all.find(({ name }) => name === change)?.runs ?? [];
    const found = errorRatio(runsOf(ratio), runsOf(entry.to ?? BASELINE));
    const { mean, low, high } = found ?? { mean: Number.NaN, low: Number.NaN, high: Number.NaN };
    const ends = `${low.toFixed(2)} to ${high.toFixed(2)}`;
    const [number = '', decimals = ''] = /\d+(?:\.(\d+))?/.exec(text) ?? [];
    const given = text.includes(' to ') ? ends : mean.toFixed(decimals.length);
    return text.includes(given) ? undefined : `${text}: the records give ${given}, not ${number}`;
  }
  if (!from) return `${text}: where does it come from?`;
  const [, digits, decimals = ''] = /(\d+(?:\.(\d+))?)/.exec(text.replaceAll(',', '')) ?? [];
  const value = combine[how](from.map(recorded)) * (how === 'ratio' ? 1 : times);
  const found = value.toFixed(decimals.length);
  return found === digits ? undefined : `${text}: the records give ${found}`;
}

const percentages = (text: string) => text.match(/\d+(\.\d+)?(?= ?%)/g) ?? [];

for (const notebook of [...CORE, ...LABS]) {
  const name = path.basename(notebook, '.ipynb');
  const entries = table[name] ?? [];
  test(`${notebook}: its prose names only numbers that come from somewhere`, () => {
    const prose = cellsOf(notebook)
      .map(proseOf)
      .join('\n')
      .replace(/\$[^$\n]*\$/g, '');
    const { cells } = readNotebook(path.join(ROOT, notebook));
    const outputs = cells
      .flatMap((cell) => cell.outputs ?? [])
      .map((output) => textOf((output as { text?: string[] }).text ?? output.data?.['text/plain']))
      .join('\n');
    for (const entry of entries) {
      assert.ok(prose.includes(entry.text), `${entry.text} is listed and not in the prose`);
      assert.equal(fault(entry, outputs), undefined);
    }
    const listed = new Set(entries.flatMap(({ text }) => percentages(text)));
    assert.deepEqual(percentages(prose).filter((number) => !listed.has(number)), []); // biome-ignore format: one line
  });
}

test('README.md: its results are those of the records, to the last one', () => {
  const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const results = /\n## Results\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? assert.fail('no results');
  const entries = table.README ?? [];
  for (const entry of entries) {
    assert.ok(results.includes(entry.text), `${entry.text} is listed and not in the README`);
    assert.equal(fault(entry, ''), undefined);
  }
  const listed = new Set<string>(entries.flatMap(({ text }) => text.match(/\d+\.\d+/g) ?? []));
  const numbers = results.replace(/\]\([^)]*\)|`[^`]*`/g, '').match(/\d+\.\d+/g) ?? [];
  assert.ok(numbers.length > 5);
  assert.deepEqual(numbers.filter((number) => !listed.has(number)), []); // biome-ignore format: one line
});

test('a number that no record gives is found', () => {
  const from = ['data/runs/post/run.json#test.last.accuracy'];
  assert.equal(fault({ text: '99.05 %', from }, ''), undefined);
  assert.equal(fault({ text: '99.07 %', from }, ''), '99.07 %: the records give 99.05');
  const interval = ['data/runs/post/run.json'];
  assert.match(fault({ text: '9.5 times', ratio: 'small' }, '') ?? '', /the records give \d/);
  assert.match(fault({ text: '9.5 times', ratio: 'none' }, '') ?? '', /the records give NaN/);
  assert.match(fault({ text: '98 to 99', interval }, '') ?? '', /the records give \d/);
  assert.match(fault({ text: '5 %', printed: '5.0' }, 'shows 4.0') ?? '', /no output shows 5\.0/);
  assert.match(fault({ text: '5 %' }, '') ?? '', /where does it come from/);
  assert.throws(() => recorded('data/runs/post/run.json#test.nothing'), /is no number/);
});
