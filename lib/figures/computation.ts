// A computation as a graph: values on the way there, gradients on the way back.
import { InputError } from '../base/errors';
import { arrow, type Point, polygons, text, type Word } from './drawing';
import { type Figure, type FigureOptions, figure } from './figure';
import { checkSome, format } from './numbers';
import { color, faded, ink } from './theme';

/** One value of the computation. */
export interface ComputationNode {
  name: string;
  /** The names of the values that it is computed from. */
  from: readonly string[];
  /** Where it stands: columns from left to right, rows from top to bottom, both from 0. */
  at: readonly [column: number, row: number];
  value?: number;
  /** How much the last value grows with this one. */
  gradient?: number;
}

/** A computation as its values. */
export interface ComputationOptions extends FigureOptions {
  nodes: readonly ComputationNode[];
}

const halfHeight = 0.22;
/** Longer names take two lines. */
const lineLength = 12;

/**
 * The values of a computation as boxes, with an arrow from each to those computed from it, and one back
 * where there are gradients; above each its value, below it the gradient that came back, if they are
 * known. Throws an InputError for no nodes and for a name in `from` that no node has.
 */
export function computationFigure(options: ComputationOptions): Figure {
  const { nodes } = options;
  checkSome('computationFigure', 'nodes', nodes);
  const crowded = nodes.some(({ name }) => name.length > lineLength);
  const halfWidth = crowded ? 0.42 : 0.33;
  const place = (name: string): Point => {
    const node = nodes.find((one) => one.name === name);
    if (node) return [node.at[0], -node.at[1]];
    const expected = `one of ${nodes.map((one) => one.name).join(', ')}`;
    throw new InputError({ where: 'computationFigure', field: 'from', found: name, expected });
  };
  const edges = nodes.flatMap(({ name, from }) => from.map((source) => [source, name] as const));
  const back = nodes.some(({ gradient }) => gradient !== undefined);
  const arrows = edges.flatMap(([from, to]) => {
    const [[left, y1], [right, y2]] = [place(from), place(to)];
    const along = (up: number): [Point, Point] => [
      [left + halfWidth, y1 + up],
      [right - halfWidth, y2 + up],
    ];
    if (!back) return [arrow(...along(0), ink, 2)];
    const [start, end] = along(-0.06);
    return [arrow(...along(0.06), color(0), 2), arrow(end, start, color(1), 2)];
  });
  const boxes = nodes.map(({ name }): Point[] => {
    const [x, y] = place(name);
    const [left, right, low, high] = [x - halfWidth, x + halfWidth, y - halfHeight, y + halfHeight];
    return [
      [left, low],
      [right, low],
      [right, high],
      [left, high],
    ];
  });
  const words = (word: (node: ComputationNode) => string | undefined, up: number): Word[] =>
    nodes.flatMap((node) => {
      const [x, y] = place(node.name);
      const shown = word(node);
      return shown === undefined ? [] : [[shown, x, y + up] as const];
    });
  const columns = nodes.map(({ at }) => at[0]);
  const rows = nodes.map(({ at }) => at[1]);
  return figure(options, {
    data: [
      ...polygons(boxes, faded(color(5), 0.35)),
      ...text(
        words(({ name }) => inLines(name), 0),
        'middle center',
        ink,
        crowded ? 12 : 15,
      ),
      ...text(
        words((node) => numberText('value', node.value), halfHeight),
        'top center',
        color(0),
        14,
      ),
      ...text(words((node) => numberText('gradient', node.gradient), -halfHeight), 'bottom center', color(1), 14), // biome-ignore format: one line
    ],
    layout: {
      margin: { l: 12, r: 12, b: 12 },
      annotations: arrows,
      xaxis: { visible: false, fixedrange: true, range: [Math.min(...columns) - 0.5, Math.max(...columns) + 0.5] }, // biome-ignore format: one line
      yaxis: { visible: false, fixedrange: true, range: [-Math.max(...rows) - 0.5, 0.5 - Math.min(...rows)] }, // biome-ignore format: one line
    },
    height: 120 + 90 * (Math.max(...rows) + 1),
    words: [
      ...nodes.map(({ name, value, gradient }) => {
        const parts = [numberText('value', value), numberText('gradient', gradient)].filter(
          Boolean,
        );
        return parts.length > 0 ? `${name}: ${parts.join(', ')}.` : '';
      }),
      `${edges.map(([from, to]) => `${from} leads to ${to}`).join(', ')}.`,
    ]
      .filter(Boolean)
      .join(' '),
  });
}

/** A long name of several words written together, broken before the word nearest to its middle. */
function inLines(name: string): string {
  const starts = [...name.matchAll(/(?<=[a-z ])[A-Z(]/g)].map(({ index }) => index);
  if (name.length <= lineLength || starts.length === 0) return name;
  const off = (index: number) => Math.abs(index - name.length / 2);
  const at = starts.reduce((best, index) => (off(index) < off(best) ? index : best));
  return `${name.slice(0, at)}<br>${name.slice(at)}`;
}

const numberText = (what: string, number?: number) =>
  number === undefined ? undefined : `${what} ${format(number)}`;
