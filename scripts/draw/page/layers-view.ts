// Every layer's maps: a row for each layer of the network, a canvas for each stage of it.
import type { Layer } from '../../../lib/network/layers';
import { element } from './dom';
import { paintFilters } from './filters';
import type { Network, Reading } from './networks';
import { arrange, canvasSize, paintMaps } from './paint';
import { type Block, follow, place, type Selection } from './pointing';
import { about, stageOf } from './words';

export interface LayersView {
  update(reading: Reading): void;
  /** Draws all again, in other colors. */
  repaint(): void;
}

/** Fills `root` with the rows, anew whenever the layers are others. */
export function createLayersView(
  root: HTMLElement,
  onSelect: (to: Selection, byKey: boolean) => void,
): LayersView {
  let blocks: Block[] = [];
  let shown = '';
  let last: Reading | null = null;

  const rebuild = (reading: Reading) => {
    const { network, layers } = reading;
    blocks = [];
    const rows = rowsOf(layers).map((row) => {
      const [first] = row as [Layer];
      const figures: HTMLElement[] = [];
      if (first.kind === 'convolution') figures.push(filterBlock(first, network));
      for (const layer of row) figures.push(mapBlock(layer, reading));
      const title = element('h3', {}, first.name);
      const text = element('p', { className: 'about' }, about(row, reading.config));
      return element(
        'section',
        { className: 'row', ariaLabel: first.name },
        title,
        text,
        element('div', { className: 'blocks' }, ...figures),
      );
    });
    root.replaceChildren(...rows);
  };

  const figureOf = (block: Omit<Block, 'mark'>, caption: string, label: string) => {
    const mark = element('span', { className: 'mark', hidden: true });
    const { canvas, arrangement } = block;
    Object.assign(canvas, canvasSize(arrangement));
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    canvas.setAttribute('aria-label', `${label}. Arrow keys move by a pixel, page keys by a map.`);
    const made = { ...block, mark };
    follow(made, (to, byKey) => {
      for (const other of blocks) other.mark.hidden = true;
      place(made, to);
      onSelect(to, byKey);
    });
    blocks.push(made);
    const frame = element('div', { className: 'frame' }, canvas, mark);
    return element(
      'figure',
      { className: block.filters ? 'filters' : block.layer.kind },
      frame,
      element('figcaption', {}, caption),
    );
  };

  const mapBlock = (layer: Layer, { config }: Reading) => {
    const arrangement = arrange(layer.output);
    const what = stageOf(layer, config);
    const label = `${layer.name}, ${what}: ${describe(layer.output)}`;
    const canvas = element('canvas', { id: `maps-${layer.name}` });
    return figureOf(
      { layer, canvas, arrangement, filters: false },
      `${what} · ${layer.output.join('×')}`,
      label,
    );
  };

  const filterBlock = (layer: Layer, network: Network) => {
    const { kernelSize = 1 } = layer.window ?? {};
    const count = layer.output[2] as number;
    const arrangement = arrange([kernelSize, kernelSize, count]);
    const canvas = element('canvas', { id: `filters-${layer.name}` });
    const caption = `filters · ${kernelSize}×${kernelSize}`;
    const label = `${layer.name}: its ${count} filters, each by its slice with the largest weights`;
    const figure = figureOf({ layer, canvas, arrangement, filters: true }, caption, label);
    paintFilters(canvas, network, layer, arrangement);
    return figure;
  };

  const paint = ({ layer, canvas, arrangement, filters }: Block, reading: Reading) => {
    const maps = reading.maps[layer.name];
    if (filters) return paintFilters(canvas, reading.network, layer, arrangement);
    if (maps)
      paintMaps(canvas, maps, arrangement, layer.kind === 'convolution' || layer.kind === 'linear');
  };

  return {
    update(reading) {
      const key = `${reading.network.name} ${reading.layers.map(({ name }) => name).join()}`;
      if (key !== shown) rebuild(reading);
      shown = key;
      last = reading;
      for (const block of blocks) if (!block.filters) paint(block, reading);
    },
    repaint() {
      if (last) for (const block of blocks) paint(block, last);
    },
  };
}

/** The layers in rows, each beginning with a convolution or a product; `flatten` only renames pixels. */
function rowsOf(layers: readonly Layer[]): Layer[][] {
  const rows: Layer[][] = [];
  for (const layer of layers.filter(({ kind }) => kind !== 'flatten')) {
    if (layer.kind === 'convolution' || layer.kind === 'linear') rows.push([layer]);
    else rows.at(-1)?.push(layer);
  }
  return rows;
}

const describe = (shape: readonly number[]) =>
  shape.length === 3 ? `${shape[2]} maps of ${shape[0]} by ${shape[1]}` : `${shape[0]} units`;
