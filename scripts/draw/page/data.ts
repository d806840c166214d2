// What the build hands to the page, in scripts, since a page from a disk can fetch nothing.
import type { AlexNetConfig } from '../../../lib/network/config';

/** Where a filter answers strongly: an image of the pool, row and column of its map. */
export type Patch = [image: number, row: number, column: number];

/** How many of them each filter has. */
export const PATCHES = 6;

export interface NetworkData {
  name: string;
  title: string;
  config: AlexNetConfig;
  /** What it is given for a pixel of 0 to 255: (pixel - mean) * scale. */
  pixels: { scale: number; mean: number };
  /** Share of the 10,000 test images that its unrounded weights read rightly. */
  accuracy: number;
  /** Names and shapes of the weights, in the order in which they are packed. */
  shapes: [name: string, shape: number[]][];
  /** Numbers, and the deflated bytes that they are packed in. */
  count: number;
  bytes: number;
  /** By convolution: uint8 [filters, PATCHES, 3], in base64. */
  patches: Record<string, string>;
}

export interface DigitsData {
  /** Of the test images that the page has; those that filters search come first. */
  indices: number[];
  labels: number[];
  /** uint8 [N, 28, 28], deflated, in base64. */
  images: string;
  /** One test image of each digit, by index. */
  examples: number[];
  /** By network: the test images that it misreads, and as what. */
  mistakes: Record<string, [index: number, prediction: number][]>;
}

/** The networks that the page can load, and their scripts' names. */
export interface NetworkEntry {
  name: string;
  file: string;
  title: string;
}
