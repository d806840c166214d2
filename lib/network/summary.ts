// The table of layers as people print it: what has a size of its own, with counts in place of lists.
import { sizeOf } from '../base/shape';
import type { AlexNetConfig } from './config';
import { type Layer, layersOf } from './layers';

/** A row of the summary. */
export interface LayerSummary {
  name: string;
  /** What the layer does to its input, in words. */
  kind: string;
  /** Of one image: [H, W, C], or [units]. */
  output: number[];
  /** Weights and biases that are trained. */
  parameters: number;
  /** Multiplications with an addition each, for one image, forward. */
  multiplyAdds: number;
}

/** Convolutions, normalizations, poolings and fully connected layers. Throws as `layersOf` does. */
export function summarize(config: AlexNetConfig): LayerSummary[] {
  return layersOf(config).flatMap((layer) => {
    const kind = inWords(layer, config);
    if (!kind) return [];
    const { name, output, multiplyAdds } = layer;
    return [{ name, kind, output, parameters: trainedCount(layer), multiplyAdds }];
  });
}

/** The sum of a column of the summary. */
export function total(rows: LayerSummary[], column: 'parameters' | 'multiplyAdds'): number {
  return rows.reduce((sum, row) => sum + row[column], 0);
}

/** How many numbers of a layer are trained. */
export const trainedCount = ({ parameters }: Layer): number =>
  parameters.reduce((sum, { trained, shape }) => sum + (trained ? sizeOf(shape) : 0), 0);

function inWords(
  { kind, window, groups = 1 }: Layer,
  { lrn, batchNorm }: AlexNetConfig,
): string | undefined {
  const sides = window && `${window.kernelSize}x${window.kernelSize}`;
  switch (kind) {
    case 'convolution':
      return `${sides} convolution, stride ${window?.strides}${groups > 1 ? `, ${groups} groups` : ''}${batchNorm ? ', batch normalization' : ''}`;
    case 'lrn':
      return `local response normalization, ${2 * (lrn?.depthRadius ?? 0) + 1} channels`;
    case 'pool':
      return `${sides} max pooling, stride ${window?.strides}`;
    case 'linear':
      return 'fully connected';
    default:
      return undefined; // gives as many numbers as it is given, and owns none
  }
}
