// A training on disk: weights, optimizer state, position and history, in one safetensors file.
import { readFileSync } from 'node:fs';
import { type Weights, weightShapes } from './alexnet';
import { InputError } from './errors';
import { writeFileWhole } from './files';
import { createOptimizerState } from './optimizer';
import { tf } from './runtime';
import { decodeSafetensors, encodeSafetensors, type FloatArray } from './safetensors';
import { checkTraining, type Training } from './training';

const FORMAT = 'alexnet-mnist training';
const VERSION = 1;

/** Writes a training to a file, whole or not at all. `weightsOnly` leaves out what only resuming
 * needs, a third of the size under Adam: such a file can be used but not trained on. */
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
  const metadata = { format: FORMAT, version: String(VERSION), training: JSON.stringify(rest) };
  writeFileWhole(file, encodeSafetensors({ arrays, metadata }));
}

/**
 * Reads a training that `saveCheckpoint` wrote. Throws an InputError that names the file if it is
 * damaged, of a newer version, or does not hold what its own config needs.
 */
export function loadCheckpoint(file: string): Training {
  const fail = (field: string, found: unknown, expected: string, cause?: unknown): never => {
    throw new InputError({ where: file, field, found, expected }, cause);
  };
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return fail('file', (error as NodeJS.ErrnoException).code, 'a readable file', error);
  }
  const { arrays, metadata } = decodeSafetensors(bytes, file);
  if (metadata.format !== FORMAT) fail('format', metadata.format, FORMAT);
  if (metadata.version !== String(VERSION)) fail('version', metadata.version, String(VERSION));
  let rest: Omit<Training, 'weights' | 'optimizerState'>;
  try {
    rest = JSON.parse(metadata.training ?? '');
    checkTraining(rest.config);
  } catch (error) {
    return fail('training', (error as Error).message, 'a usable training', error);
  }

  const part = (prefix: string) =>
    Object.entries(arrays)
      .filter(([name]) => name.startsWith(`${prefix}/`))
      .map(([name, array]) => [name.slice(prefix.length + 1), array] as const);
  const weightArrays = Object.fromEntries(part('weights'));
  checkArrays(weightArrays, weightShapes(rest.config.model), file);
  const weights = toVariables(weightArrays, true);
  const stateArrays = Object.fromEntries(part('optimizer'));
  if (Object.keys(stateArrays).length === 0 && rest.config.optimizer.kind !== 'sgd') {
    return { ...rest, weights, optimizerState: {} };
  }
  const wanted = createOptimizerState(rest.config.optimizer, weights);
  const shapes = Object.entries(wanted).map(([name, { shape }]) => [name, shape] as const);
  tf.dispose(wanted);
  checkArrays(stateArrays, Object.fromEntries(shapes), file);
  return { ...rest, weights, optimizerState: toVariables(stateArrays, false) };
}

function toArrays(prefix: string, variables: Weights): Record<string, FloatArray> {
  const entries = Object.entries(variables).map(([name, variable]) => {
    const values = variable.dataSync() as Float32Array;
    return [`${prefix}/${name}`, { shape: variable.shape, values }] as const;
  });
  return Object.fromEntries(entries);
}

function toVariables(arrays: Record<string, FloatArray>, trainable: boolean): Weights {
  const entries = Object.entries(arrays).map(([name, { shape, values }]) => {
    return [name, tf.tidy(() => tf.variable(tf.tensor(values, shape), trainable))] as const;
  });
  return Object.fromEntries(entries);
}

/** Throws unless the arrays have these names, in this order, these shapes, and finite values. */
function checkArrays(
  arrays: Record<string, FloatArray>,
  shapes: Record<string, readonly number[]>,
  where: string,
): void {
  const fail = (field: string, found: unknown, expected: string): never => {
    throw new InputError({ where, field, found, expected });
  };
  const names = Object.keys(shapes);
  const found = Object.keys(arrays);
  if (String(found) !== String(names)) fail('arrays', found, names.join(', '));
  for (const [name, shape] of Object.entries(shapes)) {
    const array = arrays[name] as FloatArray;
    if (String(array.shape) !== String(shape)) fail(`${name} shape`, array.shape, `[${shape}]`);
    const wrong = array.values.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) fail(`${name} value ${wrong}`, array.values[wrong], 'a finite number');
  }
}
