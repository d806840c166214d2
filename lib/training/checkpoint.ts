// A training on disk: weights, optimizer state, position and history, in one safetensors file.

import { checkFinite, checkObject, failing } from '../base/errors';
import { readFileOrRefuse, writeFileWhole } from '../base/files';
import { parseJson } from '../base/json';
import type { Weights } from '../network/alexnet';
import { type Parameter, parametersOf } from '../network/layers';
import { tf } from '../tensorflow/runtime';
import { readConfig } from './config';
import { stateShapes } from './optimizer';
import { decodeSafetensors, encodeSafetensors, type FloatArray } from './safetensors';
import { checkProgress, type Training } from './state';

const FORMAT = 'alexnet-mnist training';
const VERSION = 1;

/**
 * Writes a training to a file, whole or not at all. `weightsOnly` leaves out what only resuming
 * needs, a third of the size under Adam: such a file can be used but not trained on.
 * Throws an InputError, and leaves the file as it was, if a weight is no longer a number.
 */
export function saveCheckpoint(
  file: string,
  training: Training,
  { weightsOnly = false } = {},
): void {
  const { weights, optimizerState, ...rest } = training;
  const arrays = {
    ...toArrays('weights', weights),
    ...(weightsOnly ? {} : toArrays('optimizer', optimizerState)),
  };
  for (const [name, { values }] of Object.entries(arrays)) checkFinite(file, name, values);
  const metadata = { format: FORMAT, version: String(VERSION), training: JSON.stringify(rest) };
  writeFileWhole(file, encodeSafetensors({ arrays, metadata }));
}

/**
 * Reads a training that `saveCheckpoint` wrote. Throws an InputError that names the file if it is
 * damaged, of a newer version, or does not hold what its own config needs.
 */
export function loadCheckpoint(file: string): Training {
  const fail = failing(file);
  const { arrays, metadata } = decodeSafetensors(readFileOrRefuse(file, 'a checkpoint'), file);
  if (Object.keys(metadata).length === 0) {
    fail('metadata', 'missing', "a checkpoint's; in Python, save_file(arrays, file, metadata)");
  }
  if (metadata.format !== FORMAT) fail('format', metadata.format, FORMAT);
  if (metadata.version !== String(VERSION)) {
    fail('version', metadata.version, `${VERSION}, the only one known here`);
  }
  const rest = parseJson(metadata.training ?? '', file, 'training') as Omit<
    Training,
    'weights' | 'optimizerState'
  >;
  checkObject(file, 'training', rest);
  rest.config = readConfig(rest.config, file);
  checkProgress(rest, file);

  const weights = takeVariables(arrays, 'weights', parametersOf(rest.config.model), file);
  try {
    const weightsOnly = !Object.keys(arrays).some((name) => name.startsWith('optimizer/'));
    if (weightsOnly) return { ...rest, weights, optimizerState: {} };
    const shapes = Object.entries(stateShapes(rest.config.optimizer, weights));
    const expected = shapes.map(([name, shape]) => ({ name, shape, trained: false }));
    const state = takeVariables(arrays, 'optimizer', expected, file);
    return { ...rest, weights, optimizerState: state };
  } catch (error) {
    tf.dispose(weights);
    throw error;
  }
}

function toArrays(prefix: string, variables: Weights): Record<string, FloatArray> {
  const entries = Object.entries(variables).map(([name, variable]) => {
    const values = variable.dataSync() as Float32Array;
    return [`${prefix}/${name}`, { shape: variable.shape, values }] as const;
  });
  return Object.fromEntries(entries);
}

/** The arrays whose names start with `prefix/` as variables. Throws unless they are the expected ones, with
 * finite values. */
function takeVariables(
  arrays: Record<string, FloatArray>,
  prefix: string,
  expected: readonly Pick<Parameter, 'name' | 'shape' | 'trained'>[],
  where: string,
): Weights {
  const fail = failing(where);
  const names = expected.map(({ name }) => `${prefix}/${name}`);
  const strange = Object.keys(arrays).find(
    (name) => name.startsWith(`${prefix}/`) && !names.includes(name),
  );
  if (strange) fail('an array', strange, `only those that its config needs under ${prefix}/`);
  const checked = expected.map(({ name, shape, trained }) => {
    const full = `${prefix}/${name}`;
    const array = arrays[full];
    if (!array) return fail(full, 'missing', `an array of shape [${shape.join(', ')}]`);
    if (String(array.shape) !== String(shape))
      fail(`${full} shape`, array.shape, `[${shape.join(', ')}]`);
    checkFinite(where, full, array.values);
    return [name, array, trained] as const;
  });
  const variables = checked.map(([name, { shape, values }, trained]) => {
    return [name, tf.tidy(() => tf.variable(tf.tensor(values, shape), trained))] as const;
  });
  return Object.fromEntries(variables);
}
