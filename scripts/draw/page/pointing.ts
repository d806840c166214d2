// Pointing at a pixel of a layer's maps, or at a filter: by pointer and by keys.
import type { Layer } from '../../../lib/network/layers';
import { type Arrangement, canvasSize } from './paint';

/** A pixel of a layer's maps, or a filter of a convolution, row and column being null then. */
export interface Selection {
  layer: string;
  channel: number;
  row: number | null;
  column: number | null;
}

export interface Block {
  layer: Layer;
  canvas: HTMLCanvasElement;
  mark: HTMLElement;
  arrangement: Arrangement;
  /** Whether its pixels are a layer's values, and not its filters'. */
  filters: boolean;
}

/** Puts the mark around the selected pixel and its map. */
export function place({ mark, arrangement }: Block, { channel, row, column }: Selection): void {
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

/** Calls `select` for what the pointer or the keys choose. */
export function follow(block: Block, select: (to: Selection, byKey: boolean) => void): void {
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
