// The network as a row of blocks: every map with its side and its channels.
import type { Data } from 'plotly.js-dist-min';
import type { AlexNetConfig } from '../network/alexnet';
import { type Figure, type FigureOptions, figure, trace } from './figure';
import {
  type Block,
  blocksOf,
  extentOf,
  facesOf,
  type Kind,
  type Point,
  windowOn,
} from './network-blocks';
import { checkSome, round } from './numbers';
import { color, faded, grid, ink, paper, quiet } from './theme';

export interface NetworkOptions extends FigureOptions {
  /** From top to bottom; layers of one name stand below each other. */
  networks: readonly { name: string; config: AlexNetConfig }[];
}

// In pixels, for a figure 760 wide.
const pitch = 60;
const wordLine = 17;
const sizesHeight = 40;
const nameHeight = 26;

const colors: Record<Kind, string> = {
  image: color(6),
  convolution: color(0),
  'max pooling': color(5),
  'fully connected': color(4),
};

/**
 * Networks as rows of blocks, drawn from their configs: a block's height is the side of its map,
 * its width the number of channels (both as square roots), the square on it the window that the
 * next layer slides over it. Groups are drawn as the cards that hold them, with a line from each
 * part to each that reads it. Throws an InputError for no networks and for impossible geometry.
 */
export function networkFigure(options: NetworkOptions): Figure {
  const { networks } = options;
  checkSome('networkFigure', 'networks', networks);
  const rows = networks.map(({ name, config }) => ({ name, blocks: blocksOf(config) }));
  const layers = columnsOf(rows.map(({ blocks }) => blocks.map(({ layer }) => layer)));
  const place = (layer: string) => layers.indexOf(layer) * pitch;
  const drawings: Drawing[] = [];
  let top = 0;
  for (const { name, blocks } of rows) {
    drawings.push(drawRow(name, blocks, place, top));
    top = drawings.at(-1)?.bottom ?? top;
  }
  const width = layers.length * pitch;
  const heads = layers.map((layer): Word => [layer, place(layer), nameHeight - 6]);
  const kinds = (Object.keys(colors) as Kind[]).filter((kind) =>
    rows.some(({ blocks }) => blocks.some((block) => block.kind === kind)),
  );
  return figure(options, {
    data: [
      polygons(
        drawings.flatMap(({ lanes }) => lanes),
        faded(grid, 0.5),
      ),
      lines(drawings.flatMap(({ wires }) => wires)),
      ...kinds.flatMap((kind) =>
        blockTraces(
          kind,
          drawings.flatMap(({ placed }) => placed),
        ),
      ),
      polygons(
        drawings.flatMap(({ windows }) => windows),
        color(1),
      ),
      text(heads, 'bottom center', ink, 13),
      text(
        drawings.flatMap(({ words }) => words),
        'top center',
        quiet,
        12,
      ),
      text(
        drawings.flatMap(({ cards }) => cards),
        'bottom right',
        quiet,
        12,
      ),
      text(
        drawings.flatMap(({ sizes }) => sizes),
        'bottom center',
        ink,
        13,
      ),
      text(
        drawings.flatMap(({ names }) => names),
        'bottom right',
        ink,
        15,
      ),
    ],
    layout: {
      margin: { l: 12, r: 12, b: 40 },
      xaxis: { visible: false, fixedrange: true, range: [-pitch / 2, width - pitch / 3] },
      yaxis: { visible: false, fixedrange: true, range: [top, nameHeight] },
    },
    height: Math.round(118 + nameHeight - top),
    series: kinds.length,
    words: rows.map(({ name, blocks }) => `${name}: ${blocks.map(inWords).join(', ')}.`).join(' '),
  });
}

type Word = readonly [text: string, x: number, y: number];
type Placed = readonly [block: Block, at: Point];

interface Drawing {
  placed: Placed[];
  lanes: Point[][];
  wires: Point[][];
  windows: Point[][];
  words: Word[];
  sizes: Word[];
  names: Word[];
  cards: Word[];
  bottom: number;
}

