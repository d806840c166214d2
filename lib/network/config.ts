// A network as plain data.
import type { Window } from '../base/shape';
import type { Lrn } from '../tensorflow/lrn';

/** One convolutional layer, with what follows it. */
export interface Convolution extends Window {
  name: string;
  filters: number;
  /** Channels are split in this many parts that do not see each other (the paper's two GPUs). */
  groups: number;
  /** Whether local response normalization follows the activation. */
  lrn: boolean;
  /** Whether max pooling ends the layer. */
  pool: boolean;
  /** What the biases start from under the paper's initialization (section 5). */
  paperBias: number;
  /** The deviation that the weights start with in the authors' code; 0.01 if left out. */
  authorsDeviation?: number;
}

/** One fully connected layer. */
export interface FullyConnected {
  name: string;
  units: number;
  paperBias: number;
}

export type Activation = 'relu' | 'tanh' | 'sigmoid';
/** How weights start: He et al. 2015; as the paper's text says; as its authors' code did. */
export type Initialization = 'he' | 'paper' | 'authors';

/** A network as plain data. `layersOf` says what follows from it, layer by layer. */
export interface AlexNetConfig {
  /** H, W, C of an image. */
  inputShape: [number, number, number];
  convolutions: Convolution[];
  /** The last of them gives the logits: no activation, no dropout. */
  fullyConnected: FullyConnected[];
  activation: Activation;
  /** null leaves local response normalization out. */
  lrn: Lrn | null;
  /** Batch normalization after each convolution, three years younger than the paper. */
  batchNorm?: boolean;
  pool: Window;
  dropoutRate: number;
  initialization: Initialization;
}

/** The network fitted to other images: its input of their size, its last layer with one unit a class. */
export function fitModel(
  model: AlexNetConfig,
  {
    classes,
    train: { rows, columns },
  }: { classes: number; train: { rows: number; columns: number } },
): AlexNetConfig {
  const { fullyConnected } = model;
  const last = fullyConnected.length - 1;
  const fitted = fullyConnected.map((layer, i) =>
    i === last ? { ...layer, units: classes } : layer,
  );
  return { ...model, inputShape: [rows, columns, 1], fullyConnected: fitted };
}
