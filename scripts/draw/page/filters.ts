// A convolution's filters as images.
import type { Layer } from '../../../lib/network/layers';
import { slicesOf } from './explained';
import type { Network } from './networks';
import { type Arrangement, paintMaps } from './paint';

/** Each filter as an image: the slice for its only input, or for the one with the largest weights. */
export function paintFilters(
  canvas: HTMLCanvasElement,
  network: Network,
  layer: Layer,
  arrangement: Arrangement,
) {
  const { kernelSize } = layer.window as { kernelSize: number };
  const count = layer.output[2] as number;
  const values = new Float32Array(kernelSize ** 2 * count);
  for (let filter = 0; filter < count; filter++) {
    const weights = slicesOf({ network }, layer, filter)[0]?.weights as number[];
    const largest = Math.max(...weights.map(Math.abs)) || 1;
    for (const [at, weight] of weights.entries()) values[at * count + filter] = weight / largest;
  }
  paintMaps(canvas, { values, shape: [kernelSize, kernelSize, count] }, arrangement, true);
}
