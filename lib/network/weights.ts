// A network's weights: their names and shapes, their values at the start, and whether there can be
// such a network at all.

import {
  checkChoice,
  checkList,
  checkNumber,
  checkObject,
  checkSwitch,
  InputError,
} from '../base/errors';
import { outputSize } from '../base/shape';
import { statelessRandom } from '../tensorflow/kernels';
import { checkLrn } from '../tensorflow/lrn';
import { tf } from '../tensorflow/runtime';
import type { AlexNetConfig, Weights } from './alexnet';

/** Name to shape of every weight, in the order of the layers. Throws an InputError where the
 * geometry is impossible, naming the layer. */
export function weightShapes(config: AlexNetConfig): Record<string, number[]> {
  checkConfig(config);
  const shapes: Record<string, number[]> = {};
  let [height, width, channels] = config.inputShape;
  for (const layer of config.convolutions) {
    const { name, kernelSize, filters, groups } = layer;
    shapes[`${name}/filters`] = [kernelSize, kernelSize, channels / groups, filters];
    shapes[`${name}/biases`] = [filters];
    if (config.batchNorm) {
      for (const part of ['scale', 'mean', 'variance']) shapes[`${name}/${part}`] = [filters];
    }
    [height, width, channels] = [
      outputSize(height, layer, name),
      outputSize(width, layer, name),
      filters,
    ];
    if (layer.pool) {
      const where = name.replace('conv', 'pool');
      height = outputSize(height, config.pool, where);
      width = outputSize(width, config.pool, where);
    }
  }
  let inputs = height * width * channels;
  for (const { name, units } of config.fullyConnected) {
    shapes[`${name}/weights`] = [inputs, units];
    shapes[`${name}/biases`] = [units];
    inputs = units;
  }
  return shapes;
}

/** Whether gradients change a weight: all but the running averages of batch normalization. */
export const isTrained = (name: string) => !/\/(mean|variance)$/.test(name);

/** Name and variable of each weight that gradients change. */
export const trainedWeights = (weights: Weights) =>
  Object.entries(weights).filter(([, weight]) => weight.trainable);

/**
 * New weights: normal with deviation sqrt(2 / fan-in) and zero biases (`he`: He et al. 2015), or
 * N(0, 0.01) and biases of 0 or 1 (`paper`: section 5). The same seed gives the same weights.
 */
export function createWeights(config: AlexNetConfig, seed: number): Weights {
  const shapes = weightShapes(config);
  const layers = [...config.convolutions, ...config.fullyConnected];
  const entries = Object.entries(shapes).map(([name, shape], index) => {
    const initial = tf.tidy(() => {
      const layer = layers.find((one) => name.startsWith(`${one.name}/`));
      const bias = config.initialisation === 'paper' ? (layer?.paperBias ?? 0) : 0;
      if (name.endsWith('/biases')) return tf.fill(shape, bias);
      if (shape.length === 1) return name.endsWith('/mean') ? tf.zeros(shape) : tf.ones(shape);
      const fanIn = shape.slice(0, -1).reduce((product, side) => product * side, 1);
      const deviation = config.initialisation === 'paper' ? 0.01 : Math.sqrt(2 / fanIn);
      const normal = statelessRandom('normal', shape, tf.tensor1d([seed, index], 'int32'));
      return tf.mul(normal, deviation);
    });
    const variable = tf.variable(initial, isTrained(name));
    initial.dispose();
    return [name, variable] as const;
  });
  return Object.fromEntries(entries);
}

/** Throws an InputError that names the layer and the field if the network cannot be built. */
function checkConfig(config: AlexNetConfig): void {
  checkList('config', 'inputShape', config.inputShape);
  checkObject('config', 'pool', config.pool);
  for (const field of ['convolutions', 'fullyConnected'] as const) {
    checkList('config', field, config[field]);
    config[field].forEach((layer, i) => {
      checkObject('config', `${field}[${i}]`, layer);
    });
  }
  checkChoice('config', 'activation', config.activation, ['relu', 'tanh', 'sigmoid']);
  checkChoice('config', 'initialisation', config.initialisation, ['he', 'paper']);
  checkSwitch('config', 'batchNorm', config.batchNorm ?? false);
  checkNumber('config', 'dropoutRate', config.dropoutRate, { low: 0, high: 0.99 });
  if (config.lrn) checkLrn(config.lrn, 'config.lrn');
  if (typeof config.pool.padding === 'number') {
    const expected = "'same' or 'valid'";
    throw new InputError({
      where: 'config.pool',
      field: 'padding',
      found: config.pool.padding,
      expected,
    });
  }
  for (const [i, side] of ['height', 'width', 'channels'].entries()) {
    const where = 'config.inputShape';
    checkNumber(where, side, config.inputShape[i], { low: 1, whole: true });
  }
  checkNumber('config', 'number of fullyConnected', config.fullyConnected.length, { low: 1 });
  let channels = config.inputShape[2];
  for (const { name, filters, groups } of config.convolutions) {
    checkNumber(name, 'filters', filters, { low: 1, whole: true });
    checkNumber(name, 'groups', groups, { low: 1, whole: true });
    if (channels % groups !== 0 || filters % groups !== 0) {
      const expected = `a divisor of its ${channels} channels and ${filters} filters`;
      throw new InputError({ where: name, field: 'groups', found: groups, expected });
    }
    channels = filters;
  }
  for (const { name, units } of config.fullyConnected) {
    checkNumber(name, 'units', units, { low: 1, whole: true });
  }
}
