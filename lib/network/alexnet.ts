// AlexNet: two tables of layers, and one function over them and a record of weights. "The paper" is
// Krizhevsky, Sutskever, Hinton 2012, "ImageNet Classification with Deep Convolutional Neural Networks".
import { checkNumber, InputError } from '../base/errors';
import type { Window } from '../base/shape';
import { batchNorm } from '../tensorflow/batch-norm';
import { convolve, maxPool } from '../tensorflow/convolution';
import { LRN_CONVENTIONS, lrn } from '../tensorflow/lrn';
import { biasAdd, checkInt32, dropout, linear, relu } from '../tensorflow/ops';
import { tf } from '../tensorflow/runtime';
import type { Activation, AlexNetConfig, Convolution, FullyConnected } from './config';

/** A network's variables by name: `conv1/filters`, `conv1/biases`, …, `fc8/biases`. */
// biome-ignore lint/suspicious/noExplicitAny: what rank a tensor has hangs on its name, which a type cannot say
export type Weights = Record<string, tf.Variable<any>>;
/** What each layer gives for a batch, by name: conv1, activation1, lrn1, pool1, …, fc8. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export type Maps = Record<string, tf.Tensor<any>>;

/** Max pooling with windows that overlap, since 3 > 2 (section 3.4). */
export const OVERLAPPING_POOL: Window = { kernelSize: 3, strides: 2, padding: 'valid' };

// The convolutions of section 3.5. The paper leaves the padding out; these zeros give its maps of 27x27
// and 13x13. The biases are those of section 5, the deviations of 0.03 those of the authors' code.
// biome-ignore format: a table reads better as a table
const PAPER_CONVOLUTIONS: Convolution[] = [
  { name: 'conv1', filters:  96, kernelSize: 11, strides: 4, padding: 0, groups: 1, lrn: true,  pool: true,  paperBias: 0 },
  { name: 'conv2', filters: 256, kernelSize:  5, strides: 1, padding: 2, groups: 2, lrn: true,  pool: true,  paperBias: 1 },
  { name: 'conv3', filters: 384, kernelSize:  3, strides: 1, padding: 1, groups: 1, lrn: false, pool: false, paperBias: 0, authorsDeviation: 0.03 },
  { name: 'conv4', filters: 384, kernelSize:  3, strides: 1, padding: 1, groups: 2, lrn: false, pool: false, paperBias: 1, authorsDeviation: 0.03 },
  { name: 'conv5', filters: 256, kernelSize:  3, strides: 1, padding: 1, groups: 2, lrn: false, pool: true,  paperBias: 1, authorsDeviation: 0.03 },
];

// The same for 28x28: 5x5 windows at stride 1 in conv1, since 11x11 at stride 4 leaves 5x5 places of a
// digit; every map keeps its size; no groups, since one machine holds it all (departures.ts has the list).
// biome-ignore format: a table reads better as a table
const DIGIT_CONVOLUTIONS: Convolution[] = [
  { name: 'conv1', filters:  96, kernelSize: 5, strides: 1, padding: 'same', groups: 1, lrn: true,  pool: true,  paperBias: 0 },
  { name: 'conv2', filters: 256, kernelSize: 5, strides: 1, padding: 'same', groups: 1, lrn: true,  pool: true,  paperBias: 1 },
  { name: 'conv3', filters: 384, kernelSize: 3, strides: 1, padding: 'same', groups: 1, lrn: false, pool: false, paperBias: 0, authorsDeviation: 0.03 },
  { name: 'conv4', filters: 384, kernelSize: 3, strides: 1, padding: 'same', groups: 1, lrn: false, pool: false, paperBias: 1, authorsDeviation: 0.03 },
  { name: 'conv5', filters: 256, kernelSize: 3, strides: 1, padding: 'same', groups: 1, lrn: false, pool: true,  paperBias: 1, authorsDeviation: 0.03 },
];

/**
 * The network of the paper, for color images and 1000 classes. The paper prints 224x224 for the input, which
 * gives its 55x55 in conv1 where sizes are rounded up, as in its authors' code: (224 - 11) / 4 + 1 = 54.25.
 * Sizes are rounded down here, as in TensorFlow and PyTorch; 227 gives the same 55.
 */
export function paperConfig(overrides: Partial<AlexNetConfig> = {}): AlexNetConfig {
  return {
    inputShape: [227, 227, 3],
    convolutions: PAPER_CONVOLUTIONS.map((layer) => ({ ...layer })),
    fullyConnected: fullyConnected(4096, 4096, 1000),
    activation: 'relu',
    lrn: { ...LRN_CONVENTIONS.paper },
    pool: { ...OVERLAPPING_POOL },
    dropoutRate: 0.5,
    initialization: 'paper',
    ...overrides,
  };
}

/**
 * The paper's network fitted to 28x28 gray digits. `width` multiplies the number of filters and units: 1
 * is the paper's, 0.25 the classroom's. Weights start as He et al. 2015 have it, since N(0, 0.01) hardly
 * learns at this size. Throws an InputError for a width that is no positive number.
 */
export function mnistConfig({
  width = 0.25,
  ...overrides
}: Partial<AlexNetConfig> & { width?: number } = {}): AlexNetConfig {
  checkNumber('mnistConfig', 'width', width, { above: 0 });
  const scale = (count: number) => Math.round(count * width);
  return paperConfig({
    inputShape: [28, 28, 1],
    convolutions: DIGIT_CONVOLUTIONS.map((layer) => ({ ...layer, filters: scale(layer.filters) })),
    fullyConnected: fullyConnected(scale(4096), scale(4096), 10),
    initialization: 'he',
    ...overrides,
  });
}

