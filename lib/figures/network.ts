// The network as a row of blocks: every map with its sides and its channels.
import type { Data } from 'plotly.js-dist-min';
import type { AlexNetConfig } from '../network/config';
import { lines, polygons, text, type Word } from './drawing';
import { type Figure, type FigureOptions, figure, trace } from './figure';
import { type Block, blocksOf, extentOf, facesOf, type Kind } from './network-blocks';
import { type Drawing, drawRow, emptyDrawing, nameHeight, type Placed, pitch } from './network-row';
import { checkSome, round } from './numbers';
import { color, faded, grid, ink, quiet } from './theme';

/** The networks to draw. */
export interface NetworkOptions extends FigureOptions {
  /** From top to bottom; layers of one name stand below each other. */
  networks: readonly { name: string; config: AlexNetConfig }[];
}

const colors: Record<Kind, string> = {
  image: color(6),
  convolution: color(0),
  'max pooling': color(5),
  'fully connected': color(4),
};

/**
 * Networks as rows of blocks, drawn from their configs: a block's height and depth are the sides of its
 * map, its width the number of channels (all as square roots), the square on it the window that the
 * next layer slides over it. Groups are drawn as the cards that hold them, with a line from each
 * part to each that reads it. Throws an InputError for no networks and for impossible geometry.
 */
export function networkFigure(options: NetworkOptions): Figure {
  const { networks } = options;
  checkSome('networkFigure', 'networks', networks);
  const rows = networks.map(({ name, config }) => ({ name, blocks: blocksOf(config) }));
  const layers = columnsOf(rows.map(({ blocks }) => blocks.map(({ layer }) => layer)));
  const place = (layer: string) => layers.indexOf(layer) * pitch;
  const all: Drawing = emptyDrawing();
  let top = 0;
  for (const { name, blocks } of rows) top = drawRow(all, name, blocks, place, top);
  const width = layers.length * pitch;
  const heads = layers.map((layer): Word => [layer, place(layer), nameHeight - 6]);
  const kinds = (Object.keys(colors) as Kind[]).filter((kind) =>
    rows.some(({ blocks }) => blocks.some((block) => block.kind === kind)),
  );
  return figure(options, {
    data: [
      polygons(all.lanes, grid),
      lines(all.wires),
      ...kinds.flatMap((kind) => blockTraces(kind, all.placed)),
      polygons(all.windows, color(1)),
      text(heads, 'bottom center', ink, 13),
      text(all.words, 'top center', quiet, 12),
      text(all.cards, 'bottom right', quiet, 12),
      text(all.sizes, 'bottom center', ink, 13),
      text(all.names, 'bottom right', ink, 15),
    ].flat(),
    layout: {
      meta: { minWidth: 700 },
      margin: { l: 12, r: 12, b: 40 },
      xaxis: { visible: false, fixedrange: true, range: [-pitch / 2, width - pitch / 3] },
      yaxis: { visible: false, fixedrange: true, range: [top, nameHeight] },
    },
    height: Math.round(118 + nameHeight - top),
    series: kinds.length,
    words: rows.map(({ name, blocks }) => `${name}: ${blocks.map(inWords).join(', ')}.`).join(' '),
  });
}

function inWords({ layer, kind, height, width, channels, cards, kernelSize }: Block): string {
  const size = height === 0 ? `${channels} units` : `${height} x ${width} x ${channels}`;
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

// The faces of all blocks of one kind, in three shades of its color, and what to say under the pointer.
function blockTraces(kind: Kind, placed: readonly Placed[]): Data[] {
  const own = placed.filter(([block]) => block.kind === kind);
  const shades = { front: 0.9, top: 0.45, end: 0.65 } as const;
  const faces = (['front', 'top', 'end'] as const).map((face): Data => {
    const corners = own.map(([block, at]) => facesOf(block, at)[face]);
    const legend = { name: kind, showlegend: face === 'front' };
    const [drawn] = polygons(corners, faded(colors[kind], shades[face]), 0.6);
    return { ...drawn, ...legend } as Data;
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
