// Batch normalization (Ioffe, Szegedy 2015), which took local response normalization's place.
import { float, type Save, typeAttribute, withGradient } from './kernels';
import { native, tf } from './runtime';

/** Added to the variance, so that a channel that never changes is not divided by zero. */
const EPSILON = 1e-3;
/** Share of the running mean and variance that a step keeps. */
const KEPT = 0.9;

/** Of each channel, all [C]. */
export interface BatchNormWeights {
  scale: tf.Tensor;
  biases: tf.Tensor;
  /** Running averages of what batches had in training, used in place of a batch's own afterwards. */
  mean: tf.Variable;
  variance: tf.Variable;
}

/**
 * scale (x - mean) / sqrt(variance + epsilon) + biases, channel by channel. In training, mean and
 * variance are those of the batch, over images and positions, and the running averages follow them;
 * otherwise they are the running averages. Plain version: `tf.moments` and `tf.batchNorm`.
 * x [N, H, W, C] in, the same shape out.
 */
export function batchNorm(
  x: tf.Tensor4D,
  { scale, biases, mean, variance }: BatchNormWeights,
  training: boolean,
): tf.Tensor4D {
  const channels = [mean, variance, biases, scale] as tf.Tensor1D[];
  if (!training) return tf.batchNorm4d(x, ...(channels as [tf.Tensor1D, tf.Tensor1D]), EPSILON);
  const op = withGradient((x: tf.Tensor, scale: tf.Tensor, biases: tf.Tensor, save: Save) => {
    const empty = tf.tensor1d([]);
    const [y, batchMean, batchVariance, ...reserved] = native().executeMultipleOutputs(
      'FusedBatchNormV3',
      attributes(),
      [x, scale, biases, empty, empty],
      6,
    ) as [tf.Tensor, tf.Tensor, tf.Tensor, ...tf.Tensor[]];
    follow(mean, batchMean);
    follow(variance, batchVariance);
    save([x, scale, ...reserved]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      native()
        .executeMultipleOutputs('FusedBatchNormGradV3', attributes(), [dy, ...saved], 5)
        .slice(0, 3);
    return { value: y, gradFunc };
  });
  return op(x, scale, biases) as tf.Tensor4D;
}

function follow(average: tf.Variable, value: tf.Tensor): void {
  average.assign(tf.add(tf.mul(average, KEPT), tf.mul(value, 1 - KEPT)));
}

function attributes() {
  const { binding } = native();
  return [
    float(),
    typeAttribute('U', 'float32'),
    { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: EPSILON },
    { name: 'is_training', type: binding.TF_ATTR_BOOL, value: true },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
  ];
}
