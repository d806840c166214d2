// The published networks as scripts: their weights in half precision, and what each filter answers to.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { RUNS_FOLDER } from '../../lib/base/folders';
import { gather } from '../../lib/data/batches';
import type { LabeledImages } from '../../lib/data/images';
import { evaluate, predictor } from '../../lib/evaluation/evaluate';
import { featureMaps, type Weights } from '../../lib/network/alexnet';
import type { AlexNetConfig } from '../../lib/network/config';
import { layersOf } from '../../lib/network/layers';
import { listRuns } from '../../lib/runs/list';
import { tf } from '../../lib/tensorflow/runtime';
import { loadCheckpoint } from '../../lib/training/checkpoint';
import { bytesToText, packHalves, utf16 } from './half';
import { type NetworkData, PATCHES } from './page/data';

const TITLES: Record<string, string> = {
  post: "the post's",
  recipe: 'a better recipe',
};

export interface Published {
  name: string;
  /** The name of its script. */
  file: string;
  title: string;
}

/** The recorded runs whose weights are published, the post's first. */
export function publishedNetworks(): Published[] {
  const names = listRuns()
    .runs.filter(({ folder }) => existsSync(path.join(folder, 'final.safetensors')))
    .map(({ name }) => name);
  return names
    .sort((a, b) => Number(b === 'post') - Number(a === 'post') || a.localeCompare(b))
    .map((name) => ({
      name,
      file: `network-${name.replaceAll('/', '-')}.js`,
      title: TITLES[name] ?? name,
    }));
}

/** The script of a network, and its predictions for the test images. Its filters search the pool. */
export function writeNetwork({ name, title }: Published, test: LabeledImages, pool: LabeledImages) {
  const file = path.join(RUNS_FOLDER, name, 'final.safetensors');
  const { config, weights } = loadCheckpoint(file);
  const { model, scale, mean } = config;
  const pixels = { scale, mean };
  const entries = Object.entries(weights);
  const { bytes, count } = packHalves(entries.map(([, w]) => w.dataSync() as Float32Array));
  const { predictions, accuracy } = evaluate(predictor(config, weights), test);
  const { images, labels } = gather(pool, [...pool.labels.keys()], pixels);
  const patches = bestPatches(model, weights, images);
  tf.dispose([weights, images, labels]);
  const data: NetworkData = {
    name,
    title,
    config: model,
    pixels,
    accuracy,
    shapes: entries.map(([key, weight]) => [key, weight.shape]),
    count,
    bytes: bytes.length,
    patches,
  };
  const script = `addNetwork(${JSON.stringify(data)},"${bytesToText(bytes)}")\n`;
  return { script: utf16(script), predictions };
}

/** By convolution, for each filter the places of the pool where it answers most, one an image. */
function bestPatches(
  model: AlexNetConfig,
  weights: Weights,
  images: tf.Tensor4D,
): Record<string, string> {
  const maps = featureMaps(model, weights, images);
  const layers = layersOf(model).filter(({ kind }) => kind === 'convolution');
  const patches = layers.map(({ name, output }) => {
    const [height = 0, width = 0, channels = 0] = output;
    const values = maps[name]?.dataSync() as Float32Array;
    const places = height * width;
    const best = Array.from({ length: channels }, (_, channel) => {
      const strongest = Array.from({ length: images.shape[0] }, (_, image) => {
        let [at, value] = [0, Number.NEGATIVE_INFINITY];
        for (let place = 0; place < places; place++) {
          const here = values[(image * places + place) * channels + channel] as number;
          if (here > value) [at, value] = [place, here];
        }
        return { patch: [image, Math.floor(at / width), at % width], value };
      });
      strongest.sort((a, b) => b.value - a.value);
      return strongest.slice(0, PATCHES).map(({ patch }) => patch);
    });
    return [name, Buffer.from(best.flat(2)).toString('base64')] as const;
  });
  tf.dispose(maps);
  return Object.fromEntries(patches);
}
