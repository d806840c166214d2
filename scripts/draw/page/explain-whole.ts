// What a filter is, and what made a unit: weights over everything before.
import type { Layer } from '../../../lib/network/layers';
import { short } from './dom';
import { before, biasOf, type Explained, labeled, mapsOf, SHOWN, slicesOf } from './explained';
import type { Reading } from './networks';
import { picture } from './paint';
import { ACTIVATIONS } from './words';

export function explainFilter(reading: Reading, layer: Layer, channel: number): Explained {
  const inputs = layer.input[2] as number;
  const size = (layer.window as NonNullable<Layer['window']>).kernelSize;
  const strongest = slicesOf(reading, layer, channel).slice(0, SHOWN);
  const heaviest = Math.max(...strongest.flatMap(({ weights }) => weights.map(Math.abs)));
  const pictures = strongest.map(({ from, weights }) =>
    labeled(
      picture(weights, size, {
        largest: heaviest,
        signed: true,
        label: `weights for input ${from}`,
      }),
      inputs === 1 ? 'weights' : `for map ${from}`,
    ),
  );
  const bias = biasOf(reading, layer.name, channel);
  return {
    title: `${layer.name}, filter ${channel}`,
    text: `${size}×${size} weights for ${inputs === 1 ? 'the image' : `each of ${inputs} maps`}, and a bias of ${short(bias)}.${inputs > SHOWN ? ' Here those with the largest.' : ''}`,
    pictures,
    seen: null,
  };
}

export function explainUnit(
  reading: Reading,
  layer: Layer,
  index: number,
  unit: number,
): Explained {
  const own = (name: string) => mapsOf(reading, name).values[unit] as number;
  const title = `${layer.name}, unit ${unit}: ${short(own(layer.name))}`;
  if (layer.kind !== 'linear') {
    const input = own(before(reading, index));
    return {
      title,
      text: `The weighted sum was ${short(input)}; ${ACTIVATIONS[reading.config.activation]} gives ${short(own(layer.name))}.`,
      pictures: [],
      seen: null,
    };
  }
  const inputs = mapsOf(reading, before(reading, index)).values;
  const weights = reading.network.weights[`${layer.name}/weights`]?.dataSync() as Float32Array;
  const units = layer.output[0] as number;
  const products = Array.from(inputs, (value, i) => ({
    i,
    product: value * (weights[i * units + unit] as number),
  }));
  const total = products.reduce((sum, { product }) => sum + product, 0);
  const active = inputs.filter((value) => value !== 0).length;
  const most = products.sort((a, b) => Math.abs(b.product) - Math.abs(a.product)).slice(0, SHOWN);
  const bias = own(layer.name) - total;
  const text = `A sum over ${inputs.length} inputs, ${active} of them not zero. Most: ${most.map(({ i, product }) => `input ${i} gives ${short(product)}`).join(', ')}. All together ${short(total)}, with the bias ${short(bias)} that is ${short(own(layer.name))}.`;
  return { title, text, pictures: [], seen: null };
}
