// Where each map of a network stands in its drawing, and how large.
import type { AlexNetConfig } from '../network/config';
import { layersOf } from '../network/layers';
import type { Point } from './drawing';

/** What a block is, which gives its color. */
export type Kind = 'image' | 'convolution' | 'max pooling' | 'fully connected';

/** One map of a network, or one part of it if the network is split over several cards. */
export interface Block {
  layer: string;
  kind: Kind;
  /** In pixels; 0 for a vector. */
  height: number;
  width: number;
  /** Channels or units, of all cards. */
  channels: number;
  /** In how many parts it is held; the image and the logits are whole. */
  cards: number;
  /** Whether it reads what all cards hold, or only its own. */
  readsAll: boolean;
  /** The side of the window that slides over what is read; 0 where there is none. */
  kernelSize: number;
  /** What is done, in short lines. */
  words: string[];
}

/** The maps of a network in order, from the image to the logits. Throws where `layersOf` does. */
export function blocksOf(config: AlexNetConfig): Block[] {
  const layers = layersOf(config);
  const cards = Math.max(1, ...layers.map(({ groups = 1 }) => groups));
  const last = layers.at(-1);
  const [height, width, channels] = config.inputShape;
  const whole = { cards: 1, readsAll: true, kernelSize: 0 };
  const image = { height, width, channels, words: [], ...whole };
  const blocks: Block[] = [{ layer: 'image', kind: 'image', ...image }];
  for (const layer of layers) {
    const { name, kind, output, window, groups = 1 } = layer;
    const [height = 0, width = 0] = output.length > 1 ? output : [];
    const size = { layer: name, height, width, channels: output.at(-1) ?? 0, cards };
    if (kind === 'linear') {
      const parts = layer === last ? 1 : cards;
      blocks.push({ ...size, ...whole, kind: 'fully connected', cards: parts, words: [] });
    } else if (window) {
      const { kernelSize } = window;
      const pool = kind === 'pool';
      blocks.push({
        ...size,
        kind: pool ? 'max pooling' : 'convolution',
        readsAll: !pool && groups < cards,
        kernelSize,
        words: windowWords(window),
      });
    }
    const said = { lrn: 'LRN', dropout: 'dropout' }[kind as string];
    if (said) blocks.at(-1)?.words.push(said);
  }
  return blocks;
}

function windowWords({ kernelSize, strides }: { kernelSize: number; strides: number }): string[] {
  return [`${kernelSize}×${kernelSize}`, ...(strides > 1 ? [`stride ${strides}`] : [])];
}

/** Sides and channels are drawn as their square roots, so that 6 can be seen beside 227. */
export const drawn = {
  side: (side: number) => 7.5 * Math.sqrt(side),
  channels: (channels: number) => 1.2 * Math.sqrt(channels),
};

/** The size in pixels of a block: its width, its height, and how far back it reaches, as its map is wide. */
export function extentOf(block: Block) {
  const part = drawn.channels(block.channels / block.cards);
  if (block.height === 0) return { width: 8, height: part, back: [4, 4] as Point };
  const depth = drawn.side(block.width);
  const back: Point = [0.32 * depth, 0.26 * depth];
  return { width: part, height: drawn.side(block.height), back };
}

/** The three faces that are seen of a block whose front's lower left corner stands at (x, y). */
export function facesOf(block: Block, [x, y]: Point): Record<'front' | 'top' | 'end', Point[]> {
  const { width, height, back } = extentOf(block);
  const [dx, dy] = back;
  const [right, top] = [x + width, y + height];
  return {
    front: [[x, y], [right, y], [right, top], [x, top]], // biome-ignore format: corners
    top: [[x, top], [right, top], [right + dx, top + dy], [x + dx, top + dy]], // biome-ignore format: corners
    end: [[right, y], [right + dx, y + dy], [right + dx, top + dy], [right, top]], // biome-ignore format: corners
  };
}

/** The corners of a window of `kernelSize` in the middle of the block's end, lower left first. */
export function windowOn(block: Block, kernelSize: number, [x, y]: Point): Point[] {
  const { width, height, back } = extentOf(block);
  const endsOn = (side: number) => {
    const size = Math.min(1, kernelSize / side);
    return [(1 - size) / 2, (1 + size) / 2] as const;
  };
  const at = (across: number, up: number): Point => [
    x + width + back[0] * across,
    y + height * up + back[1] * across,
  ];
  const [left, right] = endsOn(block.width);
  const [low, high] = endsOn(block.height);
  return [at(left, low), at(right, low), at(right, high), at(left, high)];
}
