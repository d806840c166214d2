// A disk that fills up while a training saves: what was saved before is still whole.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { loadRun } from '../../lib/runs/record';
import { loadCheckpoint } from '../../lib/training/checkpoint';
import { disposeTraining } from '../../lib/training/state';
import { outcome, sit, tiny } from './training';

const disk = mkdtempSync(path.join(tmpdir(), 'small-disk-'));
const free = () => {
  const { bavail, bsize } = statfsSync(disk);
  return bavail * bsize;
};
let mounted = false;
before(() => {
  const args = ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk];
  mounted = spawnSync('mount', args).status === 0;
});
after(() => {
  if (mounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

test('a full disk is named, loses nothing, and the training goes on when there is room', async (t) => {
  if (!mounted) return t.skip('a small disk can only be mounted by root');
  const options = tiny(4);
  const unbroken = sit(path.join(disk, 'unbroken'), options);
  assert.equal((await unbroken.ended).code, 0, unbroken.printed());

  const folder = path.join(disk, 'full');
  const first = sit(folder, options);
  await first.until('epoch 1:');
  first.child.kill('SIGINT');
  assert.equal((await first.ended).code, 0, first.printed());
  const checkpoint = path.join(folder, 'last.safetensors');
  const good = readFileSync(checkpoint);
  // Room for the record, and for a part of the next checkpoint.
  writeFileSync(path.join(disk, 'filler'), Buffer.alloc(free() - 60_000));

  const second = sit(folder);
  assert.equal((await second.ended).code, 1, second.printed());
  assert.match(
    second.printed(),
    /\.safetensors could not be written: the disk is full; what was there before is unchanged\n$/,
  );
  assert.deepEqual(readFileSync(checkpoint), good);
  disposeTraining(loadCheckpoint(checkpoint));
  loadRun(path.join(folder, 'run.json'));

  rmSync(path.join(disk, 'filler'));
  const third = sit(folder);
  assert.equal((await third.ended).code, 0, third.printed());
  assert.deepEqual(outcome(folder), outcome(path.join(disk, 'unbroken')));
});