function fullyConnected(fc6: number, fc7: number, fc8: number): FullyConnected[] {
  return [
    { name: 'fc6', units: fc6, paperBias: 1 },
    { name: 'fc7', units: fc7, paperBias: 1 },
    { name: 'fc8', units: fc8, paperBias: 0 },
  ];
}

/**
 * How a network runs. In `training` batch normalization follows the batch instead of its averages. With a
 * `dropoutSeed`, int32 [2], units are dropped at random: in training, or to see how answers vary in use.
 */
export interface Mode {
  training: boolean;
  dropoutSeed?: tf.Tensor1D;
}

/** What a batch gives on its way through a network. */
export interface Pass {
  /** [N, classes] */
  logits: tf.Tensor2D;
  maps: Maps;
  /**
   * Under batch normalization, of each such layer: in training the batch's mean and variance [C] for the
   * running averages, the variance with N H W - 1 below; else the averages.
   */
  statistics: Record<string, { mean: tf.Tensor1D; variance: tf.Tensor1D }>;
}

/**
 * Logits [N, classes] of images [N, H, W, C], in use unless `mode` says otherwise. Changes no weight. The
 * caller disposes of the logits. Throws an InputError for images of another size, a missing weight, and a
 * `dropoutSeed` that is none.
 */
export function forward(
  config: AlexNetConfig,
  weights: Weights,
  images: tf.Tensor4D,
  mode?: Mode,
): tf.Tensor2D {
  return tf.tidy(() => pass(config, weights, images, mode).logits);
}

/** Like `forward`, but gives every map on the way by name. The caller disposes of them. Throws as it does. */
export function featureMaps(
  config: AlexNetConfig,
  weights: Weights,
  images: tf.Tensor4D,
  mode?: Mode,
): Maps {
  return tf.tidy(() => pass(config, weights, images, mode).maps);
}

/** The network itself: images [N, H, W, C] in, everything they become out. Made to run inside `tf.tidy`. */
export function pass(
  config: AlexNetConfig,
  weights: Weights,
  images: tf.Tensor4D,
  mode: Mode = { training: false },
): Pass {
  if (String(images.shape.slice(1)) !== String(config.inputShape)) {
    const expected = `[N, ${config.inputShape.join(', ')}], its config's input`;
    throw new InputError({ where: 'network', field: 'images', found: images.shape, expected });
  }
  if (mode.dropoutSeed) checkInt32('network', 'dropoutSeed', mode.dropoutSeed, [2]);
  const activate = ACTIVATIONS[config.activation];
  const weight = <T extends tf.Tensor>(layer: string, part: string): T => {
    const name = `${layer}/${part}`;
    const found: tf.Tensor | undefined = weights[name];
    if (found) return found as T;
    const expected = 'a variable of this name, as the config has it';
    throw new InputError({ where: 'weights', field: name, found, expected });
  };
  const maps: Maps = {};
  const statistics: Pass['statistics'] = {};
  const keep = <Map extends tf.Tensor>(name: string, map: Map): Map => {
    maps[name] = map;
    return map;
  };
  const normalize = (x: tf.Tensor4D, layer: string): tf.Tensor4D => {
    const of = (part: string) => weight<tf.Tensor1D>(layer, part);
    const [mean, variance] = [of('mean'), of('variance')];
    const parameters = { scale: of('scale'), biases: of('biases'), mean, variance };
    const { y, ...used } = batchNorm(x, parameters, mode.training);
    statistics[layer] = used;
    return y;
  };

  let x = images; // [N, H, W, C]
  for (const [i, layer] of config.convolutions.entries()) {
    const { name } = layer;
    x = convolve(x, weight(name, 'filters'), layer);
    x = keep(name, config.batchNorm ? normalize(x, name) : biasAdd(x, weight(name, 'biases')));
    x = keep(`activation${i + 1}`, activate(x)); //                                     section 3.1
    if (layer.lrn && config.lrn) x = keep(`lrn${i + 1}`, lrn(x, config.lrn)); //         section 3.3
    if (layer.pool) x = keep(`pool${i + 1}`, maxPool(x, config.pool)); //                section 3.4
  }

  let units = keep('flatten', tf.reshape(x, [x.shape[0], -1]) as tf.Tensor2D); // [N, H W C]
  for (const [i, { name }] of config.fullyConnected.entries()) {
    units = keep(name, biasAdd(linear(units, weight(name, 'weights')), weight(name, 'biases'))); // [N, units]
    if (i === config.fullyConnected.length - 1) break; // the logits: no activation, no dropout
    const number = config.convolutions.length + i + 1;
    units = keep(`activation${number}`, activate(units));
    // Section 4.2 halves the outputs in use. Here those that are kept are doubled where units are dropped,
    // which comes to the same on average, and leaves nothing to do in use.
    if (mode.dropoutSeed && config.dropoutRate > 0) {
      const seed = layerSeed(mode.dropoutSeed, number);
      units = keep(`dropout${number}`, dropout(units, config.dropoutRate, seed));
    }
  }
  return { logits: units, maps, statistics };
}

const ACTIVATIONS: Record<Activation, <T extends tf.Tensor>(x: T) => T> = {
  relu,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
};

/** The seed [seed, 16 step + layer] from [seed, step]: no two steps, layers or trainings share one. */
function layerSeed(seed: tf.Tensor1D, layer: number): tf.Tensor1D {
  const factors = tf.tensor1d([1, 16], 'int32');
  return tf.add(tf.mul(seed, factors), tf.tensor1d([0, layer], 'int32'));
}
