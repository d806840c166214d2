// The options of npm run train, and the configuration that they ask for.
import { retelling } from '../lib/base/errors';
import { type ImageSet, loadIdxFolder } from '../lib/data/mnist';
import { mnistConfig, OVERLAPPING_POOL } from '../lib/network/alexnet';
import { BASELINES, baselineConfig } from '../lib/network/baselines';
import { type AlexNetConfig, fitModel } from '../lib/network/config';
import { type Layer, layersOf } from '../lib/network/layers';
import { recordOf } from '../lib/runs/images';
import { loadRun, type OwnData } from '../lib/runs/record';
import { ACTING_LRN, LRN_CONVENTIONS, type Lrn } from '../lib/tensorflow/lrn';
import { checkTraining, postConfig, type TrainingConfig } from '../lib/training/config';
import { checkFits } from '../lib/training/memory';
import { ADAM, type Optimizer, PAPER_MOMENTUM } from '../lib/training/optimizer';
import type { Schedule } from '../lib/training/schedule';
import {
  choiceOf,
  explain,
  type Given,
  numberOf,
  type Options,
  readCommandLine,
  refuse,
  textOf,
} from './command';

/** The conventions of `lib`, and the paper's numbers for its pixels of 0 to 255 where they are 0 to 1. */
const LRN: Record<string, Lrn> = {
  ...LRN_CONVENTIONS,
  acting: ACTING_LRN,
};

const OPTIONS: Options = {
  out: ['', 'folder to write to; data/runs/NAME for a run to keep'],
  resume: [false, 'go on from the last checkpoint in that folder'],
  config: ['', 'take the configuration from this run.json; options given beside it come on top'],
  data: ['', "folder of images of one's own, in four files as MNIST's: see below"],
  network: ['alexnet', `alexnet, or ${BASELINES.join(', ')}: simpler ones to hold it against`],
  width: ['0.25', "multiplies filters and units; 1 is the paper's"],
  epochs: ['90', 'passes over the training images'],
  'batch-size': ['64', 'images in a step'],
  'display-step': ['20', 'steps from one line of the history to the next'],
  'learning-rate': ['0.001', 'at its highest'],
  schedule: ['constant', 'constant, steps (divided by 10 three times) or cosine'],
  'warm-up': ['1', 'epochs over which the cosine schedule rises first'],
  optimizer: ['adam', 'sgd, momentum or adam'],
  'weight-decay': ['0', 'of filters and weights, not of biases'],
  activation: ['relu', 'relu, tanh or sigmoid'],
  lrn: ['paper', `${Object.keys(LRN).join(', ')} or none`],
  'batch-norm': [false, 'batch normalization after each convolution'],
  initialization: ['he', 'he, paper (its text) or authors (their code)'],
  'pool-size': [
    '3',
    'side of the pooling windows; their stride is 2, so 3 overlaps and 2 does not',
  ],
  'pool-padding': ['valid', 'valid, or same: a last window may reach beyond the edge'],
  dropout: ['0.5', 'rate in fc6 and fc7'],
  'largest-pixel': ['1', 'what the network is given for a white pixel: 1 or 255'],
  'pixel-mean': ['0', 'taken off each pixel of 0 to 255 first'],
  'max-shift': ['0', 'pixels by which training images are moved at random'],
  seed: ['1', 'fixes weights, order and dropout'],
  images: ['', 'train on the first so many images only, for a try'],
  validation: ['5000', 'images split off the training set, to choose by'],
  'no-test': [false, 'leave the test images to npm run evaluate'],
  plain: [false, 'run op by op instead of as one TensorFlow graph'],
};

export const HELP = `npm run train -- --out FOLDER [options]

Trains AlexNet on MNIST. Before the first epoch and after each it writes last.safetensors (all that
is needed to go on), best.safetensors (the weights that did best on validation) and run.json to
FOLDER, and at the end final.safetensors (the last weights). Ctrl-C saves and stops, and so do the
signals TERM and HUP; a second Ctrl-C stops at once.

${explain(OPTIONS)}

--data takes any gray images with up to 256 classes: train-images-idx3-ubyte, train-labels-idx1-ubyte,
t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, as Fashion-MNIST and others come, gzipped or not. Size
and number of classes are theirs.
`;

/** The layers that an option of the network is about: without them it would be given in vain. */
const ACTS_ON: Record<string, Layer['kind']> = {
  activation: 'activation',
  lrn: 'lrn',
  'batch-norm': 'convolution',
  'pool-size': 'pool',
  'pool-padding': 'pool',
  dropout: 'dropout',
};

/** What may be given beside --resume: all else is in the checkpoint. */
const BESIDE_RESUME = ['out', 'resume', 'plain', 'help'];

/** The options of a command line. Throws an InputError for what is unknown or lacks its value. */
export function readArguments(args: string[]): Given {
  const { given } = readCommandLine(args, OPTIONS);
  const beside = Object.keys(given).find((name) => !BESIDE_RESUME.includes(name));
  if (given.resume && !given.help && beside) {
    refuse(`--${beside}`, 'given beside --resume', 'nothing: the checkpoint has it already');
  }
  return given;
}

