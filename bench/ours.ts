// A worker: trains and predicts with tfjs-node, in one of three ways.
//   node build/bench/ours.js stock|eager|compiled WIDTH BATCH

import { forward, mnistConfig } from '../lib/network/alexnet';
import { compile } from '../lib/tensorflow/graph/compile';
import { tf } from '../lib/tensorflow/runtime';
import { postConfig } from '../lib/training/config';
import { startTraining } from '../lib/training/state';
import { type StepInputs, trainingStep } from '../lib/training/step';
import { stockNetwork } from './stock';
import { hostBatches, type Network, serve, upload } from './worker';

/** This project's network, its step run op by op or compiled. */
function ownNetwork(width: number, batchSize: number, compiled: boolean): Network {
  const config = postConfig({ model: mnistConfig({ width }), batchSize });
  const training = startTraining(config);
  const step = (inputs: StepInputs) => trainingStep(training, inputs);
  const predict = ({ images }: { images: tf.Tensor4D }) => ({
    logits: forward(config.model, training.weights, images),
  });
  const variables = { ...training.weights, ...training.optimizerState };
  const graph = compiled ? compile({ step, predict }, variables) : null;
  let count = 0;
  return {
    train: (batch) => {
      const inputs = {
        ...upload(batch),
        learningRate: tf.scalar(0.001),
        seed: tf.tensor1d([config.seed, count++], 'int32'),
      };
      return graph ? graph.run('step', inputs) : step(inputs);
    },
    predict: (batch) => {
      const { images } = upload(batch);
      return (graph ? graph.run('predict', { images }) : predict({ images })).logits;
    },
  };
}

const [variant = 'compiled', width = '0.25', batchSize = '64'] = process.argv.slice(2);
const batches = hostBatches(Number(batchSize));
const network =
  variant === 'stock'
    ? stockNetwork(Number(width))
    : ownNetwork(Number(width), Number(batchSize), variant === 'compiled');
serve(network, batches);
