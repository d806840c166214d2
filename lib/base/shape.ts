// The arithmetic of convolution and pooling: sizes, parameters and multiply-adds.
import { checkChoice, checkNumber, InputError } from './errors';

/** `same` keeps ceil(size / strides); `valid` adds nothing; a number is zeros on each side. */
export type Padding = 'same' | 'valid' | number;

/** What slides over a map in a convolution or a pooling. */
export interface Window {
  kernelSize: number;
  strides: number;
  padding: Padding;
}

/**
 * The output side of a convolution or pooling over an input of `size` pixels a side:
 * floor((size + 2 padding - kernelSize) / strides) + 1, or ceil(size / strides) for `same`.
 * Throws an InputError where the window does not fit, naming `where`.
 */
export function outputSize(size: number, window: Window, where = 'outputSize'): number {
  const { kernelSize, strides, padding } = window;
  checkNumber(where, 'input size', size, { low: 1, whole: true });
  checkNumber(where, 'kernelSize', kernelSize, { low: 1, whole: true });
  checkNumber(where, 'strides', strides, { low: 1, whole: true });
  if (typeof padding === 'string') checkChoice(where, 'padding', padding, ['same', 'valid']);
  if (padding === 'same') return Math.ceil(size / strides);
  const zeros = padding === 'valid' ? 0 : padding;
  checkNumber(where, 'padding', zeros, { low: 0, whole: true });
  const padded = size + 2 * zeros;
  if (padded < kernelSize) {
    throw new InputError({
      where,
      field: 'input size',
      found: `${size}x${size}`,
      expected: `at least ${kernelSize - 2 * zeros}x${kernelSize - 2 * zeros} to fit a ${kernelSize}x${kernelSize} window`,
    });
  }
  return Math.floor((padded - kernelSize) / strides) + 1;
}

/** The number of elements of a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
