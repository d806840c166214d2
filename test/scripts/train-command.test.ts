// What `npm run train` makes of its options; what it refuses is tested in bad-input.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { RUNS_FOLDER } from '../../lib/base/folders';
import { configure, readArguments } from '../../scripts/train';

const schedule = (line: string) => configure(readArguments(line.split(' '))).config.schedule;

test('--schedule steps divides the rate at a third, two thirds and five sixths of the epochs', () => {
  const expected = { kind: 'steps', learningRate: 0.01, epochs: [30, 60, 75], divisor: 10 };
  assert.deepEqual(schedule('--out x --schedule steps --learning-rate 0.01'), expected);
  const twelve = schedule('--out x --schedule steps --epochs 12');
  assert.deepEqual(twelve.kind === 'steps' && twelve.epochs, [4, 8, 10]);
});

test('a folder with a finished record is not trained into, though its last checkpoint is not kept', () => {
  const out = path.join(RUNS_FOLDER, 'post');
  const record = readFileSync(path.join(out, 'run.json'));
  const script = path.join(__dirname, '../../scripts/train.js');
  const { status, stderr } = spawnSync(process.execPath, [script, '--out', out], {
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assert.match(stderr, /--out is .*post, which holds a training, expected --resume/);
  assert.deepEqual(readFileSync(path.join(out, 'run.json')), record);
});
