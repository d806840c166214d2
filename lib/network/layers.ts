// A network in numbers, before any of it is built: sizes, parameters and multiply-adds by layer.

import { outputSize, sizeOf } from '../base/shape';
import type { AlexNetConfig } from './alexnet';
import { weightShapes } from './weights';

export interface LayerSummary {
  name: string;
  /** What the layer does to its input, in words. */
  kind: string;
  /** Of one image: [H, W, C], or [units]. */
  output: number[];
  /** Weights and biases. */
  parameters: number;
  /** Multiplications with an addition each, for one image, forward. */
  multiplyAdds: number;
}

/** Each layer with its pooling and normalisation. Throws an InputError if the geometry is impossible. */
export function summarize(config: AlexNetConfig): LayerSummary[] {
  const shapes = weightShapes(config);
  const rows: LayerSummary[] = [];
  const sizeOfWeights = (name: string) => (shapes[name] ? sizeOf(shapes[name]) : 0);
  let [height, width, channels] = config.inputShape;
  config.convolutions.forEach((layer, i) => {
    const { name, kernelSize, strides, filters, groups } = layer;
    height = outputSize(height, layer, name);
    width = outputSize(width, layer, name);
    channels = filters;
    const filterWeights = sizeOfWeights(`${name}/filters`);
    rows.push({
      name,
      kind: `${kernelSize}x${kernelSize} convolution, stride ${strides}${groups > 1 ? `, ${groups} groups` : ''}`,
      output: [height, width, channels],
      parameters: filterWeights + sizeOfWeights(`${name}/biases`) + sizeOfWeights(`${name}/scale`),
      multiplyAdds: filterWeights * height * width,
    });
    const free = { parameters: 0, multiplyAdds: 0 };
    if (layer.lrn && config.lrn) {
      const kind = `local response normalization, ${2 * config.lrn.depthRadius + 1} channels`;
      rows.push({ name: `lrn${i + 1}`, kind, output: [height, width, channels], ...free });
    }
    if (layer.pool) {
      const { kernelSize: size, strides: step } = config.pool;
      height = outputSize(height, config.pool);
      width = outputSize(width, config.pool);
      const kind = `${size}x${size} max pooling, stride ${step}`;
      rows.push({ name: `pool${i + 1}`, kind, output: [height, width, channels], ...free });
    }
  });
  for (const { name, units } of config.fullyConnected) {
    const weights = sizeOfWeights(`${name}/weights`);
    rows.push({
      name,
      kind: 'fully connected',
      output: [units],
      parameters: weights + sizeOfWeights(`${name}/biases`),
      multiplyAdds: weights,
    });
  }
  return rows;
}

/** The sum of a column of the summary. */
export function total(rows: LayerSummary[], column: 'parameters' | 'multiplyAdds'): number {
  return rows.reduce((sum, row) => sum + row[column], 0);
}
