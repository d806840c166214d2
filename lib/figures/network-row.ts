// Where everything stands in the drawing of one network: a row of blocks, and the wires between them.
import type { Point, Word } from './drawing';
import { type Block, extentOf, windowOn } from './network-blocks';

// In pixels, for a figure 760 wide.
export const pitch = 60;
const wordLine = 17;
const sizesHeight = 40;
export const nameHeight = 26;

/** A block, and its front's lower left corner. */
export type Placed = readonly [block: Block, at: Point];

/** What is drawn of one network, by how it looks. */
export interface Drawing {
  placed: Placed[];
  lanes: Point[][];
  wires: Point[][];
  windows: Point[][];
  words: Word[];
  sizes: Word[];
  names: Word[];
  cards: Word[];
}

/** A drawing of nothing, for `drawRow` to add to. */
export function emptyDrawing(): Drawing {
  const words = { words: [], sizes: [], names: [], cards: [] };
  return { placed: [], lanes: [], wires: [], windows: [], ...words };
}

/**
 * Adds a network whose layers stand at `place` from left to right, downward from `top`. Gives the
 * place of its lower edge.
 */
export function drawRow(
  drawing: Drawing,
  name: string,
  blocks: readonly Block[],
  place: (layer: string) => number,
  top: number,
): number {
  const cards = Math.max(...blocks.map((block) => block.cards));
  const tall = (block: Block) => extentOf(block).height + extentOf(block).back[1];
  const lane = 14 + Math.max(...blocks.filter((b) => b.cards === cards).map(tall));
  const height = Math.max(cards * lane, ...blocks.map(tall));
  const lines = Math.max(...blocks.map(({ words }) => words.length));
  const head = top - nameHeight - wordLine * lines;
  const [first = 0, last = 0] = [blocks[1], blocks.at(-2)].map((b) => b && place(b.layer));
  drawing.names.push([`<b>${name}</b>`, -pitch / 2, top - 4]);
  for (const block of blocks) {
    drawing.words.push([block.words.join('<br>'), place(block.layer), head]);
    drawing.sizes.push([sizeWords(block), place(block.layer), head - height]);
  }
  const middle = (card: number, of: number) =>
    head - height / 2 + ((of - 1) / 2 - card) * (of > 1 ? height / of : 0);
  if (cards > 1) {
    const [left, right] = [first - pitch / 2 + 6, last + pitch / 2];
    for (let card = 0; card < cards; card++) {
      const y = middle(card, cards);
      const [low, high] = [y - height / cards / 2 + 3, y + height / cards / 2 - 3];
      drawing.lanes.push([[left, low], [right, low], [right, high], [left, high]]); // biome-ignore format: corners
      drawing.cards.push([`card ${card + 1}`, right, card === 0 ? high : low + wordLine]);
    }
  }
  let before: { block: Block; at: Point[] } | undefined;
  for (const block of blocks) {
    const { width, height: tallness, back } = extentOf(block);
    const at = Array.from({ length: block.cards }, (_, card): Point => {
      const x = place(block.layer) - (width + back[0]) / 2;
      return [x, middle(card, block.cards) - (tallness + back[1]) / 2];
    });
    drawing.placed.push(...at.map((point): Placed => [block, point]));
    if (before) connect(drawing, before, { block, at });
    before = { block, at };
  }
  return head - height - sizesHeight;
}

// The window on what is read, and lines from it to the part that reads it.
function connect(
  { windows, wires }: Drawing,
  from: { block: Block; at: Point[] },
  to: { block: Block; at: Point[] },
): void {
  for (const [card, start] of from.at.entries()) {
    const { width, height, back } = extentOf(from.block);
    const [x, y] = start;
    const corners = to.block.kernelSize
      ? windowOn(from.block, to.block.kernelSize, start)
      : [[x + width + back[0], y + back[1]], [x + width + back[0], y + height + back[1]]] as Point[]; // biome-ignore format: two ends
    if (to.block.kernelSize) windows.push(corners);
    const ends = corners.length > 2 ? corners.slice(1, 3) : corners;
    for (const [reader, end] of to.at.entries()) {
      const own = from.at.length !== to.at.length || reader === card;
      if (!own && !to.block.readsAll) continue;
      const entry: Point = [end[0], end[1] + extentOf(to.block).height / 2];
      for (const corner of ends) wires.push([corner, entry]);
    }
  }
}

function sizeWords({ height, width, channels, cards }: Block): string {
  if (height === 0) return cards > 1 ? `${cards}×${channels / cards}` : `${channels}`;
  return `${height}×${width}<br>${cards > 1 ? `${cards}×${channels / cards}` : `× ${channels}`}`;
}
