// The table of layers that follows from a config: sizes, parameters and work. Everything that needs them
// (weights, training, departures, figures) reads this table.
import { outputSize, sizeOf, type Window } from '../base/shape';
import { checkConfig } from './check';
import type { AlexNetConfig } from './config';

/** A tensor that a layer owns. */
export interface Parameter {
  /** `conv1/filters`: the key of the weights' record. */
  name: string;
  layer: string;
  part: 'filters' | 'weights' | 'biases' | 'scale' | 'mean' | 'variance';
  shape: number[];
  /** Normal with this deviation, or one value throughout. */
  start: { deviation: number } | { value: number };
  /** Whether gradients change it; batch normalization's running averages follow the batches instead. */
  trained: boolean;
  /** Whether weight decay takes from it: filters and weights, not biases, as in the authors' code. */
  decayed: boolean;
}

/** A layer: what a student sees in the paper's figure 2. */
export interface Layer {
  /** conv1, activation1, lrn1, pool1, …, flatten, fc6, activation6, dropout6, …, fc8 */
  name: string;
  kind: 'convolution' | 'activation' | 'lrn' | 'pool' | 'flatten' | 'linear' | 'dropout';
  /** Shapes of one image's maps: [H, W, C], or [units]. */
  input: number[];
  output: number[];
  /** Of a convolution or a pooling. */
  window?: Window;
  groups?: number;
  parameters: Parameter[];
  /** Multiplications with an addition each, for one image, forward. */
  multiplyAdds: number;
}

/** Every layer of a network in order. Throws an InputError that names the layer that cannot be built. */
export function layersOf(config: AlexNetConfig): Layer[] {
  checkConfig(config);
  const layers: Layer[] = [];
  let shape: number[] = [...config.inputShape];
  const add = (name: string, kind: Layer['kind'], output = shape, more: Partial<Layer> = {}) => {
    layers.push({ name, kind, input: shape, output, parameters: [], multiplyAdds: 0, ...more });
    shape = output;
  };
  const slide = (name: string, window: Window, channels: number) => [
    ...shape.slice(0, 2).map((side) => outputSize(side, window, name)),
    channels,
  ];

  for (const [i, layer] of config.convolutions.entries()) {
    const { name, filters, kernelSize, strides, padding, groups } = layer;
    const window = { kernelSize, strides, padding };
    const output = slide(name, window, filters);
    const inputs = (shape[2] as number) / groups;
    const kernel = [kernelSize, kernelSize, inputs, filters];
    const parameters = [
      learned(config, layer, 'filters', kernel),
      biases(config, layer, filters),
      ...(config.batchNorm ? batchNormParameters(name, filters) : []),
    ];
    const multiplyAdds = sizeOf(kernel) * (output[0] as number) * (output[1] as number);
    add(name, 'convolution', output, { window, groups, parameters, multiplyAdds });
    add(`activation${i + 1}`, 'activation');
    if (layer.lrn && config.lrn) add(`lrn${i + 1}`, 'lrn');
    if (!layer.pool) continue;
    const pool = `pool${i + 1}`;
    add(pool, 'pool', slide(pool, config.pool, filters), { window: config.pool });
  }
  add('flatten', 'flatten', [sizeOf(shape)]);
  for (const [i, layer] of config.fullyConnected.entries()) {
    const matrix = [shape[0] as number, layer.units];
    const parameters = [
      learned(config, layer, 'weights', matrix),
      biases(config, layer, layer.units),
    ];
    add(layer.name, 'linear', [layer.units], { parameters, multiplyAdds: sizeOf(matrix) });
    if (i === config.fullyConnected.length - 1) break;
    const number = config.convolutions.length + i + 1;
    add(`activation${number}`, 'activation');
    if (config.dropoutRate > 0) add(`dropout${number}`, 'dropout');
  }
  return layers;
}

/** Every parameter of a network, in the order of the layers. Throws as `layersOf` does. */
export const parametersOf = (config: AlexNetConfig): Parameter[] =>
  layersOf(config).flatMap((layer) => layer.parameters);

/** The shape of the images that a network takes, and the number of classes that it tells apart. */
export const inputAndClasses = ({ inputShape, fullyConnected }: AlexNetConfig) => ({
  inputShape,
  classes: fullyConnected.at(-1)?.units ?? 0,
});

/** The names of the weights that decay. */
export const decayedOf = (config: AlexNetConfig): Set<string> =>
  new Set(parametersOf(config).flatMap(({ decayed, name }) => (decayed ? name : [])));

/** Filters or weights. `he`: He et al. 2015, for ReLU. `paper`: section 5. `authors`: their code. */
function learned(
  { initialization }: AlexNetConfig,
  { name, authorsDeviation = 0.01 }: { name: string; authorsDeviation?: number },
  part: 'filters' | 'weights',
  shape: number[],
): Parameter {
  const fanIn = sizeOf(shape.slice(0, -1));
  const deviation = { he: Math.sqrt(2 / fanIn), paper: 0.01, authors: authorsDeviation };
  const start = { deviation: deviation[initialization] };
  return { name: `${name}/${part}`, layer: name, part, shape, start, trained: true, decayed: true };
}

function biases(
  { initialization }: AlexNetConfig,
  { name, paperBias }: { name: string; paperBias: number },
  count: number,
): Parameter {
  const start = { value: initialization === 'he' ? 0 : paperBias };
  return { ...vector(name, 'biases', count), start, trained: true };
}

function batchNormParameters(name: string, channels: number): Parameter[] {
  return [
    { ...vector(name, 'scale', channels), start: { value: 1 }, trained: true },
    { ...vector(name, 'mean', channels), start: { value: 0 }, trained: false },
    { ...vector(name, 'variance', channels), start: { value: 1 }, trained: false },
  ];
}

const vector = (layer: string, part: Parameter['part'], length: number) => ({
  name: `${layer}/${part}`,
  layer,
  part,
  shape: [length],
  decayed: false,
});
