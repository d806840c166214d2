// A computation as a graph: values go forward along its arrows, gradients come back.
import type { Annotation } from 'plotly.js-dist-min';
import { InputError } from '../base/errors';
import { text, type Word } from './drawing';
import { type Figure, type FigureOptions, figure, trace } from './figure';
import { checkSome, format } from './numbers';
import { color, ink, paper } from './theme';

/** One value of a computation. */
export interface GraphNode {
  name: string;
  /** What computes it, as a sign or a short word: "×", "+", "relu"; none for what goes in. */
  op?: string;
  /** The names of what it is computed from, which come before it in the list. */
  inputs?: readonly string[];
  value: number;
  /** The derivative of the last value by this one. */
  gradient?: number;
}

export interface GraphOptions extends FigureOptions {
  /** In an order in which they can be computed. */
  nodes: readonly GraphNode[];
}

const laneHeight = 116;
const radius = 23;

/**
 * The graph of a computation from left to right: each value above its node, its gradient below, and
 * for each input an arrow forward and one back. Throws an InputError for no nodes, a name given twice,
 * and an input that does not come before.
 */
export function graphFigure(options: GraphOptions): Figure {
  const { nodes } = options;
  checkSome('graphFigure', 'nodes', nodes);
  const places = placesOf(nodes);
  const at = (name: string) => places.get(name) as Place;
  const depth = Math.max(...[...places.values()].map(({ x }) => x));
  const lanes = Math.max(...[...places.values()].map(({ of }) => of));
  const y = ({ lane, of }: Place) => (of - 1) / 2 - lane;
  const points = nodes.map(({ name }) => [at(name).x, y(at(name))] as const);
  const words = (make: (node: GraphNode) => string, shift: number): Word[] =>
    nodes.map((node, i) => [make(node), points[i]?.[0] ?? 0, (points[i]?.[1] ?? 0) + shift]);
  const back = nodes.filter(({ gradient }) => gradient !== undefined).length > 0;
  const arrows = nodes.flatMap(({ name, inputs = [] }) =>
    inputs.flatMap((input) => {
      const [from, to] = [at(input), at(name)];
      const ends = [from.x, y(from), to.x, y(to)] as const;
      const side = back ? 0.05 : 0;
      const forward = arrow(ends, side, ink);
      return back
        ? [forward, arrow([ends[2], ends[3], ends[0], ends[1]], -side, color(1))]
        : [forward];
    }),
  );
  return figure(options, {
    data: [
      trace('scatter', {
        mode: 'text+markers',
        x: points.map(([x]) => x),
        y: points.map(([, up]) => up),
        text: nodes.map(({ name, op }) => `<b>${op ?? name}</b>`),
        marker: { size: 2 * radius, color: paper, line: { color: ink, width: 1.5 } },
        textfont: {
          size: nodes.map(({ name, op }) => ((op ?? name).length > 3 ? 11 : 15)),
          color: ink,
        },
        hovertext: nodes.map(inWords),
        hovertemplate: '%{hovertext}<extra></extra>',
        showlegend: false,
      }),
      ...text(words(valueWords, 0.24), 'top center', ink, 14),
      ...text(
        words(({ gradient }) => (gradient === undefined ? '' : format(gradient)), -0.24),
        'bottom center',
        color(1),
        14,
      ),
      ...(['value, forward', 'gradient, back'] as const).slice(0, back ? 2 : 1).map((name, i) =>
        trace('scatter', {
          mode: 'lines',
          name,
          x: [null],
          y: [null],
          line: { color: i ? color(1) : ink, width: 2 },
        }),
      ),
    ],
    layout: {
      margin: { l: 12, r: 12, b: 40 },
      annotations: arrows,
      xaxis: { visible: false, fixedrange: true, range: [-0.4, depth + 0.4] },
      yaxis: {
        visible: false,
        fixedrange: true,
        range: [-(lanes - 1) / 2 - 0.55, (lanes - 1) / 2 + 0.55],
      },
    },
    height: 100 + lanes * laneHeight,
    series: back ? 2 : 0,
    words: `A graph of ${nodes.length} values: ${nodes.map(inWords).join('; ')}.`,
  });
}

interface Place {
  /** How many steps from what goes in. */
  x: number;
  /** Which of `of` beside each other, from the top. */
  lane: number;
  of: number;
}

// Each node one step right of its last input; what goes in stands one step left of its first reader.
function placesOf(nodes: readonly GraphNode[]): Map<string, Place> {
  const steps = new Map<string, number>();
  nodes.forEach(({ name, inputs = [] }, i) => {
    const fail = (field: string, found: string, expected: string) => {
      throw new InputError({
        where: 'graphFigure',
        field: `nodes[${i}].${field}`,
        found,
        expected,
      });
    };
    if (steps.has(name)) fail('name', name, 'a name that no other node has');
    const before = inputs.map((input) => {
      const step = steps.get(input);
      if (step === undefined) fail('inputs', input, 'the name of a node before it');
      return step ?? 0;
    });
    steps.set(name, Math.max(-1, ...before) + 1);
  });
  for (const { name, inputs = [] } of nodes) {
    const readers = nodes.filter((node) => node.inputs?.includes(name));
    const first = Math.min(...readers.map((reader) => steps.get(reader.name) ?? 0));
    if (inputs.length === 0 && readers.length > 0) steps.set(name, first - 1);
  }
  const columns = new Map<number, string[]>();
  for (const [name, step] of steps) columns.set(step, [...(columns.get(step) ?? []), name]);
  return new Map(
    [...steps].map(([name, x]) => {
      const column = columns.get(x) ?? [];
      return [name, { x, lane: column.indexOf(name), of: column.length }];
    }),
  );
}

// An arrow between two nodes, moved up by `shift` beside the one that goes the other way.
function arrow(
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  shift: number,
  shade: string,
): Partial<Annotation> {
  const ends = { x: x1, y: y1 + shift, ax: x0, ay: y0 + shift };
  const axes = { xref: 'x', yref: 'y', axref: 'x', ayref: 'y' } as const;
  const look = { arrowhead: 2, arrowsize: 1.1, arrowwidth: 1.6, arrowcolor: shade } as const;
  return {
    ...ends,
    ...axes,
    ...look,
    text: '',
    showarrow: true,
    standoff: radius + 2,
    startstandoff: radius + 2,
  };
}

function valueWords({ name, op, value }: GraphNode): string {
  return op === undefined ? format(value) : `${name} = ${format(value)}`;
}

function inWords({ name, op, inputs = [], value, gradient }: GraphNode): string {
  const made = op === undefined ? '' : ` (${op} of ${inputs.join(', ')})`;
  const back = gradient === undefined ? '' : `, gradient ${format(gradient)}`;
  return `${name}${made} ${format(value)}${back}`;
}
