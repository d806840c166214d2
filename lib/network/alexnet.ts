// AlexNet: a table of layers, a plain record of weights, and a function over both.
// "The paper" is Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep
// Convolutional Neural Networks", 2012.

import { checkNumber } from '../base/errors';
import type { Padding, Window } from '../base/shape';
import { batchNorm } from '../tensorflow/batch-norm';
import { biasAdd, convolveSame, dropout, linear, relu } from '../tensorflow/kernels';
import { LRN_CONVENTIONS, type Lrn, lrn } from '../tensorflow/lrn';
import { tf } from '../tensorflow/runtime';

export interface Convolution extends Window {
  name: string;
  filters: number;
  /** Channels are split in this many parts that do not see each other (the paper's two GPUs). */
  groups: number;
  /** Whether local response normalization follows the activation. */
  lrn: boolean;
  /** Whether max pooling ends the layer. */
  pool: boolean;
  /** What the biases start from under the paper's initialisation (section 5). */
  paperBias: number;
}

export interface FullyConnected {
  name: string;
  units: number;
  paperBias: number;
}

export type Activation = 'relu' | 'tanh' | 'sigmoid';
export type Initialisation = 'he' | 'paper';

export interface AlexNetConfig {
  /** H, W, C of an image. */
  inputShape: [number, number, number];
  convolutions: Convolution[];
  /** The last of them gives the logits: no activation, no dropout. */
  fullyConnected: FullyConnected[];
  activation: Activation;
  /** null leaves local response normalization out. */
  lrn: Lrn | null;
  /** Batch normalization after each convolution, three years younger than the paper. */
  batchNorm?: boolean;
  pool: Window;
  dropoutRate: number;
  initialisation: Initialisation;
}

export type Weights = Record<string, tf.Variable>;
export type Maps = Record<string, tf.Tensor>;

/** Max pooling with windows that overlap, since 3 > 2 (section 3.4). */
export const OVERLAPPING_POOL: Window = { kernelSize: 3, strides: 2, padding: 'valid' };

// biome-ignore format: a table reads better as a table
const PAPER_CONVOLUTIONS: Convolution[] = [
  { name: 'conv1', filters:  96, kernelSize: 11, strides: 4, padding: 0, groups: 1, lrn: true,  pool: true,  paperBias: 0 },
  { name: 'conv2', filters: 256, kernelSize:  5, strides: 1, padding: 2, groups: 2, lrn: true,  pool: true,  paperBias: 1 },
  { name: 'conv3', filters: 384, kernelSize:  3, strides: 1, padding: 1, groups: 1, lrn: false, pool: false, paperBias: 0 },
  { name: 'conv4', filters: 384, kernelSize:  3, strides: 1, padding: 1, groups: 2, lrn: false, pool: false, paperBias: 1 },
  { name: 'conv5', filters: 256, kernelSize:  3, strides: 1, padding: 1, groups: 2, lrn: false, pool: true,  paperBias: 1 },
];

/** The network of the paper (section 3.5): 227x227 colour images, 1000 classes. */
export function paperConfig(overrides: Partial<AlexNetConfig> = {}): AlexNetConfig {
  return {
    inputShape: [227, 227, 3],
    convolutions: PAPER_CONVOLUTIONS,
    fullyConnected: [
      { name: 'fc6', units: 4096, paperBias: 1 },
      { name: 'fc7', units: 4096, paperBias: 1 },
      { name: 'fc8', units: 1000, paperBias: 0 },
    ],
    activation: 'relu',
    lrn: LRN_CONVENTIONS.paper,
    pool: OVERLAPPING_POOL,
    dropoutRate: 0.5,
    initialisation: 'paper',
    ...overrides,
  };
}

/**
 * The paper's network fitted to 28x28 grey digits. `width` multiplies the number of filters and
 * units: 1 is the paper's, 0.25 the classroom's. Departures from the paper, each for a reason:
 * conv1 is 5x5 with stride 1, since an 11x11 stride 4 window leaves 5x5 positions of a 28x28 image;
 * convolutions keep the size (`same`), no groups, since one machine holds it all;
 * He initialisation, since N(0, 0.01) hardly learns without the paper's long training.
 */
export function mnistConfig({
  width = 0.25,
  ...overrides
}: Partial<AlexNetConfig> & { width?: number } = {}): AlexNetConfig {
  checkNumber('mnistConfig', 'width', width, { low: 0 });
  const paper = paperConfig();
  const scale = (count: number) => Math.round(count * width);
  return {
    ...paper,
    inputShape: [28, 28, 1],
    convolutions: paper.convolutions.map((layer) => ({
      ...layer,
      filters: scale(layer.filters),
      kernelSize: Math.min(layer.kernelSize, 5),
      strides: 1,
      padding: 'same' as Padding,
      groups: 1,
    })),
    fullyConnected: paper.fullyConnected.map((layer) => ({
      ...layer,
      units: layer.name === 'fc8' ? 10 : scale(layer.units),
    })),
    initialisation: 'he',
    ...overrides,
  };
}

