import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { mock, test } from 'node:test';
import { duration, progress, progressLine, trainWithProgress } from '../../lib/notebook/progress';
import { progressSvg } from '../../lib/notebook/progress-svg';
import { stopOnInterrupt } from '../../lib/notebook/stop-button';
import { postConfig } from '../../lib/training/config';
import { disposeTraining, startTraining } from '../../lib/training/state';
import { printedBy, shownBy } from '../helpers/kernel';
import { problems } from '../helpers/plotly';
import { tinyImages, tinyModel } from '../helpers/tiny';

const steps = 1000;
const at = (step: number) => ({ step, steps, loss: 2.3 * Math.exp(-step / 300), accuracy: 0.75 });

function train(interval: number, from = 1) {
  const bar = progress({ epochs: 4, batchSize: 64, interval });
  for (let step = from; step <= steps; step++) bar.update(at(step));
  bar.done();
}

test('in a notebook a thousand steps are one output, redrawn now and then, and then a figure', () => {
  const shown = shownBy(() => train(60_000));
  assert.deepEqual(
    shown.map(({ update }) => update),
    [false, true],
  );
  const ids = new Set(shown.map(({ content }) => content.transient.display_id));
  assert.equal(ids.size, 1);
  const [live, end] = shown.map(({ content }) => content.data);
  assert.match(live?.['image/svg+xml'] as string, /^<svg .*step 1 of 1000.*<\/svg>$/);
  assert.match(live?.['text/plain'] as string, /^epoch 1\/4 · step 1\/1000 · loss 2\.29/);
  const figure = end?.['application/vnd.plotly.v1+json'] as never;
  const { data, layout } = figure as { data: never[]; layout: never };
  assert.deepEqual(problems(data, layout), []);
  assert.match(end?.['text/plain'] as string, /^1000 steps in .*accuracy 75\.0 %/);
  assert.ok(JSON.stringify(figure).length < 20_000, 'thinned');
});

test('without an interval each step is drawn', () => {
  assert.equal(shownBy(() => train(0, steps - 9)).length, 11);
});

test('epoch, speed and time left, by hand', () => {
  let now = 0;
  mock.method(performance, 'now', () => now);
  const shown = shownBy(() => {
    const bar = progress({ epochs: 4, batchSize: 64, interval: 1 });
    bar.update(at(1));
    now = 10_000;
    bar.update(at(250));
    bar.done();
  });
  mock.restoreAll();
  // 250 of 1000 steps of 64 images in ten seconds.
  const line = /^epoch 1\/4 · step 250\/1000 .* · 1,600 images\/s · 30 s left$/;
  assert.match(shown[1]?.content.data['text/plain'] as string, line);
});

test('outside a notebook and a terminal there is a line now and then', () => {
  const terminal = process.stdout.isTTY;
  process.stdout.isTTY = false;
  const printed = printedBy(() => train(0)).trim();
  process.stdout.isTTY = terminal;
  assert.equal(printed.split('\n').length, 2);
  assert.doesNotMatch(printed, /\r/);
});

test('nothing is shown for a training without steps', () => {
  assert.deepEqual(
    shownBy(() => progress({ epochs: 1, batchSize: 1 }).done()),
    [],
  );
});

