// The digits on a sheet: connected pieces of ink, put together where they belong together.
import type { Box, GrayImage } from './centering';

interface Piece {
  labels: Set<number>;
  box: Box;
}

/** Pieces no farther apart than this share of the larger one may be one digit … */
const GAP = 0.15;
/** … if the other is smaller than this share of it, or they lie above one another. */
const PART = 0.6;
/** What is smaller than this share of the sheet's digits is a dot or a speck. */
const SPECK = 0.35;

/**
 * The digits of a sheet (0 for paper to 1 for ink) in reading order, each cut out with none of its
 * neighbors' ink, and the boxes they stood in. Digits that touch one another are taken for one.
 */
export function splitDigits(ink: GrayImage): { box: Box; digit: GrayImage }[] {
  const { labels, pieces } = connectedPieces(ink);
  const size = usualSize(pieces);
  const whole = join(pieces, size).filter(({ box }) => longer(box) >= SPECK * size);
  // The edge of the sheet, or the table under it, is no digit if there are others.
  const inside = whole.filter(({ box }) => !touchesEdge(box, ink));
  const kept = inside.length > 0 ? inside : whole;
  return inReadingOrder(kept).map(({ box, labels: own }) => ({
    box,
    digit: cut(ink, box, (at) => own.has(labels[at] as number)),
  }));
}

const longer = ({ width, height }: Box) => Math.max(width, height);

/** Pieces of pixels above 0 that touch, also at their corners. Each pixel's label is its piece's number, or 0. */
function connectedPieces({ values, width, height }: GrayImage) {
  const labels = new Int32Array(values.length);
  const pieces: Piece[] = [];
  for (let start = 0; start < values.length; start++) {
    if (!((values[start] as number) > 0) || labels[start] !== 0) continue;
    const label = pieces.length + 1;
    let [left, right, top, bottom] = [width, 0, height, 0];
    const waiting = [start];
    labels[start] = label;
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const [x, y] = [at % width, Math.floor(at / width)];
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const next = row * width + column;
          if (!((values[next] as number) > 0) || labels[next] !== 0) continue;
          labels[next] = label;
          waiting.push(next);
        }
      }
    }
    const box = { left, top, width: right - left + 1, height: bottom - top + 1 };
    pieces.push({ labels: new Set([label]), box });
  }
  return { labels, pieces };
}

/** The median of the longer sides of all pieces at least half as large as the largest. */
function usualSize(pieces: Piece[]): number {
  const sizes = pieces.map(({ box }) => longer(box)).sort((a, b) => a - b);
  const large = sizes.filter((size) => size >= (sizes.at(-1) as number) / 2);
  return large[Math.floor(large.length / 2)] ?? 0;
}

/** Joins pieces until none are left that belong together. */
function join(pieces: Piece[], size: number): Piece[] {
  // Specks far smaller than a stroke is long would take time and join nothing.
  const all = pieces.filter(({ box }) => longer(box) >= size / 20);
  for (let i = 0; i < all.length; i++) {
    const k = all.findIndex((other, place) => place > i && belong(all[i] as Piece, other));
    if (k < 0) continue;
    const [one] = all.splice(k, 1) as [Piece];
    const other = all[i] as Piece;
    all[i] = { labels: new Set([...one.labels, ...other.labels]), box: around(one.box, other.box) };
    i = -1;
  }
  return all;
}

function belong({ box: a }: Piece, { box: b }: Piece): boolean {
  const [across, down] = [overlap(a, b, 'left', 'width'), overlap(a, b, 'top', 'height')];
  const [small, large] = [longer(a), longer(b)].sort((one, other) => one - other) as [
    number,
    number,
  ];
  if (Math.max(-across, -down) > GAP * large) return false;
  return small < PART * large || across > 0.5 * Math.min(a.width, b.width);
}

/** How many pixels two boxes share along one side; below 0, how far they are apart. */
function overlap(a: Box, b: Box, start: 'left' | 'top', length: 'width' | 'height'): number {
  return Math.min(a[start] + a[length], b[start] + b[length]) - Math.max(a[start], b[start]);
}

function around(a: Box, b: Box): Box {
  const [left, top] = [Math.min(a.left, b.left), Math.min(a.top, b.top)];
  const right = Math.max(a.left + a.width, b.left + b.width);
  const bottom = Math.max(a.top + a.height, b.top + b.height);
  return { left, top, width: right - left, height: bottom - top };
}

const touchesEdge = ({ left, top, width, height }: Box, sheet: GrayImage) =>
  left === 0 || top === 0 || left + width === sheet.width || top + height === sheet.height;

/** Lines from above, each from the left; a digit belongs to a line if its middle is within it. */
function inReadingOrder(pieces: Piece[]): Piece[] {
  const lines: Piece[][] = [];
  for (const piece of [...pieces].sort((a, b) => a.box.top - b.box.top)) {
    const middle = piece.box.top + piece.box.height / 2;
    const line = lines.find((others) =>
      others.some(({ box }) => middle >= box.top && middle < box.top + box.height),
    );
    if (line) line.push(piece);
    else lines.push([piece]);
  }
  return lines.flatMap((line) => line.sort((a, b) => a.box.left - b.box.left));
}

function cut(sheet: GrayImage, box: Box, isOwn: (at: number) => boolean): GrayImage {
  const { width, height } = box;
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (box.top + y) * sheet.width + box.left + x;
      if (isOwn(at)) values[y * width + x] = sheet.values[at] as number;
    }
  }
  return { values, width, height };
}
