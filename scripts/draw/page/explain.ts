// What made one pixel of a map: its window, the filter, the sum; and what the filter answers to.
import type { Layer } from '../../../lib/network/layers';
import { element, short } from './dom';
import { explainFilter, explainUnit } from './explain-whole';
import { before, biasOf, type Explained, labeled, mapsOf, SHOWN, slice } from './explained';
import { receptiveFields, seenBy, windowStart } from './field';
import type { LayerMaps, Reading } from './networks';
import { picture } from './paint';
import type { Selection } from './pointing';
import { ACTIVATIONS } from './words';

const at = ({ values, shape }: LayerMaps, row: number, column: number, channel: number): number => {
  const [height = 1, width = 1, channels = 1] = shape;
  if (row < 0 || column < 0 || row >= height || column >= width) return 0;
  return values[(row * width + column) * channels + channel] as number;
};

/** Explains a selection in a reading. */
export function explain(reading: Reading, selection: Selection): Explained | null {
  const index = reading.layers.findIndex(({ name }) => name === selection.layer);
  const layer = reading.layers[index];
  if (!layer) return null;
  const { channel, row, column } = selection;
  if (layer.output.length === 1) return explainUnit(reading, layer, index, channel);
  if (row === null || column === null) return explainFilter(reading, layer, channel);
  const field = receptiveFields(reading.layers).get(layer.name);
  const seen = field ? seenBy(field, row, column, reading.config.inputShape[0]) : null;
  const place = { channel, row, column };
  const explained = EXPLAIN[layer.kind]?.(reading, index, place) ?? { text: '', pictures: [] };
  const value = short(at(mapsOf(reading, layer.name), row, column, channel));
  const title = `${layer.name}, map ${channel}, row ${row}, column ${column}: ${value}`;
  return { title, seen, ...explained };
}

interface Place {
  channel: number;
  row: number;
  column: number;
}
type Part = Pick<Explained, 'text' | 'pictures'>;

const EXPLAIN: Record<string, (reading: Reading, index: number, place: Place) => Part> = {
  convolution: explainSum,
  activation(reading, index, place) {
    const number = (name: string) =>
      at(mapsOf(reading, name), place.row, place.column, place.channel);
    const input = number(before(reading, index));
    const output = number((reading.layers[index] as Layer).name);
    const { pictures } = explainSum(reading, index - 1, place);
    const { activation, batchNorm } = reading.config;
    const kept = input > 0 ? 'is above zero and stays' : 'is not above zero and becomes 0';
    const by = batchNorm ? 'convolution and batch normalization' : 'convolution';
    const becomes =
      activation === 'relu' ? kept : `${ACTIVATIONS[activation]} makes ${short(output)}`;
    return { text: `The ${by} gave ${short(input)}, which ${becomes}.`, pictures };
  },
  lrn(reading, index, { channel, row, column }) {
    const { depthRadius, bias, alpha, beta } = reading.config.lrn as NonNullable<
      Reading['config']['lrn']
    >;
    const input = mapsOf(reading, before(reading, index));
    const channels = input.shape[2] as number;
    const [from, to] = [
      Math.max(0, channel - depthRadius),
      Math.min(channels - 1, channel + depthRadius),
    ];
    const values = Array.from({ length: to - from + 1 }, (_, i) =>
      at(input, row, column, from + i),
    );
    const sum = values.reduce((total, value) => total + value * value, 0);
    const divisor = (bias + alpha * sum) ** beta;
    const own = at(input, row, column, channel);
    const text = `${short(own)} divided by (${bias} + ${short(alpha)} · ${short(sum)}) to the power of ${beta}, which is ${short(divisor)}: the squares of maps ${from} to ${to} here add up to ${short(sum)}.`;
    const largest = Math.max(...values) || 1;
    return {
      text,
      pictures: [
        labeled(
          picture(values, values.length, { largest, label: 'the neighboring maps here' }),
          `maps ${from} to ${to}, here`,
        ),
      ],
    };
  },
  pool(reading, index, { channel, row, column }) {
    const layer = reading.layers[index] as Layer;
    const input = mapsOf(reading, before(reading, index));
    const { values, size } = cutWindow(layer, input, row, column, channel);
    const largest = Math.max(...values);
    const text = `The largest of ${size}×${size} pixels: ${short(largest)}.`;
    return {
      text,
      pictures: [
        labeled(
          picture(values, size, { largest, label: `window of ${size} by ${size}` }),
          'window',
        ),
      ],
    };
  },
};

function cutWindow(layer: Layer, input: LayerMaps, row: number, column: number, channel: number) {
  const window = layer.window as NonNullable<Layer['window']>;
  const size = window.kernelSize;
  const top = windowStart(row, window, layer.input[0] as number, layer.output[0] as number);
  const left = windowStart(column, window, layer.input[1] as number, layer.output[1] as number);
  const values = Array.from({ length: size * size }, (_, i) =>
    at(input, top + Math.floor(i / size), left + (i % size), channel),
  );
  return { values, size };
}

/** A convolution's sum: the inputs that add most, each with its window and its slice of the filter. */
function explainSum(reading: Reading, index: number, { channel, row, column }: Place): Part {
  const layer = reading.layers[index] as Layer;
  const input = mapsOf(reading, before(reading, index));
  const inputs = layer.input[2] as number;
  const parts = Array.from({ length: inputs }, (_, from) => {
    const { values, size } = cutWindow(layer, input, row, column, from);
    const weights = slice(reading, layer, from, channel);
    const sum = values.reduce((total, value, i) => total + value * (weights[i] as number), 0);
    return { from, values, weights, size, sum };
  });
  const total = parts.reduce((sum, part) => sum + part.sum, 0);
  const shown = [...parts].sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum)).slice(0, SHOWN);
  const bias = biasOf(reading, layer.name, channel);
  const result = at(mapsOf(reading, layer.name), row, column, channel);
  const rest =
    inputs > shown.length
      ? `, the other ${inputs - shown.length} inputs ${short(total - shown.reduce((s, p) => s + p.sum, 0))}`
      : '';
  const sums =
    inputs === 1
      ? 'Window times filter, summed: '
      : `The strongest inputs: ${shown.map(({ from, sum }) => `map ${from} gives ${short(sum)}`).join(', ')}${rest}. Together `;
  const end = reading.config.batchNorm
    ? `; batch normalization makes ${short(result)} of it.`
    : `; with the bias ${short(bias)} that is ${short(result)}.`;
  const pictures = shown.flatMap(({ from, values, weights, size, sum }) => {
    const largest = Math.max(...values.map(Math.abs));
    const heaviest = Math.max(...weights.map(Math.abs));
    const products = values.map((value, i) => value * (weights[i] as number));
    const most = Math.max(...products.map(Math.abs));
    const name = inputs === 1 ? 'window' : `map ${from}`;
    return [
      element(
        'div',
        { className: 'sum' },
        labeled(picture(values, size, { largest, label: `window on ${name}` }), name),
        '×',
        labeled(
          picture(weights, size, { largest: heaviest, signed: true, label: 'filter' }),
          'filter',
        ),
        '=',
        labeled(
          picture(products, size, { largest: most, signed: true, label: 'products' }),
          `sum ${short(sum)}`,
        ),
      ),
    ];
  });
  return { text: `${sums}${short(total)}${end}`, pictures };
}