test('the line and the picture say the same', () => {
  const state = {
    ...at(500),
    epoch: 2,
    epochs: 4,
    seconds: 60,
    imagesPerSecond: 1234,
    secondsLeft: 65,
  };
  assert.equal(
    progressLine(state),
    'epoch 2/4 · step 500/1000 · loss 0.4344 · accuracy 75.0 % · 1,234 images/s · 1 min 05 s left',
  );
  const svg = progressSvg(state, { steps: [1, 500], values: [2, 0.4] });
  assert.match(svg, /epoch 2 of 4 · step 500 of 1000.*1,234 images\/s · 1:05 left/);
  assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
  assert.match(svg, /over 500 steps/);
  assert.match(svg, /polyline points="[\d.]+,[\d.]+ 624\.0,/, 'the curve takes the whole width');
  const slow = progressSvg({ ...state, secondsLeft: 7509 }, { steps: [], values: [] });
  assert.match(slow, /· 2:05:09 left/);
  assert.doesNotMatch(progressSvg(at0(state), { steps: [1], values: [0] }), /NaN|Infinity/);
});

const at0 = <T extends object>(state: T) => ({ ...state, step: 1, loss: 0 });

test('durations', () => {
  assert.deepEqual([0, 59.4, 60, 3599, 3600, 90_000].map(duration), [
    '0 s',
    '59 s',
    '1 min 00 s',
    '59 min 59 s',
    '1 h 00 min',
    '25 h 00 min',
  ]);
});

test('an interrupt sets the flag, and the button is given back', async () => {
  let heard = 0;
  const kernel = () => {
    heard++;
  };
  const holders = () => process.listeners('SIGINT');
  process.on('SIGINT', kernel);
  const stop = stopOnInterrupt();
  await until(() => holders()[0] !== kernel);
  assert.deepEqual([stop.stopped, holders().length], [false, 1]);
  process.kill(process.pid, 'SIGINT');
  await until(() => stop.stopped);
  assert.equal(heard, 0);
  process.kill(process.pid, 'SIGINT');
  await until(() => heard === 1); // the second press reaches the kernel
  stop.release();
  assert.deepEqual(holders(), [kernel]);

  const short = stopOnInterrupt();
  short.release();
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  assert.deepEqual(holders(), [kernel], 'released before it was taken');
  process.removeListener('SIGINT', kernel);
});

test('of two at once both are stopped, and the last that is released gives the button back', async () => {
  let heard = 0;
  const kernel = () => {
    heard++;
  };
  const listeners = () => process.listeners('SIGINT');
  process.on('SIGINT', kernel);
  const stops = [stopOnInterrupt(), stopOnInterrupt()] as const;
  await until(() => listeners()[0] !== kernel);
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  process.kill(process.pid, 'SIGINT');
  await until(() => stops.every(({ stopped }) => stopped));
  stops[0].release();
  stops[0].release();
  assert.ok(!listeners().includes(kernel), 'the second still has it');
  stops[1].release();
  assert.deepEqual([listeners(), heard], [[kernel], 0]);
  process.removeListener('SIGINT', kernel);
});

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Not within ten seconds: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test("a cell's synchronous part may take the stop button, and SIGINT is not fatal", () => {
  // As tslab runs a cell.
  const code = `
    const vm = require('node:vm');
    const { stopOnInterrupt } = require(process.argv[1]);
    process.on('SIGINT', () => console.log('kernel'));
    globalThis.take = stopOnInterrupt;
    const stop = vm.runInThisContext('take()', { breakOnSigint: true });
    const later = (then) => setTimeout(then, 400);
    later(() => {
      process.kill(process.pid, 'SIGINT');
      later(() => {
        console.log(stop.stopped);
        stop.release();
        process.kill(process.pid, 'SIGINT');
        later(() => process.exit(0));
      });
    });`;
  const module = path.join(__dirname, '../../lib/notebook/stop-button.js');
  const { stdout, status, signal } = spawnSync(process.execPath, ['-e', code, module], {
    encoding: 'utf8',
  });
  assert.deepEqual([stdout, status, signal], ['true\nkernel\n', 0, null]);
});

test('a training that throws gives the stop button back all the same', async () => {
  const own = () => {};
  process.on('SIGINT', own);
  const schedule = { kind: 'constant', learningRate: 1e12 } as const;
  const optimizer = { kind: 'sgd', weightDecay: 0 } as const;
  const training = startTraining(
    postConfig({ model: tinyModel(), schedule, optimizer, epochs: 9, batchSize: 8 }),
  );
  const steps: number[] = [];
  const running = trainWithProgress(training, tinyImages(16), {
    onStep: ({ step }) => {
      steps.push(step);
      // From the second step on: while the first runs, the cell may still be synchronous.
      if (step > 1) assert.ok(!process.listeners('SIGINT').includes(own), 'the bar listens');
    },
  });
  await assert.rejects(running, /loss is NaN/);
  assert.deepEqual(
    steps,
    Array.from({ length: training.step }, (_, i) => i + 1),
  );
  assert.deepEqual(process.listeners('SIGINT'), [own]);
  process.off('SIGINT', own);
  disposeTraining(training);
});
