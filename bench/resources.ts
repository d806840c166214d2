// Memory, feeding and evaluation.
//   node build/bench/resources.js memory|feeding|evaluation WIDTH
import * as lib from '../lib/index';
import type { tf } from '../lib/runtime';

const megabytes = (bytes: number) => Math.round(bytes / 1e6);

/** Resident memory after each epoch, of 10,000 images at a quarter width and of few at full. */
async function memory(width: number): Promise<object> {
  const { train, test } = lib.loadMnist();
  const data = lib.slice(train, 0, width < 0.5 ? 10_000 : 1280);
  const epochs = width < 0.5 ? 10 : 4;
  const training = lib.startTraining(lib.postConfig({ model: lib.mnistConfig({ width }), epochs }));
  const resident: number[] = [];
  await lib.train(training, data, {
    validation: lib.slice(test, 0, 1000),
    onEpoch: () => void resident.push(megabytes(process.memoryUsage.rss())),
  });
  const peak = megabytes(process.resourceUsage().maxRSS * 1024);
  return { epochs, imagesPerEpoch: data.count, resident, peak, unit: 'MB' };
}

/** What a step waits for its batch, and what the rest of it takes. */
async function feeding(width: number): Promise<object> {
  const { train } = lib.loadMnist();
  const result: Record<string, number> = {};
  for (const maxShift of [0, 2]) {
    const data = lib.slice(train, 0, width < 0.5 ? 12_800 : 1280);
    const model = lib.mnistConfig({ width });
    const training = lib.startTraining(lib.postConfig({ model, epochs: 1, maxShift }));
    const warm = 5;
    let started = 0;
    let before = 0;
    await lib.train(training, data, {
      onStep: ({ step }) => {
        if (step !== warm) return;
        started = performance.now();
        before = training.sinceEpoch.seconds;
      },
      untilStep: Math.floor(data.count / 64) - 1,
    });
    const steps = training.step - warm;
    const all = (performance.now() - started) / steps;
    const stepping = (1000 * (training.sinceEpoch.seconds - before)) / steps;
    const name = maxShift ? 'augmented' : 'plain';
    result[`${name}: step, ms`] = stepping;
    result[`${name}: waiting for the batch, ms`] = all - stepping;
    lib.disposeTraining(training);
  }
  return result;
}

/** Seconds for MNIST's 10,000 test images. */
function evaluation(width: number): object {
  const { test } = lib.loadMnist();
  const config = lib.mnistConfig({ width });
  const weights = lib.createWeights(config, 1);
  const predict = lib.predictor(config, weights);
  const graph = lib.compile(
    { predict: ({ images }: { images: tf.Tensor4D }) => ({ logits: predict(images) }) },
    weights,
  );
  const time = (by: lib.Predict) => {
    lib.evaluate(by, lib.slice(test, 0, 500));
    const started = performance.now();
    lib.evaluate(by, test);
    return (performance.now() - started) / 1000;
  };
  const seconds = () => [time((images) => graph.run('predict', { images }).logits), time(predict)];
  const runs = [seconds(), seconds(), seconds()];
  return { compiled: runs.map(([one]) => one), eager: runs.map(([, one]) => one), unit: 's' };
}

const [study = '', width = '0.25'] = process.argv.slice(2);
const studies: Record<string, (width: number) => object | Promise<object>> = {
  memory,
  feeding,
  evaluation,
};
Promise.resolve(studies[study]?.(Number(width))).then((result) =>
  process.stdout.write(`${JSON.stringify(result)}\n`),
);
