// `npm run train`: what it makes of its options, and of its folder. What else it refuses is in bad-input.
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { mnistConfig } from '../../lib/network/alexnet';
import { baselineConfig } from '../../lib/network/baselines';
import { saveRun } from '../../lib/runs/record';
import { ACTING_LRN } from '../../lib/tensorflow/lrn';
import { postConfig } from '../../lib/training/config';
import { takeFolder } from '../../scripts/train-folder';
import { configure, readArguments } from '../../scripts/train-options';
import { run as example } from '../helpers/run-example';

const folder = mkdtempSync(path.join(tmpdir(), 'train command '));
after(() => rmSync(folder, { recursive: true }));

const schedule = (line: string) => configure(readArguments(line.split(' '))).config.schedule;

test('--schedule steps divides the rate at a third, two thirds and five sixths of the epochs', () => {
  const expected = { kind: 'steps', learningRate: 0.01, epochs: [30, 60, 75], divisor: 10 };
  assert.deepEqual(schedule('--out x --schedule steps --learning-rate 0.01'), expected);
  const twelve = schedule('--out x --schedule steps --epochs 12');
  assert.deepEqual(twelve.kind === 'steps' && twelve.epochs, [4, 8, 10]);
});

test('a zero has no sign, which a record would lose', () => {
  const zeros = ['weight-decay', 'dropout', 'pixel-mean', 'max-shift', 'seed'];
  const { config } = configure(readArguments(zeros.map((name) => `--${name}=-0`)));
  assert.deepEqual(JSON.parse(JSON.stringify(config)), config);
});

test('--network takes a simpler one, which has one size', () => {
  const small = readArguments(['--out', 'x', '--network', 'small', '--lrn', 'none']);
  assert.deepEqual(configure(small).config.model, baselineConfig('small'));
  const sized = readArguments(['--out', 'x', '--network', 'small', '--width', '1']);
  assert.throws(
    () => configure(sized),
    /--width is given for a network of 4 layers, expected nothing/,
  );
});

test('beside a recorded configuration only what is named changes', () => {
  const file = path.join(folder, 'recorded.json');
  const recorded = postConfig({
    model: mnistConfig({ activation: 'tanh', lrn: null, batchNorm: true, dropoutRate: 0.2 }),
    optimizer: { kind: 'momentum', momentum: 0.8, weightDecay: 5e-4 },
    schedule: { kind: 'cosine', learningRate: 0.01, warmUpEpochs: 2 },
    maxShift: 2,
  });
  saveRun(file, { ...example, config: recorded, finished: false });
  const beside = (line: string) => configure(readArguments(['--config', file, ...line.split(' ')]));
  const { model, schedule } = recorded;
  const narrow = mnistConfig({ width: 0.5 });
  const { convolutions, fullyConnected } = narrow;
  const cases: Record<string, object> = {
    '--width 0.5': { model: { ...model, convolutions, fullyConnected } },
    '--dropout 0.1': { model: { ...model, dropoutRate: 0.1 } },
    '--pool-padding same': { model: { ...model, pool: { ...model.pool, padding: 'same' } } },
    '--learning-rate 0.5': { schedule: { ...schedule, learningRate: 0.5 } },
    '--weight-decay 0.25': { optimizer: { ...recorded.optimizer, weightDecay: 0.25 } },
    '--seed 9': { seed: 9 },
  };
  for (const [line, change] of Object.entries(cases)) {
    assert.deepEqual(beside(line).config, { ...recorded, ...change }, line);
  }
});

test('an LRN that acts has the alpha of the paper for pixels of 0 to 255', () => {
  const { config } = configure(readArguments(['--lrn', 'acting']));
  assert.deepEqual(config.model.lrn, {
    depthRadius: 2,
    bias: 2,
    alpha: 1e-4 * 255 ** 2,
    beta: 0.75,
  });
});

