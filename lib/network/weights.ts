// A network's weights at the start.

import { checkObject, InputError } from '../base/errors';
import { whole } from '../base/fields';
import { statelessRandom } from '../tensorflow/ops';
import { tf } from '../tensorflow/runtime';
import type { Weights } from './alexnet';
import type { AlexNetConfig } from './config';
import { type Parameter, parametersOf } from './layers';

/** What may be a seed: TensorFlow takes 32 bits, and rounds what is no whole number. */
export const checkSeed = whole(0, 2 ** 31 - 1);

/**
 * New weights by name, as `layersOf` says that they start. The same seed gives the same weights, and
 * tensors of the same name and shape are alike in all networks of a seed. The caller disposes of them.
 * Throws an InputError where the network cannot be built, and for a seed that is no whole number of 31 bits.
 */
export function createWeights(config: AlexNetConfig, seed: number): Weights {
  checkSeed('createWeights', 'seed', seed);
  const entries = parametersOf(config).map((parameter) => {
    const variable = tf.tidy(() => tf.variable(startValue(parameter, seed), parameter.trained));
    return [parameter.name, variable] as const;
  });
  return Object.fromEntries(entries);
}

/** Name to shape of every weight, in the order of the layers. Throws as `layersOf` does. */
export const weightShapes = (config: AlexNetConfig): Record<string, number[]> =>
  Object.fromEntries(parametersOf(config).map(({ name, shape }) => [name, shape]));

/** Throws an InputError that names the weight unless `weights` are those of such a network, and no others. */
export const checkWeights = (config: AlexNetConfig, weights: Weights): void =>
  checkVariables('weights', weights, weightShapes(config), 'the config');

/** Throws an InputError that names the variable unless they are float32 of these shapes, which `owner` has. */
export function checkVariables(
  where: string,
  variables: Weights,
  shapes: Record<string, number[]>,
  owner: string,
): void {
  checkObject(where, 'variables', variables);
  for (const name of Object.keys({ ...shapes, ...variables })) {
    const wanted = shapes[name];
    const { shape, dtype = 'float32' } = variables[name] ?? {};
    const fits = String(shape) === String(wanted) && dtype === 'float32';
    if (wanted && fits) continue;
    const found = dtype === 'float32' ? shape : `of type ${dtype}`;
    const expected = wanted
      ? `a float32 variable of shape [${wanted.join(', ')}], as ${owner} has it`
      : `only what ${owner} has`;
    throw new InputError({ where, field: name, found: wanted ? found : 'left over', expected });
  }
}

/** Name and variable of each weight that gradients change. */
export const trainedWeights = (weights: Weights) =>
  Object.entries(weights).filter(([, weight]) => weight.trainable);

function startValue({ name, shape, start }: Parameter, seed: number): tf.Tensor {
  if ('value' in start) return tf.fill(shape, start.value);
  const key = tf.tensor1d([seed, nameKey(name)], 'int32');
  return tf.mul(statelessRandom('normal', shape, key), start.deviation);
}

/** A negative number from a name (FNV-1a); dropout's keys are positive, so that none is used twice. */
function nameKey(name: string): number {
  let hash = 0x811c9dc5;
  for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return hash | 0x80000000;
}
