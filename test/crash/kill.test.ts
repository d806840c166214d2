// Training is killed at random moments and resumed, and ends as if it had never been.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ROOT } from '../../lib/base/folders';
import { uniform } from '../../lib/base/random';
import { loadRun } from '../../lib/runs/record';
import { outcome, sit, TINY, tiny } from './training';

const KILLS = 30;
const seed = process.env.CRASH_SEED ?? String(randomInt(2 ** 31));
const chance = uniform(seed);
const place = mkdtempSync(path.join(tmpdir(), 'crash-test-'));
after(() => rmSync(place, { recursive: true }));

/** Trains to the end without a break. */
async function unbroken(name: string, options = TINY, env = {}): Promise<string> {
  const folder = path.join(place, name);
  const sitting = sit(folder, options, env);
  const { code } = await sitting.ended;
  assert.equal(code, 0, sitting.printed());
  return folder;
}

let expected: ReturnType<typeof outcome>;
let startUp = 0;

test('the same seed gives the same training in another process, bit for bit', async () => {
  const started = Date.now();
  const first = sit(path.join(place, 'first'));
  await first.until('epoch 1:');
  startUp = Date.now() - started;
  assert.equal((await first.ended).code, 0, first.printed());
  expected = outcome(path.join(place, 'first'));
  assert.equal(expected.epochs.length, 24);
  assert.deepEqual(outcome(await unbroken('second')), expected);
});

test(`killed ${KILLS} times and resumed, it ends with the same losses and weights`, async () => {
  console.log(`seed ${seed} (CRASH_SEED=${seed} repeats the moments)`);
  let [kills, whileWriting, early, ends] = [0, 0, 0, 0];
  let folder = path.join(place, 'killed 0');
  while (kills < KILLS || existsSync(folder)) {
    const sitting = sit(folder);
    if (kills < KILLS) {
      // One in five while it starts, the others after an epoch, so that it gets on.
      const starting = chance() < 0.2;
      if (!starting) await sitting.until('epoch ');
      await Promise.race([wait(chance() * (starting ? startUp : 300)), sitting.ended]);
      sitting.child.kill('SIGKILL');
    }
    const { code, signal } = await sitting.ended;
    const files = existsSync(folder) ? readdirSync(folder) : [];
    if (signal === 'SIGKILL') {
      kills += 1;
      if (files.some((name) => name.endsWith('.unfinished'))) whileWriting += 1;
      if (!sitting.printed().includes('epoch ')) early += 1;
      continue;
    }
    assert.equal(code, 0, sitting.printed());
    assert.deepEqual(outcome(folder), expected);
    assert.deepEqual(files.sort(), ['best.safetensors', 'final.safetensors', 'last.safetensors', 'run.json']); // biome-ignore format: one line
    ends += 1;
    folder = path.join(place, `killed ${ends}`);
  }
  assert.ok(ends > 0);
  console.log(
    `kills survived: ${kills} (${early} before the sitting's first epoch, ` +
      `${whileWriting} while a file was being written), ${ends} trainings ended as the unbroken one`,
  );
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} saves and says how to go on, and what goes on ends the same`, async () => {
    const folder = path.join(place, `stopped by ${signal}`);
    const sitting = sit(folder);
    await sitting.until('epoch 3:');
    sitting.child.kill(signal);
    assert.equal((await sitting.ended).code, 0, sitting.printed());
    assert.ok(
      sitting.printed().endsWith(`Saved. To go on: npm run train -- --out '${folder}' --resume\n`),
      sitting.printed(),
    );
    await unbroken(`stopped by ${signal}`);
    assert.deepEqual(outcome(folder), expected);
  });
}

test('the command that started it is killed: it saves and ends', async () => {
  const folder = path.join(place, 'orphan');
  const args = [path.join(ROOT, 'scripts', 'run.mjs'), 'scripts/train', '--out', folder, ...TINY];
  const command = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  const begun = new Promise<void>((resolve) => {
    command.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text;
      if (printed.includes('epoch 2:')) resolve();
    });
  });
  // The pipe is open for as long as the training has it.
  const ended = new Promise((resolve) => command.stdout.on('end', resolve));
  await begun;
  command.kill('SIGKILL');
  await ended;
  assert.match(printed, /Saved\. To go on/);
  await unbroken('orphan');
  assert.deepEqual(outcome(folder), expected);
});

test('a second Ctrl-C ends it at once, and what was saved before is still there', async () => {
  const folder = path.join(place, 'stopped twice');
  // Steps of some hundred milliseconds, so that both come during one.
  const sitting = sit(folder, ['--width', '0.25', '--batch-size', '1024', '--epochs', '9']);
  await sitting.until('step 1/');
  const before = readFileSync(path.join(folder, 'last.safetensors'));
  const pressed = performance.now();
  // Pressed again and again: on a busy machine two that come close together may arrive as one.
  for (let press = 0; press < 5 && sitting.child.exitCode === null; press++) {
    sitting.child.kill('SIGINT');
    await wait(20);
  }
  const { code, signal } = await sitting.ended;
  assert.ok(code === 130 || signal === 'SIGINT', sitting.printed());
  assert.ok(!sitting.printed().includes('Saved.'), sitting.printed());
  console.log(`ended ${(performance.now() - pressed).toFixed(0)} ms after the first Ctrl-C`);
  assert.deepEqual(readFileSync(path.join(folder, 'last.safetensors')), before);
});

test('fewer threads and other kernels: nearly the same losses', async () => {
  const options = tiny(6, 1);
  const steps = (folder: string) => loadRun(path.join(folder, 'run.json')).history.steps;
  const usual = steps(await unbroken('usual', options));
  const env = { OMP_NUM_THREADS: '1', TF_NUM_INTRAOP_THREADS: '1', TF_ENABLE_ONEDNN_OPTS: '0' };
  const other = steps(await unbroken('other', options, env));
  const far = usual.map(({ loss }, i) => Math.abs(loss - (other[i]?.loss ?? Number.NaN)) / loss);
  const largest = far.reduce((a, b) => Math.max(a, b));
  console.log(`one thread without oneDNN: losses of ${far.length} steps differ by up to ${largest.toExponential(1)}`); // biome-ignore format: one line
  assert.ok(largest < 1e-4);
});
