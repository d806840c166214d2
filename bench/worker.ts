// What a worker in TypeScript is: a network that answers "train N" and "predict N" on stdin with a
// line of JSON. peer.py is the same for those in Python.
import { createInterface } from 'node:readline';
import type { Batch } from '../lib/data/batches';
import { loadMnist } from '../lib/data/mnist';
import { tf, versions } from '../lib/tensorflow/runtime';

/** A batch as it lies in memory, before a framework makes tensors of it: that is part of a step. */
export interface HostBatch {
  /** float32, N * 28 * 28, from 0 to 1. */
  images: Float32Array;
  labels: Int32Array;
}

export interface Network {
  /** One step; the loss is read, since every training loop does. */
  train(batch: HostBatch): { loss: tf.Scalar };
  /** Logits [N, 10], which are read too. */
  predict(batch: HostBatch): tf.Tensor;
}

const BATCHES = 16;

/** The first digits of MNIST's training set in batches. */
export function hostBatches(batchSize: number): HostBatch[] {
  const { train } = loadMnist();
  return Array.from({ length: BATCHES }, (_, i) => {
    const [start, end] = [i * batchSize, (i + 1) * batchSize];
    return {
      images: Float32Array.from(train.images.subarray(start * 784, end * 784), (p) => p / 255),
      labels: Int32Array.from(train.labels.subarray(start, end)),
    };
  });
}

export function upload({ images, labels }: HostBatch): Batch {
  return {
    images: tf.tensor4d(images, [labels.length, 28, 28, 1]),
    labels: tf.tensor1d(labels, 'int32'),
  };
}

/** Seconds that this process has kept processors busy. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Answers the orchestrator until its end of the pipe is closed. */
export function serve(network: Network, batches: HostBatch[]): void {
  let next = 0;
  const take = () => batches[next++ % batches.length] as HostBatch;
  const tasks: Record<string, () => number> = {
    train: () => network.train(take()).loss.dataSync()[0] as number,
    predict: () => network.predict(take()).dataSync()[0] as number,
  };
  const answer = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
  createInterface({ input: process.stdin }).on('line', (line) => {
    const [name = '', times] = line.split(' ');
    const task = tasks[name] as () => number;
    let last = Number.NaN;
    const [started, before] = [performance.now(), processorSeconds()];
    for (let i = 0; i < Number(times); i++) {
      tf.engine().startScope();
      last = task();
      tf.engine().endScope();
    }
    const seconds = (performance.now() - started) / 1000;
    const cpu = processorSeconds() - before;
    answer({ seconds, cpu, last, memory: process.resourceUsage().maxRSS * 1024 });
  });
  answer({ ready: `TensorFlow.js ${versions().tfjs}, TensorFlow ${versions().tensorflow}` });
}