/** The configuration that the arguments ask for, on top of a recorded one if they name it. */
export function configure(given: Given): {
  config: TrainingConfig;
  validationCount: number;
  imageCount: number | undefined;
  own?: { set: ImageSet; data: OwnData };
} {
  const recorded = given.config ? loadRun(String(given.config)) : null;
  const text = (name: string) => textOf(name, given, OPTIONS);
  const number = (name: string) => numberOf(name, text(name));
  const choice = <const Choice extends string>(name: string, choices: readonly Choice[]) =>
    choiceOf(name, text(name), choices);
  // With a recorded configuration, only what the command line names replaces it.
  const pick = <Value>(name: string, asked: () => Value, kept: Value | undefined): Value =>
    kept === undefined || name in given ? asked() : kept;

  const folder = given.data ? String(given.data) : recorded?.data?.folder;
  const set = folder === undefined ? null : loadIdxFolder(folder);
  const own = folder !== undefined && set ? { set, data: recordOf(set, folder) } : undefined;

  const old = recorded?.config;
  const schedule = (): Schedule => {
    const before = old?.schedule;
    const kind = pick('schedule', () => choice('schedule', ['constant', 'steps', 'cosine']), before?.kind); // biome-ignore format: one line
    const learningRate = pick('learning-rate', () => number('learning-rate'), before?.learningRate);
    if (kind === 'cosine') {
      const warmUp = before?.kind === 'cosine' ? before.warmUpEpochs : undefined;
      const warmUpEpochs = pick('warm-up', () => number('warm-up'), warmUp);
      return { kind, learningRate, warmUpEpochs };
    }
    if ('warm-up' in given) refuse('--warm-up', `given beside --schedule ${kind}`, 'nothing');
    if (kind === 'constant') return { kind, learningRate };
    if (before?.kind === 'steps' && !('epochs' in given)) return { ...before, learningRate };
    // After epochs 30, 60 and 75 of 90. The paper divides three times and does not say when.
    const divisions = [1 / 3, 2 / 3, 5 / 6].map((part) => Math.round(epochs * part));
    return { kind, learningRate, epochs: divisions, divisor: 10 };
  };
  const optimizer = (): Optimizer => {
    const before = old?.optimizer;
    const kind = pick('optimizer', () => choice('optimizer', ['sgd', 'momentum', 'adam']), before?.kind); // biome-ignore format: one line
    const weightDecay = pick('weight-decay', () => number('weight-decay'), before?.weightDecay);
    if (before?.kind === kind) return { ...before, weightDecay };
    if (kind === 'adam') return { ...ADAM, weightDecay };
    return kind === 'momentum' ? { ...PAPER_MOMENTUM, weightDecay } : { kind, weightDecay };
  };
  const model = (): AlexNetConfig => {
    const name = choice('network', ['alexnet', ...BASELINES]);
    const named = name === 'alexnet' ? undefined : baselineConfig(name);
    const before = 'network' in given ? named : old?.model;
    const network = before ?? mnistConfig();
    const depth = network.convolutions.length + network.fullyConnected.length;
    if ('width' in given && depth !== 8) {
      const found = `given for a network of ${depth} layers`;
      refuse('--width', found, 'nothing: only AlexNet is scaled');
    }
    const sized = () => {
      const { convolutions, fullyConnected } = mnistConfig({ width: number('width') });
      return { convolutions, fullyConnected };
    };
    const lrn = () => LRN[choice('lrn', [...Object.keys(LRN), 'none'])] ?? null;
    return mnistConfig({
      ...before,
      ...pick('width', sized, before),
      activation: pick('activation', () => choice('activation', ['relu', 'tanh', 'sigmoid']), before?.activation),
      initialization: pick('initialization', () => choice('initialization', ['he', 'paper', 'authors']), before?.initialization),
      dropoutRate: pick('dropout', () => number('dropout'), before?.dropoutRate),
      lrn: pick('lrn', lrn, before?.lrn),
      pool: {
        ...(before?.pool ?? OVERLAPPING_POOL),
        kernelSize: pick('pool-size', () => number('pool-size'), before?.pool.kernelSize),
        padding: pick('pool-padding', () => choice('pool-padding', ['valid', 'same']), before?.pool.padding as 'valid'),
      },
      ...(given['batch-norm'] ? { batchNorm: true } : {}),
    }); // biome-ignore format: one line an option
  };
  const epochs = pick('epochs', () => number('epochs'), old?.epochs);
  const config = postConfig({
    model: set ? fitModel(model(), set) : model(),
    optimizer: optimizer(),
    schedule: schedule(),
    epochs,
    batchSize: pick('batch-size', () => number('batch-size'), old?.batchSize),
    displayStep: pick('display-step', () => number('display-step'), old?.displayStep),
    seed: pick('seed', () => number('seed'), old?.seed),
    scale: pick('largest-pixel', () => number('largest-pixel') / 255, old?.scale),
    mean: pick('pixel-mean', () => number('pixel-mean'), old?.mean),
    maxShift: pick('max-shift', () => number('max-shift'), old?.maxShift),
  });
  const validationCount = pick('validation', () => number('validation'), recorded?.validationCount);
  const check = () => {
    checkTraining(config, 'command line');
    checkFits(config, 'command line');
  };
  retelling(check, ({ field }) => {
    const option = field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return { field: option in OPTIONS ? `--${option}` : field };
  });
  const { lrn, dropoutRate } = config.model;
  const off = [...(lrn ? [] : ['lrn']), ...(dropoutRate > 0 ? [] : ['dropout'])];
  const kinds = new Set(layersOf(config.model).map(({ kind }) => kind));
  for (const [name, kind] of Object.entries(ACTS_ON)) {
    if (!(name in given) || kinds.has(kind) || off.includes(name)) continue;
    refuse(`--${name}`, `given for a network that has no ${kind} layer`, 'nothing');
  }
  const imageCount = given.images === undefined ? recorded?.imageCount : number('images');
  return { config, validationCount, imageCount, ...(own ? { own } : {}) };
}
