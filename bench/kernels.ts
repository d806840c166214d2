// Where a training step's time goes, and the least it could take: the time of its convolutions and
// matrix products alone.
//   node build/bench/kernels.js WIDTH BATCH ROUNDS

import { mnistConfig } from '../lib/network/alexnet';
import { lossAndGradients } from '../lib/network/gradients';
import { compile } from '../lib/tensorflow/graph/compile';
import { tf } from '../lib/tensorflow/runtime';
import { postConfig } from '../lib/training/config';
import { applyGradients } from '../lib/training/optimizer';
import { startTraining } from '../lib/training/state';
import { type StepInputs, trainingStep } from '../lib/training/step';
import { type Call, compileCalls, watch } from './capture';
import { stockNetwork } from './stock';
import { hostBatches } from './worker';

/** Milliseconds: medians over the rounds, and the least. */
export interface KernelRow {
  name: string;
  calls: number;
  /** Op by op. */
  eager: number;
  /** As a graph of nothing else. */
  graph: number;
  least: number;
}

export interface KernelReport {
  width: number;
  batchSize: number;
  rows: KernelRow[];
  /** The whole step, compiled. */
  step: { median: number; least: number };
  /** Its convolutions and matrix products alone. */
  limit: { median: number; least: number };
  /** Those of the same network as TensorFlow itself computes it and its gradients. */
  stockLimit: { median: number; least: number };
}

const LIMIT = /^(Conv2D|MatMul|BatchMatMul|_FusedConv2D|_FusedMatMul)/;

function measure(width: number, batchSize: number, rounds: number): KernelReport {
  const take = watch();
  const config = postConfig({ model: mnistConfig({ width }), batchSize });
  const training = startTraining(config);
  const { weights, optimizerState } = training;
  const host = hostBatches(batchSize)[0] as ReturnType<typeof hostBatches>[0];
  const inputs = {
    images: tf.tensor4d(host.images, [batchSize, 28, 28, 1]),
    labels: tf.tensor1d(host.labels, 'int32'),
    seed: tf.tensor1d([1, 1], 'int32'),
    learningRate: tf.scalar(0.001),
  };

  // Op by op: the gradients of one step, several times; the last time with what each op read.
  const eager: Call[][] = [];
  const mode = { training: true, dropoutSeed: inputs.seed };
  for (let i = 0; i <= rounds; i++) {
    take(i === rounds);
    tf.tidy(() => void lossAndGradients(config.model, weights, inputs, mode));
    if (i > 0) eager.push(take());
  }
  const calls = eager.pop() as Call[];
  take(true);
  const stock = stockNetwork(width);
  tf.tidy(() => void stock.train(host));
  const stockCalls = take().filter(({ op }) => LIMIT.test(op));
  const names = [...new Set(calls.map(({ op }) => op))];
  const milliseconds = (list: Call[], op: string) =>
    list.reduce((sum, call) => sum + (call.op === op ? 1000 * call.seconds : 0), 0);

  // Adam, as a graph of its own over gradients that lie ready.
  const gradients = Object.fromEntries(
    Object.entries(weights).map(([name, weight]) => [name, tf.variable(tf.mul(weight, 0.01))]),
  );
  const prefixed = Object.entries(gradients).map(([name, one]) => [`gradient/${name}`, one]);
  const variables = { ...weights, ...optimizerState };
  const adam = compile(
    {
      step: ({ learningRate }: { learningRate: tf.Scalar }) => {
        applyGradients(config.optimizer, weights, optimizerState, gradients, learningRate);
        return { learningRate };
      },
    },
    { ...variables, ...Object.fromEntries(prefixed) },
  );
  const whole = compile({ step: (given: StepInputs) => trainingStep(training, given) }, variables);

  const tasks: Record<string, () => void> = {
    step: () => tf.dispose(whole.run('step', inputs)),
    limit: compileCalls(calls.filter(({ op }) => LIMIT.test(op))).run,
    stockLimit: compileCalls(stockCalls).run,
    adam: () => tf.dispose(adam.run('step', { learningRate: inputs.learningRate })),
  };
  for (const name of names) {
    tasks[`op ${name}`] = compileCalls(calls.filter(({ op }) => op === name)).run;
  }
  const times = Object.fromEntries(Object.keys(tasks).map((name) => [name, [] as number[]]));
  for (let round = -2; round < rounds; round++) {
    for (const [name, task] of Object.entries(tasks)) {
      const started = performance.now();
      task();
      if (round >= 0) times[name]?.push(performance.now() - started);
    }
  }
  const summary = (name: string) => {
    const sorted = (times[name] as number[]).sort((a, b) => a - b);
    return { median: sorted[sorted.length >> 1] as number, least: sorted[0] as number };
  };
  const rows = names.map((name) => {
    const { median, least } = summary(`op ${name}`);
    const each = eager.map((list) => milliseconds(list, name)).sort((a, b) => a - b);
    return {
      name,
      calls: calls.filter(({ op }) => op === name).length,
      eager: each[each.length >> 1] as number,
      graph: median,
      least,
    };
  });
  const { median, least } = summary('adam');
  const count = Object.keys(weights).length;
  rows.push({ name: 'ResourceApplyAdam', calls: count, eager: Number.NaN, graph: median, least });
  rows.sort((a, b) => b.least - a.least);
  const [step, limit, stockLimit] = [summary('step'), summary('limit'), summary('stockLimit')];
  return { width, batchSize, rows, step, limit, stockLimit };
}

if (require.main === module) {
  const [width = 0.25, batchSize = 64, rounds = 40] = process.argv.slice(2).map(Number);
  process.stdout.write(`${JSON.stringify(measure(width, batchSize, rounds))}\n`);
}