function drawRow(
  name: string,
  blocks: readonly Block[],
  place: (layer: string) => number,
  top: number,
): Drawing {
  const cards = Math.max(...blocks.map((block) => block.cards));
  const tall = (block: Block) => extentOf(block).height + extentOf(block).back[1];
  const lane = 14 + Math.max(...blocks.filter((b) => b.cards === cards).map(tall));
  const height = Math.max(cards * lane, ...blocks.map(tall));
  const lines = Math.max(...blocks.map(({ words }) => words.length));
  const head = top - nameHeight - wordLine * lines;
  const [first = 0, last = 0] = [blocks[1], blocks.at(-2)].map((b) => b && place(b.layer));
  const drawing: Drawing = {
    placed: [],
    lanes: [],
    wires: [],
    windows: [],
    words: blocks.map(({ layer, words }) => [words.join('<br>'), place(layer), head]),
    sizes: blocks.map((block) => [sizeWords(block), place(block.layer), head - height]),
    cards: [],
    names: [[`<b>${name}</b>`, -pitch / 2, top - 4]],
    bottom: head - height - sizesHeight,
  };
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
  return drawing;
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

function sizeWords({ side, channels, cards }: Block): string {
  if (side === 0) return cards > 1 ? `${cards}×${channels / cards}` : `${channels}`;
  return `${side}×${side}<br>${cards > 1 ? `${cards}×${channels / cards}` : `× ${channels}`}`;
}

function inWords({ layer, kind, side, channels, cards, kernelSize }: Block): string {
  const size = side === 0 ? `${channels} units` : `${side} x ${side} x ${channels}`;
  const window = kernelSize ? `${kernelSize} x ${kernelSize} ` : '';
  const what = layer === kind ? '' : ` (${window}${kind})`;
  return `${layer}${what} ${size}${cards > 1 ? ` on ${cards} cards` : ''}`;
}

// All names, each before those that follow it in any list.
function columnsOf(lists: readonly string[][]): string[] {
  const columns: string[] = [];
  for (const list of lists) {
    let at = 0;
    for (const name of list) {
      const found = columns.indexOf(name);
      if (found < 0) columns.splice(at, 0, name);
      at = (found < 0 ? at : found) + 1;
    }
  }
  return columns;
}

// Closed polygons (or lines) in one trace, with a gap between them.
function outline(shapes: readonly (readonly Point[])[], close: boolean) {
  const all = shapes.map((points) => (close ? [...points, points[0] as Point] : points));
  const along = (axis: 0 | 1) =>
    all.flatMap((points) => [...points.map((point) => round(point[axis])), null]);
  return { x: along(0), y: along(1) };
}

const still = { hoverinfo: 'skip', showlegend: false } as const;

function polygons(shapes: readonly Point[][], fill: string, edge = 0): Data {
  const look = { fill: 'toself', fillcolor: fill, line: { color: paper, width: edge } } as const;
  return trace('scatter', { mode: 'lines', ...outline(shapes, true), ...look, ...still });
}

function lines(shapes: readonly Point[][]): Data {
  const line = { color: quiet, width: 0.7 };
  return trace('scatter', { mode: 'lines', ...outline(shapes, false), line, ...still });
}

function text(words: readonly Word[], position: string, shade: string, size: number): Data {
  return trace('scatter', {
    mode: 'text',
    x: words.map(([, x]) => x),
    y: words.map(([, , y]) => round(y)),
    text: words.map(([word]) => word),
    textposition: position as 'top center',
    textfont: { color: shade, size },
    ...still,
  });
}

// The faces of all blocks of one kind, in three shades of its color, and what to say under the pointer.
function blockTraces(kind: Kind, placed: readonly Placed[]): Data[] {
  const own = placed.filter(([block]) => block.kind === kind);
  const shades = { front: 0.9, top: 0.45, end: 0.65 } as const;
  const faces = (['front', 'top', 'end'] as const).map((face): Data => {
    const corners = own.map(([block, at]) => facesOf(block, at)[face]);
    const legend = { name: kind, showlegend: face === 'front' };
    return { ...polygons(corners, faded(colors[kind], shades[face]), 0.6), ...legend } as Data;
  });
  const centers = trace('scatter', {
    mode: 'markers',
    x: own.map(([block, [x]]) => round(x + extentOf(block).width / 2)),
    y: own.map(([block, [, y]]) => round(y + extentOf(block).height / 2)),
    text: own.map(([block]) => inWords(block)),
    hovertemplate: '%{text}<extra></extra>',
    marker: { size: 20, opacity: 0 },
    showlegend: false,
  });
  return [...faces, centers];
}
