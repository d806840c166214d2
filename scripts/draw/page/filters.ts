// A convolution's filters as images.
import type { Layer } from '../../../lib/network/layers';
import type { Network } from './networks';
import { type Arrangement, paintMaps } from './paint';

/** Each filter as an image: the slice for its only input, or for the one with the largest weights. */
export function paintFilters(
  canvas: HTMLCanvasElement,
  { weights }: Network,
  { name, window, input, output }: Layer,
  arrangement: Arrangement,
) {
  const filters = weights[`${name}/filters`]?.dataSync() as Float32Array;
  const { kernelSize } = window as { kernelSize: number };
  const [inputs, count] = [input[2] as number, output[2] as number];
  const values = new Float32Array(kernelSize ** 2 * count);
  for (let filter = 0; filter < count; filter++) {
    const slices = Array.from({ length: inputs }, (_, channel) =>
      Array.from(
        { length: kernelSize ** 2 },
        (_, at) => filters[(at * inputs + channel) * count + filter] as number,
      ),
    );
    const energy = slices.map((slice) => slice.reduce((sum, w) => sum + w * w, 0));
    const slice = slices[energy.indexOf(Math.max(...energy))] as number[];
    const largest = Math.max(...slice.map(Math.abs)) || 1;
    for (const [at, weight] of slice.entries()) values[at * count + filter] = weight / largest;
  }
  paintMaps(canvas, { values, shape: [kernelSize, kernelSize, count] }, arrangement, true);
}