test('an option that would be given in vain is refused', () => {
  const vain: [line: string, message: RegExp][] = [
    ['--network small --lrn paper', /--lrn is given for a network that has no lrn layer, expected nothing/],
    ['--network linear --activation tanh', /--activation is given for .* no activation layer/],
    ['--network linear --batch-norm', /--batch-norm is given for .* no convolution layer/],
    ['--network linear --pool-size 2', /--pool-size is given for .* no pool layer/],
    ['--network linear --dropout 0.5', /--dropout is given for .* no dropout layer/],
    ['--warm-up 2', /--warm-up is given beside --schedule constant, expected nothing/],
    ['--schedule steps --warm-up 2', /--warm-up is given beside --schedule steps/],
  ]; // biome-ignore format: a table
  configure(readArguments(['--network', 'small', '--lrn', 'none', '--dropout', '0']));
  for (const [line, message] of vain) {
    assert.throws(() => configure(readArguments(line.split(' '))), { name: 'InputError', message });
  }
});

test('--network beside a recorded configuration replaces its network', () => {
  const file = path.join(folder, 'small.json');
  const config = postConfig({ model: baselineConfig('small'), seed: 7 });
  saveRun(file, { ...example, config, finished: false });
  const beside = (line: string) => configure(readArguments(['--config', file, ...line.split(' ')]));
  const alexnet = beside('--network alexnet --width 0.5 --lrn acting').config;
  assert.deepEqual(alexnet, postConfig({ model: mnistConfig({ width: 0.5, lrn: ACTING_LRN }), seed: 7 })); // biome-ignore format: one line
  assert.deepEqual(beside('--network linear').config.model, baselineConfig('linear'));
  assert.deepEqual(beside('--seed 8').config, { ...config, seed: 8 });
  assert.throws(() => beside('--width 1'), /--width is given for a network of 4 layers/);
  assert.throws(() => beside('--lrn paper'), /--lrn is given for a network that has no lrn layer/);
});

test('a folder is taken for one machine and process; machines may share the numbers of processes', () => {
  const out = path.join(folder, 'shared');
  const lock = path.join(out, `training.another.machine.${process.pid}.lock`);
  mkdirSync(out);
  writeFileSync(lock, '');
  const message = new RegExp(`where process ${process.pid} of another.machine is training`);
  assert.throws(() => takeFolder(out), message);
  assert.ok(existsSync(lock));
  const hourAgo = Date.now() / 1000 - 3600;
  utimesSync(lock, hourAgo, hourAgo);
  takeFolder(out);
  assert.deepEqual(readdirSync(out), [`training.${hostname()}.${process.pid}.lock`]);
});

const circle = path.join(folder, 'circle');
const nowhere = path.join(folder, 'nowhere');
const file = path.join(folder, 'a file');
const closed = path.join(folder, 'closed');
const OUT: Record<string, [out: string, message: RegExp]> = {
  'a file': [file, /--out is a file, or a link that leads nowhere \(/],
  'below a file': [path.join(file, 'run'), /--out is below a file \(/],
  'a circle of links': [circle, /--out is a circle of symbolic links \(/],
  'a link that leads nowhere': [nowhere, /--out is a file, or a link that leads nowhere \(/],
  'too long a name': [
    path.join(folder, 'x'.repeat(300)),
    /--out is a name longer than names may be/,
  ],
  'where the system has its own files': [
    '/proc/run',
    /--out is a place where there can be no folder/,
  ],
};
for (const [name, [out, message]] of Object.entries(OUT)) {
  test(`--out refused: ${name}`, {
    skip: out.startsWith('/proc') && !existsSync('/proc/self'),
  }, () => {
    symlinkSync('circle', circle);
    symlinkSync('not there', nowhere);
    writeFileSync(file, '');
    try {
      assert.throws(() => takeFolder(out), message);
    } finally {
      for (const one of [circle, nowhere, file]) unlinkSync(one);
    }
  });
}

test('--out refused: closed to this user', { skip: process.getuid?.() !== 0 }, () => {
  chmodSync(folder, 0o777);
  mkdirSync(closed, { mode: 0o555 });
  process.seteuid?.(65534);
  try {
    assert.throws(() => takeFolder(closed), /--out is below a folder that is closed to this user/);
  } finally {
    process.seteuid?.(0);
  }
});
