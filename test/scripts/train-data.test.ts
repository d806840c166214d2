// npm run train and npm run evaluate on images of one's own: letters of 20x20, in 26 classes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { loadIdxFolder, loadMnist } from '../../lib/data/mnist';
import { imagesOf, recordOf } from '../../lib/runs/images';
import { listRuns } from '../../lib/runs/list';
import { loadRun, saveRun } from '../../lib/runs/record';
import { idx } from '../bad-input/idx-bytes';

const root = mkdtempSync(path.join(tmpdir(), 'own data '));
after(() => rmSync(root, { recursive: true }));
const letters = path.join(root, 'letters');
mkdirSync(letters);

/** Images with a bright bar where the letter says. */
function write(part: string, count: number): void {
  const labels = Array.from({ length: count }, (_, i) => (i * 7) % 26);
  const pixels = labels.flatMap((label) =>
    Array.from({ length: 400 }, (_, at) => (Math.floor(at / 15) === label ? 220 : at % 37)),
  );
  writeFileSync(path.join(letters, `${part}-images-idx3-ubyte`), idx(8, [count, 20, 20], pixels));
  writeFileSync(path.join(letters, `${part}-labels-idx1-ubyte`), idx(8, [count], labels));
}
write('train', 60);
write('t10k', 30);

const command = (name: string, ...given: (string | NodeJS.ProcessEnv)[]) => {
  const args = given.filter((one) => typeof one === 'string');
  const env = Object.assign({}, process.env, ...given.filter((one) => typeof one === 'object'));
  const script = path.join(__dirname, '..', '..', 'scripts', `${name}.js`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env }); // biome-ignore format: one line
  return { status, said: `${stdout}${stderr}` };
};
const out = path.join(root, 'runs', 'mine');
const small = ['--epochs', '1', '--width', '0.03125', '--batch-size', '10', '--validation', '20'];

test('a training takes size and classes from the data, and its record says which data', () => {
  const begun = command('train', '--data', letters, '--out', out, ...small, '--no-test');
  assert.equal(begun.status, 0, begun.said);
  assert.match(
    begun.said,
    /letters: 60 images of 20x20 to train with, 30 to test with, 26 classes/,
  );
  const run = loadRun(path.join(out, 'run.json'));
  assert.deepEqual(run.config.model.inputShape, [20, 20, 1]);
  assert.equal(run.config.model.fullyConnected.at(-1)?.units, 26);
  assert.deepEqual(run.data, recordOf(loadIdxFolder(letters), letters));
  assert.equal(imagesOf(run).classes, 26);

  const evaluated = command('evaluate', out);
  assert.equal(evaluated.status, 0, evaluated.said);
  assert.match(evaluated.said, /of 30 images/);
});

test('it stands beside the runs on MNIST with its reason, and gets no card of theirs', () => {
  const { runs, problems } = listRuns(path.join(root, 'runs'));
  assert.deepEqual(runs, []);
  assert.match(problems[0]?.message ?? '', /data is letters, expected MNIST$/);
  const card = command('model-card', out);
  assert.match(card.said, /data is letters, expected MNIST$/m);
  assert.notEqual(card.status, 0);
});

test('a recorded configuration brings its data; other data in their place are refused', () => {
  const again = path.join(root, 'runs', 'again');
  const args = ['--config', path.join(out, 'run.json'), '--out', again];
  const begun = command('train', ...args, '--images', '20');
  assert.equal(begun.status, 0, begun.said);
  const record = path.join(again, 'run.json');
  const run = loadRun(record);
  assert.equal(run.data?.name, 'letters');

  // One that is done is not gone on with, whatever lies in its data's place.
  saveRun(record, { ...run, finished: false });
  write('t10k', 31);
  const resumed = command('train', '--out', again, '--resume');
  assert.match(resumed.said, /letters: SHA-256 of its images is [0-9a-f]{64}, expected [0-9a-f]{64}, as when/); // biome-ignore format: one line
  assert.equal(resumed.status, 1, resumed.said);
});

test('a clock that goes back all the time leaves a record that can be read', () => {
  const preload = path.join(root, 'clock.js');
  writeFileSync(preload, 'const now = Date.now; Date.now = () => now() - 10 * performance.now();');
  const args = ['--data', letters, '--out', path.join(root, 'back'), ...small];
  const { status, said } = command('train', ...args, { NODE_OPTIONS: `--require "${preload}"` });
  assert.equal(status, 0, said);
  const { seconds, history } = loadRun(path.join(root, 'back', 'run.json'));
  assert.ok(seconds > 0 && seconds < 300, `${seconds} s`);
  assert.ok((history.epochs[0]?.seconds ?? -1) > 0);
});

test('without a folder of its own a run is on MNIST', () => {
  assert.equal(imagesOf({}).train.count, loadMnist().train.count);
});

test('data that are not there, or of too few images for the validation, are refused', () => {
  const none = command('train', '--data', path.join(root, 'none'), '--out', path.join(root, 'x'));
  assert.match(none.said, /train-images-idx3-ubyte.gz: file is missing, expected an IDX file/);
  const few = command('train', '--data', letters, '--out', path.join(root, 'y'));
  assert.match(few.said, /command line: images beside --validation 5000 is -4940, expected/);
});
