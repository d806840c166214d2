// Small multiples: several panels of lines over one x axis.
import type { Annotation, Data, Layout } from 'plotly.js-dist-min';
import { checkNumber } from '../base/errors';
import { type Figure, type FigureOptions, figure, type Reference, referenceMarks } from './figure';
import { lineTraces, numberAxis, type Series, xAxis } from './line';
import { checkSome, format, round } from './numbers';
import { ink } from './theme';

/** One panel. */
export interface Panel {
  /** What stands above it; nothing if left out. */
  name?: string;
  /** The title of its y axis, with the unit. */
  y: string;
  /** A series has one color in all panels, by its name. */
  series: readonly Series[];
  /** A logarithmic y axis; what is zero or less leaves a gap. */
  logY?: boolean;
  /** The ends of its y axis; from the data if left out. */
  yRange?: readonly [number, number];
  /** Dashed lines to compare with. */
  references?: readonly Reference[];
}

/** Panels, and what they share. */
export interface PanelOptions extends FigureOptions {
  /** The title of the x axis, with the unit. */
  x: string;
  /** Row by row. */
  panels: readonly Panel[];
  /** How many stand beside each other; 1 if left out. */
  columns?: number;
  /** Names of the places 1, 2, 3 … along x, for example of layers, instead of numbers. */
  names?: readonly string[];
  /** A logarithmic x axis; what is zero or less has no place on it. */
  logX?: boolean;
  /** The ends of the x axis; from the data if left out. */
  xRange?: readonly [number, number];
  /** Of longer series about this many points are drawn, the extremes of each stretch; 400. */
  points?: number;
  /** Ticks at whole numbers only, for a few epochs. */
  wholeX?: boolean;
  /** Pixels of a panel's height, with the room below it; 220 if left out. */
  panelHeight?: number;
}

/**
 * Panels of lines that share their x axis and its zoom: for quantities of different units over the
 * same steps, or for lines that would hide each other in one frame. Throws an InputError for no
 * panels, and where `lineFigure` does.
 */
export function panelFigure(options: PanelOptions): Figure {
  const { panels, columns = 1, logX = false } = options;
  checkSome('panelFigure', 'panels', panels);
  checkNumber('panelFigure', 'columns', columns, { low: 1, high: 6, whole: true });
  const lineNames = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const rows = Math.ceil(panels.length / columns);
  const all = panels.flatMap(({ series }) => series);
  const places = panels.map((_, i) => domains(i, columns, rows, panels));
  const seen = new Set<string>();
  // A panel's name says what a single line in it is.
  const namedByPanels = panels.every(
    ({ name, series }) => name !== undefined && series.length === 1,
  );
  const data = panels.flatMap((panel, i) => {
    checkSome('panelFigure', `panels[${i}].series`, panel.series);
    return tracesOf(panel, i, lineNames, options, seen);
  });
  const bottom = (i: number) => i + columns >= panels.length;
  const below = xAxis(options, all);
  const { tickformat, exponentformat, tickfont, ...unlabeled } = below;
  const axes = panels.flatMap((panel, i) => {
    const { logY = false, yRange, series } = panel;
    const [across, up] = places[i] ?? [];
    const sets = series.map(({ y }) => y);
    const shared = {
      ...(bottom(i) ? below : { ...unlabeled, title: { text: '' } }),
      ...(options.wholeX ? { dtick: 1 } : {}),
      ...(i > 0 ? { matches: 'x' } : {}),
      ...(bottom(i) ? {} : { showticklabels: false }),
      anchor: `y${id(i)}`,
      domain: across,
    };
    const own = {
      ...numberAxis(panel.y, { log: logY, range: yRange, sets }, columns > 1 ? 22 : 26),
      anchor: `x${id(i)}`,
      domain: up,
    };
    return [
      [`xaxis${id(i)}`, shared],
      [`yaxis${id(i)}`, own],
    ];
  });
  const lines = panels.flatMap(({ references = [] }, i) => {
    const [x, y] = [`x${id(i)}`, `y${id(i)}`];
    const frame = {
      across: { xref: `${x} domain`, yref: y },
      upright: { xref: x, yref: `${y} domain` },
    };
    return references.map((reference) => referenceMarks(reference, logX, frame));
  });
  return figure(options, {
    data,
    layout: {
      ...(Object.fromEntries(axes) as Partial<Layout>),
      shapes: lines.map(({ shape }) => shape),
      annotations: [
        ...lines.flatMap(({ label }) => label ?? []),
        ...panels.flatMap(({ name }, i) => (name ? [heading(name, places[i])] : [])),
      ],
    },
    above: panels.some(({ name }) => name !== undefined) ? 18 : 0,
    height: rows * (options.panelHeight ?? 220) + 90,
    series:
      (namedByPanels ? 0 : lineNames.length) + lines.filter(({ shape }) => shape.showlegend).length,
    words: `${panels.length} panels over ${options.x}. ${panels.map(inWords).join(' ')}`,
  });
}

const id = (i: number) => (i === 0 ? '' : String(i + 1));

type Span = [number, number];

// Which part of the figure panel `i` takes, from left to right and from bottom to top.
function domains(i: number, columns: number, rows: number, panels: readonly Panel[]): [Span, Span] {
  const named = panels.some(({ name }) => name !== undefined);
  const [between, above] = [columns > 1 ? 0.1 / columns + 0.03 : 0, named ? 0.22 : 0.12];
  const width = (1 - between * (columns - 1)) / columns;
  const height = 1 / (rows + above * (rows - 1));
  const left = (i % columns) * (width + between);
  const top = 1 - Math.floor(i / columns) * height * (1 + above);
  return [
    [round(left), Math.min(1, round(left + width))],
    [Number((top - height).toFixed(5)), round(top)],
  ];
}

function heading(name: string, place: [Span, Span] | undefined): Partial<Annotation> {
  const [[left], [, top]] = place ?? [[0], [0, 1]];
  const anchors = { xref: 'paper', yref: 'paper', xanchor: 'left', yanchor: 'bottom' } as const;
  return { ...anchors, x: left, y: top, text: name, showarrow: false, font: { size: 14, color: ink } }; // biome-ignore format: one line
}

// Names stand in the legend once, colors go by names.
function tracesOf(
  { series, logY }: Panel,
  panel: number,
  names: readonly string[],
  { logX, points }: PanelOptions,
  seen: Set<string>,
): Data[] {
  return series.flatMap((line) => {
    const colored = { ...line, color: line.color ?? names.indexOf(line.name) };
    const first = !seen.has(line.name);
    seen.add(line.name);
    return lineTraces(colored, 0, { logX, logY, points }).map((drawn) => {
      const { showlegend } = drawn as { showlegend?: boolean };
      const axes = { xaxis: `x${id(panel)}`, yaxis: `y${id(panel)}` };
      return { ...drawn, ...axes, showlegend: first && showlegend !== false } as Data;
    });
  });
}

function inWords({ name, y, series }: Panel): string {
  const last = series.map((line) => {
    const [first, end] = [line.y[0] ?? Number.NaN, line.y[line.y.length - 1] ?? Number.NaN];
    return `${line.name} from ${format(first)} to ${format(end)}`;
  });
  return `${name ? `${name}, ` : ''}${y}: ${last.join(', ')}.`;
}
