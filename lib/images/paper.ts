// Ink apart from its paper, whichever of them is darker and however unevenly the light falls.
import { InputError } from '../base/errors';
import { blockQuantiles, fromNeighbors, quantile, spread } from './blocks';
import type { GrayImage } from './centering';

/** Marks that differ less from their paper than this, on a scale from black to white, are no ink. */
const FAINTEST = 0.1;
/** Nor are those that are not clearly above the grain of the paper. */
const NOISE = 8;
/** Where ink begins and where it is full, as shares of the strongest ink. */
const [BEGINS, FULL] = [0.25, 0.65];

/** A picture parted into its paper and its ink. */
export interface Separated {
  /** Brightness of the paper at each pixel, if the ink were not there, 0 to 1. */
  paper: GrayImage;
  /** 0 for paper to 1 for ink. */
  ink: GrayImage;
  /** Whether the ink is darker than the paper. */
  dark: boolean;
}

/**
 * Brightness where some pixels are transparent, which is paper: like the opaque rest where that is
 * most of the picture, and else the opposite of the marks.
 */
export function flatten({ values, ...size }: GrayImage, alpha: Float32Array | null): GrayImage {
  if (!alpha) return { values, ...size };
  const opaque = values.filter((_, i) => (alpha[i] as number) > 0.5);
  const usual = opaque.length > 0 ? quantile(opaque, 0.5) : 1;
  const opposite = usual < 0.5 ? 1 : 0;
  const paper = opaque.length > values.length / 2 ? usual : opposite;
  return { ...size, values: values.map((value, i) => mix(paper, value, alpha[i] as number)) };
}

/** Separates the ink of a picture (brightness 0 to 1). Throws an InputError if there is none. */
export function separateInk(gray: GrayImage, where: string): Separated {
  const dark = isInkDark(gray);
  const bright = dark ? gray : negative(gray);
  const paper = paperOf(bright);
  const difference = bright.values.map((value, i) => (paper.values[i] as number) - value);
  const strongest = tail(difference, 1);
  const middle = quantile(difference, 0.5);
  const noise = quantile(
    difference.map((value) => Math.abs(value - middle)),
    0.5,
  );
  if (strongest < Math.max(FAINTEST, NOISE * noise)) {
    const percent = Math.round(100 * strongest);
    const found = `not found (nothing differs from its surroundings by more than ${percent} %)`;
    const expected = `a digit at least ${100 * FAINTEST} % darker or brighter than its paper`;
    throw new InputError({ where, field: 'ink', found, expected });
  }
  const values = difference.map((value) => {
    const share = (value / strongest - BEGINS) / (FULL - BEGINS);
    return Math.min(1, Math.max(0, share));
  });
  return { paper: dark ? paper : negative(paper), ink: { ...gray, values }, dark };
}

/** Ink is what lies farther from the usual brightness around it, which is the paper's. */
function isInkDark(gray: GrayImage): boolean {
  const medians = blockQuantiles(gray, 0.5);
  const usual = spread(fromNeighbors(medians, (near) => quantile(near, 0.5)));
  const difference = gray.values.map((value, i) => value - (usual[i] as number));
  return -tail(difference, 0) >= tail(difference, 1);
}

/**
 * The brightness of the paper under dark ink: what is bright in each block. Where ink fills a block,
 * the blocks around it tell: the brightest of them, then the darkest of those (a morphological closing).
 */
function paperOf(gray: GrayImage): GrayImage {
  const brightest = fromNeighbors(blockQuantiles(gray, 0.9), (near) => Math.max(...near));
  return { ...gray, values: spread(fromNeighbors(brightest, (near) => Math.min(...near))) };
}

const mix = (from: number, to: number, part: number) => from + (to - from) * part;

const negative = ({ values, ...size }: GrayImage): GrayImage => ({
  ...size,
  values: values.map((value) => 1 - value),
});

/** The mean of the lowest (0) or the highest (1) thousandth of the values. */
function tail(values: Float32Array, end: 0 | 1): number {
  const sorted = Float32Array.from(values).sort();
  const count = Math.max(1, Math.round(values.length / 1000));
  const part = end === 0 ? sorted.subarray(0, count) : sorted.subarray(sorted.length - count);
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}
