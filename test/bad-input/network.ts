import { gather } from '../../lib/data/batches';
import { featureMaps, forward, type Weights } from '../../lib/network/alexnet';
import { lossAndGradients } from '../../lib/network/gradients';
import { checkWeights, createWeights } from '../../lib/network/weights';
import { LRN_CONVENTIONS, lrn, lrnByHand } from '../../lib/tensorflow/lrn';
import { dropout, softmaxCrossEntropy } from '../../lib/tensorflow/ops';
import { tf } from '../../lib/tensorflow/runtime';
import { tinyImages, tinyModel } from '../helpers/tiny';
import type { Refusal } from './refusal';

const model = tinyModel();
const weights = createWeights(model, 1);
const normalized = createWeights(tinyModel({ batchNorm: true }), 1);
const whole = tf.tidy(() => tf.variable(tf.cast(weights['fc8/biases'] as tf.Tensor, 'int32')));
const batch = gather(tinyImages(2), [0, 1]);
// TensorFlow's from the start, so that a use of them adds none.
const images = tf.tidy(() => tf.add(batch.images, 0)) as tf.Tensor4D;
const labels = (values: tf.TensorLike) => tf.tidy(() => tf.add(tf.tensor(values, undefined, 'int32'), tf.scalar(0, 'int32'))) as tf.Tensor1D; // biome-ignore format: one line
const [three, oneHot] = [labels([1, 2, 3]), labels([[1, 0], [0, 1]])]; // biome-ignore format: one line
const seed = labels([1, 2]);
const [floats, logits] = tf.tidy(() => [tf.add([1, 2], 0), tf.zeros([2, 10])]) as [tf.Tensor1D, tf.Tensor2D]; // biome-ignore format: one line

const unbiased = { ...LRN_CONVENTIONS.paper, bias: 0 };
const { 'conv3/biases': _, ...without } = weights;
const grads = (given: tf.Tensor1D) => lossAndGradients(model, weights, { images, labels: given });

const refusals: Record<string, [where: string, message: RegExp, read: () => unknown]> = {
  'weights with a scale, for a config without': ['weights', /^conv1\/scale is left over, expected only what the config has/, () => checkWeights(model, normalized)],
  'weights without a scale, for a config with one': ['weights', /^conv1\/scale is missing, expected a float32 variable of shape \[3\], as the config has it/, () => checkWeights(tinyModel({ batchNorm: true }), weights)],
  'whole weights': ['weights', /^fc8\/biases is of type int32, expected a float32 variable/, () => checkWeights(model, { ...weights, 'fc8/biases': whole })],
  'a weight that is null': ['weights', /^fc8\/biases is missing/, () => checkWeights(model, { ...weights, 'fc8/biases': null } as never as Weights)],
  'a forward pass without biases': ['weights', /^conv3\/biases is missing, expected a variable of this name/, () => forward(model, without, images)],
  'maps without biases': ['weights', /^conv3\/biases is missing/, () => featureMaps(model, without, images)],
  'a forward pass without running averages': ['weights', /^conv1\/mean is missing/, () => forward(tinyModel({ batchNorm: true }), weights, images)],
  'more labels than images': ['network', /^labels is int32 \[3\], expected int32 \[2\], the class of each image/, () => grads(three)],
  'labels one-hot': ['network', /^labels is int32 \[2, 2\], expected int32 \[2\]/, () => grads(oneHot)],
  'labels that are no whole numbers': ['network', /^labels is float32 \[2\], expected int32 \[2\], the class of each image/, () => grads(floats)],
  'a loss of labels that are no whole numbers': ['softmaxCrossEntropy', /^labels is float32 \[2\], expected int32 \[2\], the class of each row/, () => softmaxCrossEntropy(logits, floats)],
  'a loss of more labels than rows': ['softmaxCrossEntropy', /^labels is int32 \[3\], expected int32 \[2\]/, () => softmaxCrossEntropy(logits, three)],
  'a dropout seed that is no whole number': ['network', /^dropoutSeed is float32 \[2\], expected int32 \[2\]/, () => forward(model, weights, images, { training: true, dropoutSeed: floats })],
  'LRN with a bias of 0': ['lrn', /^bias is 0, expected a number above 0/, () => lrn(images, unbiased)],
  'LRN by hand with a bias of 0': ['lrn', /^bias is 0, expected a number above 0/, () => lrnByHand([0, 0], unbiased)],
  'dropout by three numbers': ['statelessRandom', /^seed is int32 \[3\], expected int32 \[2\]/, () => dropout(images, 0.5, three)],
}; // biome-ignore format: a table

for (const value of [1.5, -1, Number.NaN, 2 ** 31, 2 ** 32 + 1]) {
  const message = new RegExp(`^seed is ${value}, expected a whole number from 0 to 2147483647`);
  refusals[`weights of the seed ${value}`] = ['createWeights', message, () => createWeights(model, value)]; // biome-ignore format: one line
}
for (const rate of [1, 50, -0.1, Number.NaN]) {
  const message = new RegExp(`^rate is ${rate}, expected a number from 0 to 0.99`);
  refusals[`dropout at ${rate}`] = ['dropout', message, () => dropout(images, rate, seed)];
}

export const networkRefusals: Refusal[] = Object.entries(refusals).map(
  ([name, [where, message, read]]) => ({ name, where, message, read }),
);
