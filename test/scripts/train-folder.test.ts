// Trainings by `npm run train` in processes of their own, and what they leave in their folder.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, RUNS_FOLDER } from '../../lib/base/folders';
import { checkSameTraining, loadRun, saveRun } from '../../lib/runs/record';
import { loadCheckpoint } from '../../lib/training/checkpoint';
import { disposeTraining } from '../../lib/training/state';
import { sit, tiny } from '../crash/training';

const folder = mkdtempSync(path.join(tmpdir(), 'train command '));
after(() => rmSync(folder, { recursive: true }));

/** Runs `npm run train` or another command, as package.json does. */
function run(command: string, ...args: string[]) {
  const line = [path.join(ROOT, 'scripts', 'run.mjs'), `scripts/${command}`, ...args];
  return spawnSync(process.execPath, line, { encoding: 'utf8' });
}

/** A training that is done, without a look at the test images: for every test to copy. */
const done = path.join(folder, 'trained');
let trained: ReturnType<typeof run>;
before(() => {
  trained = run('train', '--out', done, ...tiny(2), '--no-test');
  assert.equal(trained.status, 0, trained.stderr);
});
const copyOfTrained = (name: string): string => {
  const out = path.join(folder, name);
  cpSync(done, out, { recursive: true });
  return out;
};

test('a folder with a finished record is not trained into, though its last checkpoint is not kept', () => {
  const out = path.join(folder, 'post');
  mkdirSync(out);
  copyFileSync(path.join(RUNS_FOLDER, 'post', 'run.json'), path.join(out, 'run.json'));
  const { status, stderr } = run('train', '--out', out);
  assert.equal(status, 2);
  assert.match(stderr, /--out is .*post, which holds a training, expected --resume/);
  assert.deepEqual(readdirSync(out), ['run.json']);
});

test('a folder where another training is at work is refused, one of a training that was killed is not', async () => {
  const out = path.join(folder, 'twice');
  const first = sit(out, tiny(500));
  await first.until('epoch 1:');
  const second = run('train', '--out', out, '--resume');
  assert.equal(second.status, 2);
  assert.match(
    second.stderr,
    /--out is .*twice, where process \d+ of .* is training \(training\..*\.\d+\.lock\)/,
  );
  first.child.kill('SIGKILL');
  await first.ended;
  const third = sit(out);
  await third.until('step ');
  third.child.kill('SIGTERM');
  assert.equal((await third.ended).code, 0, third.printed());
  assert.deepEqual(readdirSync(out).sort(), ['best.safetensors', 'last.safetensors', 'run.json']);
});

test('--no-test leaves the test images to npm run evaluate, which looks once', () => {
  const out = copyOfTrained('no test');
  assert.ok(trained.stdout.endsWith(`npm run evaluate -- '${done}'\n`), trained.stdout);
  const record = path.join(out, 'run.json');
  assert.equal(loadRun(record).test, null);
  const evaluated = run('evaluate', out);
  assert.equal(evaluated.status, 0, evaluated.stderr);
  assert.equal(evaluated.stderr, '');
  const { test } = loadRun(record);
  assert.equal(test?.last.count, 10_000);
  writeFileSync(path.join(out, 'final.safetensors'), 'not looked at again');
  assert.equal(run('evaluate', out).stdout, evaluated.stdout);
  assert.deepEqual(loadRun(record).test, test);
});

test('--resume of a training that is done says what is recorded, and does nothing', () => {
  const out = copyOfTrained('tested');
  const record = path.join(out, 'run.json');
  const evaluated = run('evaluate', out);
  const recorded = readFileSync(record);
  const resumed = run('train', '--out', out, '--resume');
  assert.equal(resumed.status, 0, resumed.stderr);
  assert.equal(`${out}: ${resumed.stdout}`, evaluated.stdout);
  assert.deepEqual(readFileSync(record), recorded);
  assert.match(
    run('train', '--out', done, '--resume').stdout,
    /npm run evaluate -- '.*trained'\n$/,
  );
});

test('a record says finished once the last weights are beside it', () => {
  const out = path.join(folder, 'no place');
  const final = path.join(out, 'final.safetensors');
  mkdirSync(final, { recursive: true });
  const failed = run('train', '--out', out, ...tiny(1), '--no-test');
  assert.equal(failed.status, 1);
  assert.match(failed.stderr, /final.safetensors could not be written: a folder has that name/);
  assert.equal(loadRun(path.join(out, 'run.json')).finished, false);
  rmdirSync(final);
  assert.equal(run('train', '--out', out, '--resume').status, 0);
  assert.equal(loadRun(path.join(out, 'run.json')).finished, true);
  disposeTraining(loadCheckpoint(final));
});

test('weights of another epoch are not evaluated as the best or the last ones', () => {
  const out = copyOfTrained('epochs');
  const record = path.join(out, 'run.json');
  const own = loadRun(record);
  copyFileSync(path.join(out, 'last.safetensors'), path.join(out, 'final.safetensors'));
  const epoch = own.best?.epoch === 1 ? 2 : 1;
  saveRun(record, { ...own, test: null, best: { epoch, accuracy: 0.1 } });
  const { status, stderr } = run('evaluate', out);
  assert.equal(status, 1);
  assert.match(stderr, /run.json: epoch of best.safetensors is \d, expected \d$/m);
  assert.equal(loadRun(record).test, null);
});

test('a record beside the checkpoint of another training is refused', () => {
  const out = copyOfTrained('others');
  const record = path.join(out, 'run.json');
  const own = loadRun(record);
  const others: Record<string, object> = {
    config: { config: { ...own.config, seed: 7 } },
    imageCount: { imageCount: 161 },
    'history.epochs\\[0\\]': {
      history: {
        ...own.history,
        epochs: own.history.epochs.map((one) => ({ ...one, validationLoss: 9 })),
      },
    },
  };
  const training = loadCheckpoint(path.join(out, 'last.safetensors'));
  checkSameTraining(own, training, record, 'last.safetensors');
  for (const [field, change] of Object.entries(others)) {
    const message = new RegExp(`run.json: ${field} is .*, expected that of last.safetensors`);
    assert.throws(
      () => checkSameTraining({ ...own, ...change }, training, record, 'last.safetensors'),
      message,
    );
  }
  disposeTraining(training);
  saveRun(record, { ...own, ...others.config, finished: false });
  const { status, stderr } = run('train', '--out', out, '--resume');
  assert.equal(status, 1);
  assert.match(stderr, /run.json: config is another, expected that of last.safetensors beside it/);
});
