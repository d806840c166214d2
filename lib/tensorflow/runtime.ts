// Starts TensorFlow. Every other file of lib takes `tf` from here, so that what must happen before
// the native library loads has happened.
import util from 'node:util';

// tfjs-node 4.22 calls util.isNullOrUndefined at every op. Node 22 warns of it, Node 23 has none.
const legacy = util as unknown as { isNullOrUndefined: (value: unknown) => boolean };
legacy.isNullOrUndefined = (value) => value === null || value === undefined;

// TensorFlow reads this when it loads: errors only, no start-up chatter on stderr.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';

// Where a processor lacks AVX-512, TensorFlow leaves oneDNN's kernels off, though they are faster there
// too. When they are on it says so, in two lines on stderr that come before any log level counts.
if (process.arch === 'x64') process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';

import * as tf from '@tensorflow/tfjs-node';

export { tf };

/** An attribute of a TensorFlow op. `type` is one of the binding's TF_ATTR_ numbers. */
export interface Attribute {
  name: string;
  type: number;
  value: boolean | number | string | number[] | null;
}

/** What the binding tells of a tensor that it made. */
export interface TensorMetadata {
  id: number;
  shape: number[];
  dtype: number;
}

/** The native functions through which tfjs-node does everything, and TensorFlow's constants. */
export interface Binding {
  executeOp(op: string, attributes: Attribute[], inputs: number[], outputs: number): TensorMetadata[]; // biome-ignore format: one line
  createTensor(shape: number[], dtype: number, values: Uint8Array): number;
  tensorDataSync(id: number): Uint8Array;
  deleteTensor(id: number): void;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  TF_FLOAT: number;
  TF_INT32: number;
  TF_STRING: number;
  TF_ATTR_STRING: number;
  TF_ATTR_BOOL: number;
  TF_ATTR_INT: number;
  TF_ATTR_FLOAT: number;
  TF_ATTR_TYPE: number;
  TF_ATTR_SHAPE: number;
  TF_Version: string;
}

/** The parts of tfjs-node's backend that its public types leave out. */
export interface NativeBackend {
  binding: Binding;
  tensorMap: { get(dataId: object): { dtype: number } };
  getInputTensorIds(tensors: tf.Tensor[]): number[];
  executeSingleOutput(op: string, attributes: Attribute[], inputs: tf.Tensor[]): tf.Tensor;
  executeMultipleOutputs(op: string, attributes: Attribute[], inputs: tf.Tensor[], outputs: number): tf.Tensor[]; // biome-ignore format: one line
  runSavedModel(id: number, inputs: tf.Tensor[], inputNames: { name: string }[], outputNames: string[]): tf.Tensor[]; // biome-ignore format: one line
}

/** The native backend that runs every op. */
export const native = () => tf.backend() as unknown as NativeBackend;

/** Whether TensorFlow's own kernels can be called by name. */
export const hasKernels = true;

/** A `type` attribute of a TensorFlow op: `{ T: float32 }`, say. */
export function typeAttribute(name: string, dtype: 'float32' | 'int32'): Attribute {
  const { binding } = native();
  const value = dtype === 'float32' ? binding.TF_FLOAT : binding.TF_INT32;
  return { name, type: binding.TF_ATTR_TYPE, value };
}

export const float32 = () => typeAttribute('T', 'float32');

/** Runs `body` with some of the binding's functions replaced, which are given the real binding. */
export function withBinding<Result>(
  replacements: (real: Binding) => Partial<Binding>,
  body: () => Result,
): Result {
  const backend = native();
  const real = backend.binding;
  // A plain copy: the binding's own properties are read-only.
  const copy = Object.getOwnPropertyNames(real).map((key) => {
    const value = real[key as keyof Binding] as unknown;
    return [key, typeof value === 'function' ? value.bind(real) : value];
  });
  backend.binding = { ...Object.fromEntries(copy), ...replacements(real) };
  try {
    return body();
  } finally {
    backend.binding = real;
  }
}

/** The versions a reader needs when numbers or errors differ from somebody else's. */
export function versions(): { node: string; tfjs: string; tensorflow: string; backend: string } {
  return {
    node: process.versions.node,
    tfjs: tf.version_core,
    tensorflow: native().binding.TF_Version,
    backend: tf.getBackend(),
  };
}
