// How the side of a map shrinks from layer to layer: squares, true to scale.
import { checkNumber, InputError } from '../base/errors';
import { lines, type Point, polygons, text, type Word } from './drawing';
import { type Figure, type FigureOptions, figure } from './figure';
import { checkSome } from './numbers';
import { color, faded, ink } from './theme';

/** One network: the side of each of its maps. */
export interface SidesRow {
  /** What the legend calls it. */
  name: string;
  /** In pixels, the image's first; 0 where a window does not fit any more, which ends the row. */
  sides: readonly number[];
}

/** The networks whose maps are drawn, layer by layer. */
export interface SidesOptions extends FigureOptions {
  /** What stands above the squares: the image, then the layers. */
  layers: readonly string[];
  /** From top to bottom. */
  rows: readonly SidesRow[];
}

// In pixels, for a figure 760 wide.
const largest = 88;
const narrowest = 70;
const rowHeight = largest + 62;

/**
 * A row of squares for each network, each drawn against the image of its row, with the side below it.
 * Where nothing is left, a cross says so. Throws an InputError for no rows, for more sides than layers,
 * for sides that are no whole numbers, and for any after a 0.
 */
export function sidesFigure(options: SidesOptions): Figure {
  const { layers, rows } = options;
  checkSome('sidesFigure', 'rows', rows);
  rows.forEach((row, i) => {
    checkRow(row, i, layers.length);
  });
  const drawn = ({ sides }: SidesRow, column: number) =>
    largest * ((sides[column] ?? 0) / (sides[0] ?? 1));
  const widths = layers.map((_, column) =>
    Math.max(narrowest, ...rows.map((row) => drawn(row, column) + 12)),
  );
  const left = (column: number) => widths.slice(0, column).reduce((sum, one) => sum + one, 0);
  const center = (column: number) => left(column) + (widths[column] ?? 0) / 2;
  const shown: Point[][] = [];
  const crosses: Point[][] = [];
  const numbers: Word[] = [];
  const ends: Word[] = [];
  rows.forEach((one, row) => {
    const { sides } = one;
    const floor = -row * rowHeight - largest;
    sides.forEach((side, column) => {
      const half = drawn(one, column) / 2;
      const [x, y] = [center(column), floor + largest / 2];
      const cross = (size: number): Point[][] => [
        [[x - size, y - size], [x + size, y + size]],
        [[x - size, y + size], [x + size, y - size]],
      ]; // biome-ignore format: two lines
      if (side === 0) crosses.push(...cross(8));
      else shown.push([[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half]]); // biome-ignore format: corners
      (side === 0 ? ends : numbers).push([String(side), x, floor - 2]);
    });
  });
  const names = rows.map(({ name }, row): Word => [`<b>${name}</b>`, 0, 26 - row * rowHeight]);
  const heads = layers.map((layer, column): Word => [layer, center(column), 46]);
  const width = left(layers.length);
  const bottom = -rows.length * rowHeight + 24;
  return figure(options, {
    data: [
      ...polygons(shown, faded(color(0), 0.75)),
      ...lines(crosses, { color: color(1), width: 3 }),
      ...text(heads, 'bottom center', ink, 13),
      ...text(names, 'bottom right', ink, 14),
      ...text(numbers, 'bottom center', ink, 14),
      ...text(ends, 'bottom center', color(1), 14),
    ],
    layout: {
      meta: { minWidth: Math.min(width, 700) },
      margin: { l: 12, r: 12, b: 12 },
      xaxis: {
        visible: false,
        fixedrange: true,
        range: [0, Math.max(width, 720)],
        constrain: 'domain',
        constraintoward: 'left',
      },
      yaxis: {
        visible: false,
        fixedrange: true,
        range: [bottom, 50],
        scaleanchor: 'x',
        constrain: 'domain',
        constraintoward: 'top',
      },
    },
    height: 52 + 50 - bottom,
    words: rows
      .map(
        ({ name, sides }) =>
          `${name}: ${sides.map((side, i) => `${layers[i]} ${side}`).join(', ')}.`,
      )
      .join(' '),
  });
}

function checkRow({ sides }: SidesRow, row: number, layers: number): void {
  const where = 'sidesFigure';
  checkSome(where, `rows[${row}].sides`, sides);
  if (sides.length > layers) {
    const found = `${sides.length} long`;
    const expected = `at most ${layers} values, one for each layer`;
    throw new InputError({ where, field: `rows[${row}].sides`, found, expected });
  }
  sides.forEach((side, i) => {
    const low = i === sides.length - 1 && i > 0 ? 0 : 1;
    checkNumber(where, `rows[${row}].sides[${i}]`, side, { low, whole: true });
  });
}
