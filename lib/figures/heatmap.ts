// Tables of numbers as colors.
import { type Figure, type FigureOptions, figure, trace } from './figure';
import {
  checkDistinct,
  checkLength,
  checkSome,
  extent,
  format,
  type Numbers,
  plain,
} from './numbers';
import { axis, diverging, fontSize, paper, sequential } from './theme';

/** A table of numbers, and how it is colored. */
export interface HeatmapOptions extends FigureOptions {
  /** The axes' titles, with the unit: `x` of the columns, `y` of the rows. */
  x: string;
  y: string;
  /** The names of the columns, from left to right, and of the rows, from top to bottom; each once. */
  columns: readonly string[];
  rows: readonly string[];
  /** One array of numbers a row; NaN leaves a hole. */
  values: readonly Numbers[];
  /** What the colors measure, with the unit. */
  scale: string;
  /** `diverging` puts white at zero and needs values of both signs to make sense. */
  colors?: 'sequential' | 'diverging';
  /** The values of the first and the last color; from the data if left out. */
  range?: readonly [number, number];
  /** Writes each value in its cell; on by default for up to 200 cells. */
  labels?: boolean;
  /** What to write in the cells instead of the values. */
  text?: readonly (readonly string[])[];
  /** What a cell says under the pointer, beside its place and value. */
  hover?: readonly (readonly string[])[];
}

/**
 * A heat map, first row on top. Throws an InputError for a row or a column given twice, and where the
 * values' lengths do not match the rows and columns.
 */
export function heatmapFigure(options: HeatmapOptions): Figure {
  const { rows, columns, values, colors = 'sequential' } = options;
  checkSome('heatmapFigure', 'rows', rows);
  checkSome('heatmapFigure', 'columns', columns);
  checkDistinct('heatmapFigure', 'rows', rows);
  checkDistinct('heatmapFigure', 'columns', columns);
  checkLength('heatmapFigure', 'values', values as unknown as Numbers, rows.length);
  for (const [i, row] of values.entries()) {
    checkLength('heatmapFigure', `values[${i}]`, row, columns.length);
  }
  const [low, high] = options.range ?? colorRange(values, colors);
  const labeled = options.labels ?? rows.length * columns.length <= 200;
  const text =
    options.text ??
    values.map((row) => Array.from(row, (value) => (Number.isNaN(value) ? '' : format(value))));
  const data = trace('heatmap', {
    x: [...columns],
    y: [...rows],
    z: values.map((row) => plain(row)),
    zmin: low,
    zmax: high,
    colorscale: colors === 'diverging' ? diverging : sequential,
    colorbar: {
      title: { text: options.scale, side: 'right', font: { size: fontSize } },
      outlinewidth: 0,
      thickness: 14,
    },
    xgap: 1,
    ygap: 1,
    ...(labeled
      ? { text: text.map((row) => [...row]), texttemplate: '%{text}', textfont: { size: 13 } }
      : {}),
    ...(options.hover ? { customdata: options.hover.map((row) => [...row]) } : {}),
    hovertemplate: `${options.y} %{y}, ${options.x} %{x}: %{z}${options.hover ? '<br>%{customdata}' : ''}<extra></extra>`,
  });
  return figure(options, {
    data: [data],
    layout: {
      xaxis: { ...axis(options.x), type: 'category', gridcolor: paper },
      yaxis: { ...axis(options.y), type: 'category', autorange: 'reversed', gridcolor: paper },
    },
    height: Math.max(300, 130 + 36 * rows.length),
    words: inWords(options),
  });
}

function colorRange(values: readonly Numbers[], colors: string): [number, number] {
  const [low, high] = extent(values.flatMap((row) => Array.from(row)));
  if (Number.isNaN(low)) return [0, 1];
  if (colors !== 'diverging') return low < high ? [low, high] : [low, low + 1];
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return [-reach, reach];
}

function inWords({ x, y, rows, columns, values, scale }: HeatmapOptions): string {
  let top: [value: number, row: number, column: number] = [Number.NEGATIVE_INFINITY, 0, 0];
  values.forEach((row, i) => {
    for (let j = 0; j < row.length; j++) {
      if ((row[j] as number) > top[0]) top = [row[j] as number, i, j];
    }
  });
  const [value, i, j] = top;
  return `Heat map of ${scale}: ${rows.length} rows (${y}) by ${columns.length} columns (${x}). Highest, ${format(value)}, at ${rows[i]}, ${columns[j]}.`;
}
