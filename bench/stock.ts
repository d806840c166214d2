// The same network as a user of tfjs-node writes it, with nothing but what the library offers.
import { mnistConfig, OVERLAPPING_POOL } from '../lib/network/alexnet';
import { weightShapes } from '../lib/network/weights';
import { LRN_CONVENTIONS } from '../lib/tensorflow/lrn';
import { tf } from '../lib/tensorflow/runtime';
import { type Network, upload } from './worker';

export function stockNetwork(width: number): Network {
  const { convolutions, fullyConnected, dropoutRate, ...config } = mnistConfig({ width });
  const shapes = weightShapes({ convolutions, fullyConnected, dropoutRate, ...config });
  const weights = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      if (shape.length === 1) return [name, tf.variable(tf.zeros(shape))];
      const fanIn = shape.slice(0, -1).reduce((product, side) => product * side, 1);
      return [name, tf.variable(tf.randomNormal(shape, 0, Math.sqrt(2 / fanIn)))];
    }),
  );
  const weight = (name: string) => weights[name] as tf.Tensor;
  const { depthRadius, bias, alpha, beta } = LRN_CONVENTIONS.paper;
  const { kernelSize, strides } = OVERLAPPING_POOL;

  const forward = (images: tf.Tensor4D, training: boolean): tf.Tensor2D => {
    let x = images;
    for (const { name, lrn, pool } of convolutions) {
      x = tf.conv2d(x, weight(`${name}/filters`) as tf.Tensor4D, 1, 'same');
      x = tf.relu(tf.add(x, weight(`${name}/biases`)));
      if (lrn) x = tf.localResponseNormalization(x, depthRadius, bias, alpha, beta);
      if (pool) x = tf.maxPool(x, kernelSize, strides, 'valid');
    }
    let units = tf.reshape(x, [x.shape[0], -1]) as tf.Tensor2D;
    for (const { name } of fullyConnected) {
      units = tf.matMul(units, weight(`${name}/weights`) as tf.Tensor2D);
      units = tf.add(units, weight(`${name}/biases`));
      if (name === 'fc8') break;
      units = tf.relu(units);
      if (training) units = tf.dropout(units, dropoutRate) as tf.Tensor2D;
    }
    return units;
  };

  const optimizer = tf.train.adam(0.001, 0.9, 0.999, 1e-7);
  return {
    train: (batch) => {
      const { images, labels } = upload(batch);
      const oneHot = tf.oneHot(labels, 10);
      const loss = optimizer.minimize(
        () => tf.losses.softmaxCrossEntropy(oneHot, forward(images, true)) as tf.Scalar,
        true,
      );
      return { loss: loss as tf.Scalar };
    },
    predict: (batch) => forward(upload(batch).images, false),
  };
}
