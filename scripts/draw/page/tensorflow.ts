// TensorFlow.js in a browser, in the place of lib/tensorflow/runtime.ts: no kernels by name, plain
// JavaScript.
import '@tensorflow/tfjs-backend-cpu';

export * as tf from '@tensorflow/tfjs-core';

/** Whether TensorFlow's own kernels can be called by name. */
export const hasKernels = false;

export function native(): never {
  throw new Error('There are no native kernels in a page.');
}
export const typeAttribute = native;
export const float32 = native;
export const withBinding = native;
export const versions = native;
