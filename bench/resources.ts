// Memory, feeding and evaluation.
//   node build/bench/resources.js memory|feeding|evaluation WIDTH

import { loadMnist } from '../lib/data/mnist';
import { slice } from '../lib/data/slice';
import { evaluate, type Predict, predictor } from '../lib/evaluation/evaluate';
import { mnistConfig } from '../lib/network/alexnet';
import { createWeights } from '../lib/network/weights';
import { compile } from '../lib/tensorflow/graph/compile';
import type { tf } from '../lib/tensorflow/runtime';
import { postConfig } from '../lib/training/config';
import { disposeTraining, startTraining } from '../lib/training/state';
import { train } from '../lib/training/train';

const megabytes = (bytes: number) => Math.round(bytes / 1e6);

/** Resident memory after each epoch, of 10,000 images at a quarter width and of few at full. */
async function memory(width: number): Promise<object> {
  const mnist = loadMnist();
  const data = slice(mnist.train, 0, width < 0.5 ? 10_000 : 1280);
  const epochs = width < 0.5 ? 10 : 4;
  const training = startTraining(postConfig({ model: mnistConfig({ width }), epochs }));
  const resident: number[] = [];
  await train(training, data, {
    validation: slice(mnist.test, 0, 1000),
    onEpoch: () => void resident.push(megabytes(process.memoryUsage.rss())),
  });
  const peak = megabytes(process.resourceUsage().maxRSS * 1024);
  return { epochs, imagesPerEpoch: data.count, resident, peak, unit: 'MB' };
}

/** What a step waits for its batch, and what the rest of it takes. */
async function feeding(width: number): Promise<object> {
  const mnist = loadMnist();
  const result: Record<string, number> = {};
  for (const maxShift of [0, 2]) {
    const data = slice(mnist.train, 0, width < 0.5 ? 12_800 : 1280);
    const model = mnistConfig({ width });
    const training = startTraining(postConfig({ model, epochs: 1, maxShift }));
    const warm = 5;
    let started = 0;
    let before = 0;
    await train(training, data, {
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
    disposeTraining(training);
  }
  return result;
}

/** Seconds for MNIST's 10,000 test images. */
function evaluation(width: number): object {
  const { test } = loadMnist();
  const model = mnistConfig({ width });
  const weights = createWeights(model, 1);
  const predict = predictor({ model, scale: 1 / 255 }, weights);
  const graph = compile(
    { predict: ({ images }: { images: tf.Tensor4D }) => ({ logits: predict(images) }) },
    weights,
  );
  const time = (by: Predict) => {
    evaluate(by, slice(test, 0, 500));
    const started = performance.now();
    evaluate(by, test);
    return (performance.now() - started) / 1000;
  };
  const byGraph = (images: tf.Tensor4D) => graph.run('predict', { images }).logits;
  const compiled = Object.assign(byGraph, { pixels: predict.pixels });
  const seconds = () => [time(compiled), time(predict)];
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