/**
 * Logits [N, classes] of images [N, H, W, C]. With a `dropoutSeed`, int32 [2], units are dropped
 * as in training; without one none are, as in use.
 */
export function forward(
  config: AlexNetConfig,
  weights: Weights,
  images: tf.Tensor4D,
  dropoutSeed?: tf.Tensor1D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const maps = featureMaps(config, weights, images, dropoutSeed);
    return maps[config.fullyConnected.at(-1)?.name ?? ''] as tf.Tensor2D;
  });
}

/** Like `forward`, but gives every map on the way by name: conv1, activation1, lrn1, pool1, …, fc8. */
export function featureMaps(
  config: AlexNetConfig,
  weights: Weights,
  images: tf.Tensor4D,
  dropoutSeed?: tf.Tensor1D,
): Maps {
  const activate = ACTIVATIONS[config.activation];
  const training = dropoutSeed !== undefined;
  const weight = (layer: string, part: string) => weights[`${layer}/${part}`] as tf.Variable;
  const maps: Maps = {};
  const keep = <Map extends tf.Tensor>(name: string, map: Map): Map => {
    maps[name] = map;
    return map;
  };
  const normalize = (layer: string, map: tf.Tensor4D) => {
    const [scale, biases] = [weight(layer, 'scale'), weight(layer, 'biases')];
    const averages = { mean: weight(layer, 'mean'), variance: weight(layer, 'variance') };
    return batchNorm(map, { scale, biases, ...averages }, training);
  };

  let x = images; // [N, H, W, C]
  config.convolutions.forEach((layer, i) => {
    const { name } = layer;
    x = convolve(x, weight(name, 'filters') as tf.Tensor4D, layer);
    x = keep(name, config.batchNorm ? normalize(name, x) : biasAdd(x, weight(name, 'biases')));
    x = keep(`activation${i + 1}`, activate(x));
    if (layer.lrn && config.lrn) x = keep(`lrn${i + 1}`, lrn(x, config.lrn));
    if (layer.pool) x = keep(`pool${i + 1}`, maxPool(x, config.pool));
  });

  let units = keep('flatten', tf.reshape(x, [x.shape[0], -1]) as tf.Tensor2D); // [N, H W C]
  config.fullyConnected.forEach((layer, i) => {
    const number = config.convolutions.length + i + 1;
    const product = linear(units, weight(layer.name, 'weights') as tf.Tensor2D);
    units = keep(layer.name, biasAdd(product, weight(layer.name, 'biases'))); // [N, units]
    if (i === config.fullyConnected.length - 1) return;
    units = keep(`activation${number}`, activate(units));
    if (!training || config.dropoutRate === 0) return;
    const seed = tf.add(dropoutSeed, tf.tensor1d([number, 0], 'int32')) as tf.Tensor1D;
    units = keep(`dropout${number}`, dropout(units, config.dropoutRate, seed));
  });
  return maps;
}

const ACTIVATIONS: Record<Activation, <T extends tf.Tensor>(x: T) => T> = {
  relu,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
};

/** A convolution whose channels are split in groups. [N, H, W, C] in, [N, H', W', filters] out. */
function convolve(x: tf.Tensor4D, filters: tf.Tensor4D, layer: Convolution): tf.Tensor4D {
  const { kernelSize, strides, padding, groups } = layer;
  const centred = strides === 1 && padding === 'same' && kernelSize % 2 === 1;
  if (groups === 1 && centred) return convolveSame(x, filters);
  const pad = typeof padding === 'number' ? 'valid' : padding;
  const zeros = typeof padding === 'number' ? padding : 0;
  const border: [number, number] = [zeros, zeros];
  const padded = zeros > 0 ? (tf.pad(x, [[0, 0], border, border, [0, 0]]) as tf.Tensor4D) : x;
  if (groups === 1) return tf.conv2d(padded, filters, strides, pad);
  const inputs: tf.Tensor4D[] = tf.split(padded, groups, 3);
  const parts: tf.Tensor4D[] = tf.split(filters, groups, 3);
  const outputs = inputs.map((input, g) => tf.conv2d(input, parts[g] as tf.Tensor4D, strides, pad));
  return tf.concat(outputs, 3) as tf.Tensor4D;
}

function maxPool(x: tf.Tensor4D, { kernelSize, strides, padding }: Window): tf.Tensor4D {
  return tf.maxPool(x, kernelSize, strides, padding === 'same' ? 'same' : 'valid');
}
