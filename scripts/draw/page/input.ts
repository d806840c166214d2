// From the paper to what the network is given.
import { type Box, prepareDigit, SIDE, shrink } from '../../../lib/images/centering';
import { PAPER, type Pad, type Point } from './pad';

/** The side of the patch that hides, in pixels of the input. */
export const PATCH = 7;

export interface InputSettings {
  /** MNIST's preparation: scaled to 20 pixels, center of mass in the middle. */
  prepare: boolean;
  /** The standard deviation of the noise that is added. */
  noise: number;
  /** The upper left corner of the patch that is set to paper. */
  hidden: { row: number; column: number } | null;
  /** What is added to each pixel. */
  added: Float32Array | null;
  /** An image taken as it is, until something is drawn. */
  exact: Float32Array | null;
}

export interface Input {
  /** [28, 28], 0 for paper to 1 for ink. */
  image: Float32Array;
  /** The same before noise, hiding and what is added. */
  clean: Float32Array;
  /** Whether there is anything on the paper. */
  empty: boolean;
  /** From a place in the image to one on the paper, and back. */
  toPaper: (place: Point) => Point;
  toImage: (place: Point) => Point;
}

/** What the paper holds, as an image for the network. */
export function inputOf(pad: Pad, settings: InputSettings): Input {
  const ink = pad.ink();
  const zoom = PAPER / SIDE;
  let [from, to]: [Box, Box] = [
    { left: 0, top: 0, width: SIDE, height: SIDE },
    { left: 0, top: 0, width: PAPER, height: PAPER },
  ];
  const prepared = prepareDigit(ink);
  let clean: Float32Array;
  if (settings.exact) clean = settings.exact;
  else if (prepared && settings.prepare) {
    clean = prepared.centered.values;
    [from, to] = [prepared.place, prepared.box];
  } else clean = shrink(ink).values;
  const scale = settings.exact || !prepared ? zoom : to.width / from.width;
  const down = settings.exact || !prepared ? zoom : to.height / from.height;
  return {
    image: disturb(clean, settings),
    clean,
    empty: !prepared,
    toPaper: ([x, y]) => [to.left + (x - from.left) * scale, to.top + (y - from.top) * down],
    toImage: ([x, y]) => [from.left + (x - to.left) / scale, from.top + (y - to.top) / down],
  };
}

function disturb(clean: Float32Array, { noise, hidden, added }: InputSettings): Float32Array {
  return clean.map((value, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    if (hidden && inside(row, hidden.row) && inside(column, hidden.column)) return 0;
    const noisy = value + (added?.[i] ?? 0) + noise * (GRAIN[i] as number);
    return Math.min(1, Math.max(0, noisy));
  });
}

const inside = (at: number, start: number) => at >= start && at < start + PATCH;

/** Normal noise, always the same, so that only its strength changes (Box, Muller 1958). */
const GRAIN = (() => {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
  return Float32Array.from(
    { length: SIDE * SIDE },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
})();
