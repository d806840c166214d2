// What of the paper's network a smaller one keeps and what it changes: fact by fact, with reasons.

import { InputError } from '../base/errors';
import { outputSize, type Window } from '../base/shape';
import type { AlexNetConfig } from './alexnet';
import { summarize, total } from './layers';
import { weightShapes } from './weights';

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
  input: 'MNIST is 28x28 and grey; enlarging it adds work and no information',
  filters: 'so many can be trained on two processor cores; width 1 gives as many as the paper',
  units: 'so many can be trained on two processor cores; width 1 gives as many as the paper',
  'fc8 units': 'one logit for each of ten digits',
  'conv1 kernelSize':
    "the paper's window spans a twentieth of its image, but two fifths of a digit",
  'conv1 strides':
    'a small image has no positions to skip: stride 4 leaves too few for the poolings',
  'conv1 padding': 'a filter can be centred on every pixel, those at the edge included',
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
  const [left, right] = [facts(paper), facts(here)];
  return [...new Set([...left.keys(), ...right.keys()])].map((what) => {
    const [there, found] = [left.get(what) ?? 'none', right.get(what) ?? 'none'];
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
  const { activation, pool, dropoutRate, lrn, initialisation } = config;
  const rows = summarize(config);
  const weights = weightShapes(config);
  const row = (name: string) => rows.find((one) => one.name === name);
  const count = (number = 0) => number.toLocaleString('en-GB');
  const found = new Map<string, string>([['input', config.inputShape.join('x')]]);
  let [side] = config.inputShape;

  config.convolutions.forEach((layer, i) => {
    const { name, filters, kernelSize, strides, groups } = layer;
    const order = ['convolution', activation];
    if (layer.lrn && lrn) order.push('LRN');
    if (layer.pool) order.push('pooling');
    const fields = {
      filters,
      kernelSize: `${kernelSize}x${kernelSize}`,
      strides,
      padding: zerosText(side, layer),
      groups,
      order: order.join(', '),
      output: row(name)?.output.join('x'),
      parameters: count(row(name)?.parameters),
      multiplyAdds: count(row(name)?.multiplyAdds),
    };
    for (const [field, value] of Object.entries(fields)) found.set(`${name} ${field}`, `${value}`);
    const pooled = row(`pool${i + 1}`);
    if (pooled) found.set(`pool${i + 1} output`, pooled.output.join('x'));
    side = (pooled ?? row(name))?.output[0] ?? 0;
  });

  config.fullyConnected.forEach(({ name, units }, i) => {
    const last = i === config.fullyConnected.length - 1;
    found.set(`${name} inputs`, count(weights[`${name}/weights`]?.[0]));
    found.set(`${name} units`, count(units));
    found.set(`${name} order`, ['product', last ? 'softmax' : `${activation}, dropout`].join(', '));
    found.set(`${name} parameters`, count(row(name)?.parameters));
  });

  found.set('pooling', windowText(pool));
  const constants = lrn ?? { depthRadius: 'none', bias: 'none', alpha: 'none', beta: 'none' };
  for (const [field, value] of Object.entries(constants)) found.set(`LRN ${field}`, `${value}`);
  found.set('dropoutRate', `${dropoutRate}`);
  found.set('weightDeviation', initialisation === 'paper' ? '0.01' : 'sqrt(2 / inputs of a unit)');
  const ones = [...config.convolutions, ...config.fullyConnected]
    .filter(({ paperBias }) => initialisation === 'paper' && paperBias === 1)
    .map(({ name }) => name);
  found.set('initialBiases', ones.length > 0 ? `1 in ${ones.join(', ')}; 0 elsewhere` : '0');
  found.set('all parameters', count(total(rows, 'parameters')));
  found.set('all multiplyAdds', count(total(rows, 'multiplyAdds')));
  return found;
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
