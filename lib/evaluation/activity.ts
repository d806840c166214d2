// What a network's units do: how steep they are, how many sit where the activation is flat, how much of
// the difference between images is left.
import { featureMaps, type Weights } from '../network/alexnet';
import type { Activation, AlexNetConfig } from '../network/config';
import { type Layer, layersOf } from '../network/layers';
import { tf } from '../tensorflow/runtime';

/** The activation's greatest derivative, which it has at 0 (ReLU: everywhere above). */
export const STEEPEST: Record<Activation, number> = { relu: 1, tanh: 1, sigmoid: 0.25 };

/** The derivative of an activation, from its output y = f(x). Any shape in, the same out. */
export function derivativeAt<T extends tf.Tensor>(activation: Activation, y: T): T {
  return tf.tidy(() => {
    if (activation === 'relu') return tf.cast(tf.greater(y, 0), 'float32') as T;
    if (activation === 'tanh') return tf.sub(1, tf.square(y)) as T;
    return tf.mul(y, tf.sub(1, y)) as T;
  });
}

/** How active the units of a layer are, over some images. */
export interface LayerActivity {
  /** conv1 … fc7 */
  layer: string;
  /** Root mean square of the activation's derivative: what a gradient is multiplied with here. */
  derivative: number;
  /** Share of values, 0 to 1, where the derivative is below a twentieth of its greatest. */
  flat: number;
  /** Share of channels or units that are flat for every image, at every position. */
  stuck: number;
  /** Root mean square of the values. */
  size: number;
  /** Root mean square of their differences from the mean over the images. */
  variation: number;
}

/** Looks at the output of each activation over images [N, H, W, C], without dropout. */
export function layerActivity(
  config: AlexNetConfig,
  weights: Weights,
  images: tf.Tensor4D,
): LayerActivity[] {
  const layers = layersOf(config);
  const threshold = STEEPEST[config.activation] / 20;
  const number = (x: tf.Tensor) => x.dataSync()[0] as number;
  const rootMeanSquare = (x: tf.Tensor) => number(tf.sqrt(tf.mean(tf.square(x))));
  const share = (x: tf.Tensor) => number(tf.mean(tf.cast(x, 'float32')));
  const rows: LayerActivity[] = [];
  tf.tidy(() => {
    const maps = featureMaps(config, weights, images);
    for (const [i, { kind, name }] of layers.entries()) {
      if (kind !== 'activation') continue;
      const y = maps[name] as tf.Tensor;
      const derivative = derivativeAt(config.activation, y);
      const flat = tf.less(derivative, threshold);
      const allButChannels = y.shape.map((_, axis) => axis).slice(0, -1);
      rows.push({
        layer: (layers[i - 1] as Layer).name,
        derivative: rootMeanSquare(derivative),
        flat: share(flat),
        stuck: share(tf.all(flat, allButChannels)),
        size: rootMeanSquare(y),
        variation: rootMeanSquare(tf.sub(y, tf.mean(y, 0))),
      });
    }
  });
  return rows;
}
