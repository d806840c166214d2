// What of the paper's network a smaller one keeps and what it changes: fact by fact, with reasons.

import { InputError } from '../base/errors';
import { outputSize, type Window } from '../base/shape';
import type { AlexNetConfig } from './config';
import { type Layer, layersOf, type Parameter } from './layers';
import { trainedCount } from './summary';

export type LedgerRow = {
  /** A layer and its field, `conv1 kernelSize`, or a constant of the whole network. */
  what: string;
  paper: string;
  here: string;
  /** Why the two differ; empty where they do not. */
  why: string;
};

/**
 * Why `mnistConfig` departs from `paperConfig`: by the whole name of a fact, or by its last word for
 * all layers alike.
 */
export const REASONS: Record<string, string> = {
  input: 'MNIST is 28x28 and gray; enlarging it adds work and no information',
  filters: 'so many can be trained on two processor cores; width 1 gives as many as the paper',
  units: 'so many can be trained on two processor cores; width 1 gives as many as the paper',
  'fc8 units': 'one logit for each of ten digits',
  'conv1 kernelSize':
    "the paper's window spans a twentieth of its image, but two fifths of a digit",
  'conv1 strides':
    'a small image has no positions to skip: stride 4 leaves too few for the poolings',
  'conv1 padding': 'a filter can be centered on every pixel, those at the edge included',
  groups: 'the split put half of it on each of two 3 GB graphics cards; one machine holds it all',
  weightDeviation: 'so small a fixed deviation lets the signal fade from layer to layer',
  initialBiases:
    "the 1 made ReLUs start with positive inputs; with He's weights half of them do so anyway",
  output: 'follows from the rows above',
  inputs: 'follows from the rows above',
  parameters: 'follows from the rows above',
  multiplyAdds: 'follows from the rows above',
};

/**
 * Sets every layer and constant of two networks side by side. Throws an InputError that names the
 * fact if they differ in one that `reasons` does not explain, or if a geometry is impossible.
 */
export function ledger(
  paper: AlexNetConfig,
  here: AlexNetConfig,
  reasons: Record<string, string> = REASONS,
): LedgerRow[] {
  const [papers, ours] = [facts(paper), facts(here)];
  return [...new Set([...papers.keys(), ...ours.keys()])].map((what) => {
    const [there, found] = [papers.get(what) ?? 'none', ours.get(what) ?? 'none'];
    if (there === found) return { what, paper: there, here: found, why: '' };
    const why = reasons[what] ?? reasons[what.split(' ').at(-1) ?? ''];
    if (!why) {
      const expected = `the paper's ${there}, or a reason for the difference`;
      throw new InputError({ where: 'ledger', field: what, found, expected });
    }
    return { what, paper: there, here: found, why };
  });
}

/** Everything that makes a network, by name, in the order of the layers. */
function facts(config: AlexNetConfig): Map<string, string> {
  const { activation, pool, dropoutRate, lrn, initialization, batchNorm } = config;
  const layers = layersOf(config);
  const normalized = batchNorm ? ['batch normalization'] : [];
  const count = (number: number) => number.toLocaleString('en-GB');
  const found = new Map<string, string>([['input', config.inputShape.join('x')]]);
  const note = (layer: string, fields: Record<string, string | number>) => {
    for (const [field, value] of Object.entries(fields)) found.set(`${layer} ${field}`, `${value}`);
  };
  for (const [i, layer] of layers.entries()) {
    const { name, window, input, output } = layer;
    const work = {
      parameters: count(trainedCount(layer)),
      multiplyAdds: count(layer.multiplyAdds),
    };
    if (layer.kind === 'convolution' && window) {
      note(name, {
        filters: output[2] as number,
        kernelSize: `${window.kernelSize}x${window.kernelSize}`,
        strides: window.strides,
        padding: zerosText(input[0] as number, window),
        groups: layer.groups as number,
        order: ['convolution', ...normalized, ...followers(layers.slice(i + 1), config)].join(', '),
        output: output.join('x'),
        ...work,
      });
    }
    if (layer.kind === 'pool') note(name, { output: output.join('x') });
    if (layer.kind === 'linear') {
      const after = followers(layers.slice(i + 1), config);
      note(name, {
        inputs: count(input[0] as number),
        units: count(output[0] as number),
        order: ['product', ...(after.length > 0 ? after : ['softmax'])].join(', '),
        parameters: work.parameters,
      });
    }
  }
  found.set('pooling', windowText(pool));
  const constants = lrn ?? { depthRadius: 'none', bias: 'none', alpha: 'none', beta: 'none' };
  for (const [field, value] of Object.entries(constants)) found.set(`LRN ${field}`, `${value}`);
  if (batchNorm) found.set('batchNorm', 'after each convolution');
  found.set('dropoutRate', `${dropoutRate}`);
  found.set('activation', activation);
  const deviation =
    initialization === 'he'
      ? 'sqrt(2 / inputs of a unit)'
      : startText(layers, ['filters', 'weights'], 0.01);
  found.set('weightDeviation', deviation);
  found.set('initialBiases', startText(layers, ['biases'], 0));
  const sum = (of: (layer: Layer) => number) =>
    count(layers.reduce((all, one) => all + of(one), 0));
  found.set('all parameters', sum(trainedCount));
  found.set(
    'all multiplyAdds',
    sum(({ multiplyAdds }) => multiplyAdds),
  );
  return found;
}

/** What some parts start from, or with what deviation: `1 in conv2, fc6; 0 elsewhere`. */
function startText(layers: Layer[], parts: Parameter['part'][], usual: number): string {
  const names = new Map<number, string[]>();
  for (const { layer, part, start } of layers.flatMap(({ parameters }) => parameters)) {
    const value = 'value' in start ? start.value : start.deviation;
    if (!parts.includes(part) || value === usual) continue;
    names.set(value, [...(names.get(value) ?? []), layer]);
  }
  const unusual = [...names].map(([value, some]) => `${value} in ${some.join(', ')}`);
  return [...unusual, unusual.length > 0 ? `${usual} elsewhere` : usual].join('; ');
}

/** What happens to a layer's output before the next layer that has weights. */
function followers(after: Layer[], { activation }: AlexNetConfig): string[] {
  const words = { activation, lrn: 'LRN', pool: 'pooling', dropout: 'dropout' };
  const end = after.findIndex(({ kind }) => !(kind in words));
  return after.slice(0, end).map(({ kind }) => words[kind as keyof typeof words]);
}

const windowText = ({ kernelSize, strides, padding }: Window) =>
  `largest of ${kernelSize}x${kernelSize}, stride ${strides}, padding ${padding}`;

/** The zeros on each side of a map: `same` puts an odd one at the end, as TensorFlow does. */
function zerosText(size: number, window: Window): string {
  const { kernelSize, strides, padding } = window;
  if (padding === 'valid') return '0';
  if (typeof padding === 'number') return `${padding}`;
  const reach = (outputSize(size, window) - 1) * strides + kernelSize;
  const zeros = Math.max(0, reach - size);
  const [before, after] = [Math.floor(zeros / 2), Math.ceil(zeros / 2)];
  return before === after ? `${before}` : `${before} and ${after}`;
}
