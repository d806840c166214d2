// What layers are called, and what they do, in words.
import type { Activation, AlexNetConfig } from '../../../lib/network/config';
import type { Layer } from '../../../lib/network/layers';

export const ACTIVATIONS: Record<Activation, string> = {
  relu: 'ReLU',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
};
const EFFECTS: Record<Activation, string> = {
  relu: 'ReLU keeps what is above zero',
  tanh: 'tanh squeezes each number into -1 to 1',
  sigmoid: 'sigmoid squeezes each number into 0 to 1',
};
const STAGES: Partial<Record<Layer['kind'], string>> = {
  convolution: 'convolution',
  lrn: 'LRN',
  pool: 'pooling',
  linear: 'weighted sums',
};

/** The name of one stage of a layer. */
export const stageOf = ({ kind, name }: Layer, { activation }: AlexNetConfig): string =>
  kind === 'activation' ? ACTIVATIONS[activation] : (STAGES[kind] ?? name);

/** What the stages of a layer do, one after the other. */
export function about(row: readonly Layer[], config: AlexNetConfig): string {
  const [first] = row as [Layer];
  const effect = EFFECTS[config.activation];
  if (first.kind === 'linear') {
    const end = row.length > 1 ? effect : 'The largest is the answer';
    return `${first.output[0]} sums over all ${first.input[0]} numbers before. ${end}.`;
  }
  const { kernelSize } = first.window as { kernelSize: number };
  const [, , channels] = first.input;
  const on = channels === 1 ? 'the image' : `all ${channels} maps before`;
  const parts = [`${first.output[2]} filters of ${kernelSize}×${kernelSize} slide over ${on}`];
  if (config.batchNorm) parts.push('each map is shifted and scaled (batch normalization)');
  parts.push(effect);
  if (row.some(({ kind }) => kind === 'lrn')) parts.push('LRN turns strong neighbors down');
  if (row.some(({ kind }) => kind === 'pool')) {
    const { kernelSize: side, strides } = config.pool;
    parts.push(`pooling keeps the largest of ${side}×${side} pixels, in steps of ${strides}`);
  }
  return `${parts.join('; ')}.`;
}
