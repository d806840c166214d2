// The networks of the page: loaded when they are chosen, and run by lib's own `featureMaps`.
import { sizeOf } from '../../../lib/base/shape';
import { featureMaps, mnistConfig, type Weights } from '../../../lib/network/alexnet';
import type { AlexNetConfig } from '../../../lib/network/config';
import { type Layer, layersOf } from '../../../lib/network/layers';
import { createWeights } from '../../../lib/network/weights';
import { LRN_CONVENTIONS } from '../../../lib/tensorflow/lrn';
import { tf } from '../../../lib/tensorflow/runtime';
import { type NetworkData, type NetworkEntry, PATCHES, type Patch } from './data';
import { base64ToBytes, inflate, textToBytes, unpackHalves } from './unpack';

declare const NETWORKS: NetworkEntry[];

export interface Network {
  name: string;
  title: string;
  config: AlexNetConfig;
  /** What it is given for a pixel of 0 to 255: (pixel - mean) * scale. */
  pixels: NetworkData['pixels'];
  /** Share of the test images that it reads rightly; null for the untrained. */
  accuracy: number | null;
  weights: Weights;
  /** The places of the pool that a convolution's filter answers to most; none for the untrained. */
  patches: (convolution: string, filter: number) => Patch[];
}

/** What one layer gives for one image. */
export interface LayerMaps {
  shape: readonly number[]; // [H, W, C] or [units]
  values: Float32Array;
}

/** Everything that one image becomes. */
export interface Reading {
  network: Network;
  /** With LRN as it was when the image was read. */
  config: AlexNetConfig;
  layers: Layer[];
  /** The image, 0 to 1, under the name `input`; then every layer. */
  maps: Record<string, LayerMaps>;
  logits: Float32Array;
  probabilities: Float32Array;
}

export const UNTRAINED = 'untrained';
export const networkEntries: { name: string; title: string }[] = [
  ...NETWORKS,
  { name: UNTRAINED, title: 'untrained' },
];

const UNIT = { scale: 1 / 255, mean: 0 };

const loaded = new Map<string, Promise<Network>>();

/** Loads a network by name, once. */
export function loadNetwork(name: string): Promise<Network> {
  const network = loaded.get(name) ?? (name === UNTRAINED ? untrained() : fromScript(name));
  loaded.set(name, network);
  network.catch(() => loaded.delete(name));
  return network;
}

async function untrained(): Promise<Network> {
  const config = mnistConfig();
  const weights = createWeights(config, 1);
  const title = 'untrained';
  return {
    name: UNTRAINED,
    title,
    config,
    pixels: UNIT,
    accuracy: null,
    weights,
    patches: () => [],
  };
}

async function fromScript(name: string): Promise<Network> {
  const entry = NETWORKS.find((one) => one.name === name) as NetworkEntry;
  const [data, text] = await readScript<[NetworkData, string]>(entry.file, 'addNetwork');
  const values = unpackHalves(await inflate(textToBytes(text, data.bytes)), data.count);
  let at = 0;
  const weights = data.shapes.map(([key, shape]) => {
    const size = sizeOf(shape);
    at += size;
    return [key, tf.variable(tf.tensor(values.slice(at - size, at), shape))] as const;
  });
  return {
    ...data,
    weights: Object.fromEntries(weights) as Weights,
    patches: (convolution, filter) => patchesIn(data.patches[convolution] ?? '', filter),
  };
}

function patchesIn(packed: string, filter: number): Patch[] {
  const own = base64ToBytes(packed).subarray(filter * PATCHES * 3, (filter + 1) * PATCHES * 3);
  return Array.from({ length: own.length / 3 }, (_, i) => [...own.subarray(3 * i)] as Patch);
}

let given: unknown[] | null = null;

/** Runs a script that calls the global function `name`, and gives what it is called with. */
export function readScript<Arguments>(file: string, name: string): Promise<Arguments> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = file;
    script.onerror = () => reject(new Error(`${file} is missing beside this page`));
    const take = (...values: unknown[]) => {
      given = values;
    };
    Object.assign(window, { [name]: take });
    // Directly after the script itself: of two that load at once each gets its own.
    script.onload = () => {
      if (given) resolve(given as Arguments);
      else reject(new Error(`${file} is not as it was written`));
      given = null;
    };
    document.head.append(script);
  });
}

/** The network's config, with LRN as asked: its own or the paper's, or none. */
export function configWith({ config }: Network, lrn: boolean): AlexNetConfig {
  return { ...config, lrn: lrn ? (config.lrn ?? LRN_CONVENTIONS.paper) : null };
}

/** Runs a network on one image, 0 (paper) to 1 (ink). */
export function readImage(network: Network, image: Float32Array, lrn: boolean): Reading {
  const config = configWith(network, lrn);
  const [height, width, channels] = config.inputShape;
  const { scale, mean } = network.pixels;
  const input = tf.tensor4d(
    image.map((value) => (255 * value - mean) * scale),
    [1, height, width, channels],
  );
  const tensors = featureMaps(config, network.weights, input);
  const maps: Reading['maps'] = {
    input: { shape: [...config.inputShape], values: input.dataSync() as Float32Array },
  };
  for (const [name, tensor] of Object.entries(tensors)) {
    maps[name] = { shape: tensor.shape.slice(1), values: tensor.dataSync() as Float32Array };
  }
  const last = config.fullyConnected.at(-1)?.name as string;
  const logits = maps[last]?.values as Float32Array;
  tf.dispose([input, tensors]);
  const layers = layersOf(config).filter(({ kind }) => kind !== 'dropout');
  return { network, config, layers, maps, logits, probabilities: softmax(logits) };
}

export function softmax(logits: Float32Array): Float32Array {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
