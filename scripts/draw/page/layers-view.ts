// Every layer's maps: a row for each layer of the network, a canvas for each stage of it.
import type { Layer } from '../../../lib/network/layers';
import { element } from './dom';
import type { Network, Reading } from './networks';
import { type Arrangement, arrange, canvasSize, paintMaps } from './paint';

/** A pixel of a layer's maps, or a filter of a convolution, row and column being null then. */
export interface Selection {
  layer: string;
  channel: number;
  row: number | null;
  column: number | null;
}

interface Block {
  layer: Layer;
  canvas: HTMLCanvasElement;
  mark: HTMLElement;
  arrangement: Arrangement;
  /** Whether its pixels are a layer's values, and not its filters'. */
  filters: boolean;
}

const STAGES: Record<string, string> = {
  convolution: 'convolution',
  activation: 'ReLU',
  lrn: 'LRN',
  pool: 'pooling',
  linear: 'weighted sums',
};

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
      for (const layer of row) figures.push(mapBlock(layer));
      const title = element('h3', {}, first.name);
      const text = element('p', { className: 'about' }, about(row, reading));
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

  const mapBlock = (layer: Layer) => {
    const arrangement = arrange(layer.output);
    const what = STAGES[layer.kind] as string;
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
    const inputs = layer.input[2] as number;
    const arrangement = arrange([kernelSize, kernelSize, count]);
    const canvas = element('canvas', { id: `filters-${layer.name}` });
    const caption =
      inputs === 1
        ? `filters · ${kernelSize}×${kernelSize}`
        : `filters · ${kernelSize}×${kernelSize}, strongest input`;
    const label = `${layer.name}: its ${count} filters`;
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

function about(row: Layer[], { config }: Reading): string {
  const [first] = row as [Layer];
  if (first.kind === 'linear') {
    const end =
      row.length > 1 ? 'ReLU sets what is below zero to zero.' : 'The largest is the answer.';
    return `${first.output[0]} sums over all ${first.input[0]} numbers before. ${end}`;
  }
  const { kernelSize } = first.window as { kernelSize: number };
  const [, , channels] = first.input;
  const on = channels === 1 ? 'the image' : `all ${channels} maps before`;
  const parts = [`${first.output[2]} filters of ${kernelSize}×${kernelSize} slide over ${on}`];
  if (config.batchNorm) parts.push('each map is shifted and scaled (batch normalization)');
  parts.push('ReLU keeps what is above zero');
  if (row.some(({ kind }) => kind === 'lrn')) parts.push('LRN turns strong neighbors down');
  if (row.some(({ kind }) => kind === 'pool'))
    parts.push('pooling keeps the largest of 3×3, every second pixel');
  return `${parts.join('; ')}.`;
}

/** Each filter as an image: the slice for its only input, or for the one with the largest weights. */
function paintFilters(
  canvas: HTMLCanvasElement,
  { weights }: Network,
  { name, window, input, output }: Layer,
  arrangement: Arrangement,
) {
  const filters = weights[`${name}/filters`]?.dataSync() as Float32Array;
  const { kernelSize } = window as { kernelSize: number };
  const [inputs, count] = [input[2] as number, output[2] as number];
  const values = new Float32Array(kernelSize ** 2 * count);
  for (let filter = 0; filter < count; filter++) {
    const slices = Array.from({ length: inputs }, (_, channel) =>
      Array.from(
        { length: kernelSize ** 2 },
        (_, at) => filters[(at * inputs + channel) * count + filter] as number,
      ),
    );
    const energy = slices.map((slice) => slice.reduce((sum, w) => sum + w * w, 0));
    const slice = slices[energy.indexOf(Math.max(...energy))] as number[];
    const largest = Math.max(...slice.map(Math.abs)) || 1;
    for (const [at, weight] of slice.entries()) values[at * count + filter] = weight / largest;
  }
  paintMaps(canvas, { values, shape: [kernelSize, kernelSize, count] }, arrangement, true);
}

/** Puts the mark around the selected pixel and its map. */
function place({ mark, arrangement }: Block, { channel, row, column }: Selection): void {
  const { columns, width, height, gap } = arrangement;
  const size = canvasSize(arrangement);
  const left = (channel % columns) * (width + gap) + (column ?? 0);
  const top = Math.floor(channel / columns) * (height + gap) + (row ?? 0);
  const [wide, high] = row === null ? [width, height] : [1, 1];
  mark.hidden = false;
  mark.style.left = `${(100 * left) / size.width}%`;
  mark.style.top = `${(100 * top) / size.height}%`;
  mark.style.width = `${(100 * wide) / size.width}%`;
  mark.style.height = `${(100 * high) / size.height}%`;
}

function follow(block: Block, select: (to: Selection, byKey: boolean) => void): void {
  const { layer, canvas, arrangement, filters } = block;
  const { channels, columns, width, height, gap } = arrangement;
  let at = { channel: 0, row: Math.floor(height / 2), column: Math.floor(width / 2) };
  const choose = (to: typeof at, byKey = false) => {
    at = to;
    const whole = filters ? { row: null, column: null } : {};
    select({ layer: layer.name, ...at, ...whole }, byKey);
  };
  const point = (event: PointerEvent) => {
    const box = canvas.getBoundingClientRect();
    const size = canvasSize(arrangement);
    const x = Math.floor(((event.clientX - box.left) / box.width) * size.width);
    const y = Math.floor(((event.clientY - box.top) / box.height) * size.height);
    const [mapX, mapY] = [Math.floor(x / (width + gap)), Math.floor(y / (height + gap))];
    const [column, row] = [x - mapX * (width + gap), y - mapY * (height + gap)];
    const channel = mapY * columns + mapX;
    const inside =
      x >= 0 && y >= 0 && mapX < columns && column < width && row < height && channel < channels;
    if (inside) choose({ channel, row, column });
  };
  canvas.addEventListener('pointermove', point);
  canvas.addEventListener('pointerdown', point);
  const steps: Record<string, [channel: number, row: number, column: number]> = {
    ArrowLeft: [0, 0, -1],
    ArrowRight: [0, 0, 1],
    ArrowUp: [0, -1, 0],
    ArrowDown: [0, 1, 0],
    PageUp: [-1, 0, 0],
    PageDown: [1, 0, 0],
  };
  canvas.addEventListener('keydown', (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    // Units, and filters as wholes, have no pixels: the arrows go from one to the next.
    const single = filters || (width === 1 && height === 1);
    const across = single ? step[0] + step[2] + step[1] * columns : step[0];
    const within = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
    choose(
      {
        channel: within(at.channel + across, channels),
        row: single ? at.row : within(at.row + step[1], height),
        column: single ? at.column : within(at.column + step[2], width),
      },
      true,
    );
  });
}
