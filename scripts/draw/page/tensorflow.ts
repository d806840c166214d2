// TensorFlow.js in a browser, in the place of lib/tensorflow/runtime.ts: no kernels by name, plain
// JavaScript, and of its gradients those of the ops that the network is made of.
import '@tensorflow/tfjs-backend-cpu';
import { registerGradient } from '@tensorflow/tfjs-core';
import { addGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Add_grad';
import { batchMatMulGradConfig } from '@tensorflow/tfjs-core/dist/gradients/BatchMatMul_grad';
import { conv2DGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Conv2D_grad';
import { fusedBatchNormGradConfig } from '@tensorflow/tfjs-core/dist/gradients/FusedBatchNorm_grad';
import { gatherGradConfig } from '@tensorflow/tfjs-core/dist/gradients/GatherV2_grad';
import { identityGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Identity_grad';
import { lrnGradConfig } from '@tensorflow/tfjs-core/dist/gradients/LRN_grad';
import { maxPoolGradConfig } from '@tensorflow/tfjs-core/dist/gradients/MaxPool_grad';
import { multiplyGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Multiply_grad';
import { reluGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Relu_grad';
import { reshapeGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Reshape_grad';
import { sigmoidGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Sigmoid_grad';
import { subGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Sub_grad';
import { tanhGradConfig } from '@tensorflow/tfjs-core/dist/gradients/Tanh_grad';

for (const gradient of [
  addGradConfig,
  batchMatMulGradConfig,
  conv2DGradConfig,
  fusedBatchNormGradConfig,
  gatherGradConfig,
  identityGradConfig,
  lrnGradConfig,
  maxPoolGradConfig,
  multiplyGradConfig,
  reluGradConfig,
  reshapeGradConfig,
  sigmoidGradConfig,
  subGradConfig,
  tanhGradConfig,
]) {
  registerGradient(gradient);
}

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
