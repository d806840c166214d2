// What an explanation is made of.
import type { Layer } from '../../../lib/network/layers';
import { element } from './dom';
import type { LayerMaps, Reading } from './networks';

/** The three inputs that add most are shown; a filter may have 96. */
export const SHOWN = 3;

export interface Explained {
  title: string;
  /** The sum in one sentence, for the eye and for a screen reader. */
  text: string;
  pictures: HTMLElement[];
  /** The part of the input that the pixel sees; null for whole layers. */
  seen: { left: number; top: number; width: number; height: number } | null;
}

export const mapsOf = ({ maps }: Reading, name: string) => maps[name] as LayerMaps;

/** The name of the layer before one. */
export const before = ({ layers }: Reading, index: number) => layers[index - 1]?.name ?? 'input';

/** A weight vector of a layer, [C]. */
export const biasOf = ({ network }: Reading, layer: string, channel: number) =>
  network.weights[`${layer}/biases`]?.dataSync()[channel] as number;

/** The weights of one filter for one input, row by row. */
export function slice(
  { network }: Pick<Reading, 'network'>,
  { name, window, input, output }: Layer,
  from: number,
  filter: number,
): number[] {
  const filters = network.weights[`${name}/filters`]?.dataSync() as Float32Array;
  const [inputs, count] = [input[2] as number, output[2] as number];
  const size = (window as NonNullable<Layer['window']>).kernelSize;
  return Array.from(
    { length: size * size },
    (_, i) => filters[(i * inputs + from) * count + filter] as number,
  );
}

/** A filter's slices, those with the largest weights first. */
export function slicesOf(reading: Pick<Reading, 'network'>, layer: Layer, filter: number) {
  const energy = (weights: number[]) => weights.reduce((sum, weight) => sum + weight ** 2, 0);
  return Array.from({ length: layer.input[2] as number }, (_, from) => {
    const weights = slice(reading, layer, from, filter);
    return { from, weights, energy: energy(weights) };
  }).sort((a, b) => b.energy - a.energy);
}

export const labeled = (canvas: HTMLElement, caption: string) =>
  element('figure', {}, canvas, element('figcaption', {}, caption));
