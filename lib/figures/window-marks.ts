// What moves in the drawing of a window that slides: the window, the numbers, the map's uncovered part.
import type { Shape } from 'plotly.js-dist-min';
import type { Move } from './control';
import { format } from './numbers';
import type { Place, Rows, Sliding } from './sliding';
import { type ColorScale, color, grid, quiet } from './theme';

/** How numbers become colors. */
export interface Look {
  colors: ColorScale;
  /** The values of the first and the last color. */
  range: readonly [number, number];
}

/** A square in the middle: its name, and its numbers, from what the window covers. */
export interface Panel extends Look {
  name: string;
  of: (covered: Rows) => Rows;
}

/** All that is shown of a window that slides. */
export interface Sight {
  slide: Sliding;
  /** The whole output, of which the slider uncovers more and more. */
  map: Rows;
  /** From top to bottom. */
  panels: readonly Panel[];
  image: Look;
  output: Look;
  /** What becomes a pixel of the map: "sum", "largest". */
  result: string;
  words: string;
}

/** Rounded to a hundredth of the color scale: what a small square has room for. */
export function short(rows: Rows, { range }: Look): number[][] {
  const digits = 2 - Math.ceil(Math.log10(Math.max(...range.map(Math.abs)) || 1));
  return rows.map((row) => row.map((value) => Number(value.toFixed(Math.max(0, digits))) || 0));
}

/** The map's value at a place. */
export function valueAt(map: Rows, [row, column]: Place): number {
  return map[row]?.[column] ?? Number.NaN;
}

/** What comes out at a place. */
export function resultWords({ map, result }: Sight, place: Place): string {
  return `${result}: ${format(valueAt(map, place), 3).replace('-', '−')}`;
}

/** The window on the image, what the map does not have yet, its pixel; then frames, which stay. */
export function marks({ slide, panels }: Sight, place: Place): Partial<Shape>[] {
  const { padded, padding, kernelSize } = slide;
  const [right, bottom] = [padded[0]?.length ?? 0, padded.length];
  const last = panels.length + 2;
  const line = { color: color(1), width: 3 };
  const cover = { type: 'rect', fillcolor: grid, line: { width: 0 }, ...on(last) } as const;
  const outline = { color: quiet, width: 1 };
  const frames = [
    box(0, 0, right, bottom),
    ...panels.map(() => box(0, 0, kernelSize, kernelSize)),
    box(0, 0, slide.columns, slide.rows),
  ];
  const inner = box(padding, padding, right - padding, bottom - padding);
  const [window, rest, below, pixel] = boxesAt(slide, place);
  return [
    { type: 'rect', line, ...on(1), ...window },
    { ...cover, ...rest },
    { ...cover, ...below },
    { type: 'rect', line, ...on(last), ...pixel },
    ...frames.map((sides, i) => ({ type: 'rect', line: outline, ...on(i + 1), ...sides }) as const),
    ...(padding > 0
      ? [{ type: 'rect', line: { ...outline, dash: 'dot' }, ...on(1), ...inner } as const]
      : []),
  ];
}

/** What the slider changes for a place: the numbers of the panels, the marks, and the result. */
export function move(sight: Sight, place: Place): Move {
  const { slide, panels } = sight;
  const covered = slide.under(place);
  const changes = Object.fromEntries(
    boxesAt(slide, place).flatMap((sides, i) =>
      Object.entries(sides).map(([side, value]) => [`shapes[${i}].${side}`, value]),
    ),
  );
  const answer = `annotations[${panels.length + 2}].text`;
  return {
    method: 'update',
    args: [
      { z: panels.map((panel) => short(panel.of(covered), panel)) },
      { ...changes, [answer]: resultWords(sight, place) },
      panels.map((_, i) => i + 1),
    ],
  };
}

// The axes of heat map number `axis`, from 1, in the form of a shape.
function on(axis: number) {
  const id = axis === 1 ? '' : String(axis);
  return { xref: `x${id}`, yref: `y${id}` } as { xref: 'x'; yref: 'y' };
}

// The four marks that move: the window; the rest of its row of the map; the rows below; its pixel.
function boxesAt({ strides, kernelSize, rows, columns }: Sliding, [row, column]: Place) {
  const [left, top] = [column * strides, row * strides];
  return [
    box(left, top, left + kernelSize, top + kernelSize),
    box(column + 1, row, columns, row + 1),
    box(0, row + 1, columns, rows),
    box(column, row, column + 1, row + 1),
  ];
}

// From pixel to pixel; their middles stand at whole numbers.
function box(left: number, top: number, right: number, bottom: number) {
  return { x0: left - 0.5, y0: top - 0.5, x1: right - 0.5, y1: bottom - 0.5 };
}
