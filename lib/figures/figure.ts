// What a figure is.
import type {
  Annotation,
  BarData,
  Config,
  ContourData,
  Data,
  HeatmapData,
  ImageData,
  Layout,
  ScatterData,
  Shape,
} from 'plotly.js-dist-min';
import { type StepControl, withControl } from './control';
import { baseLayout, ink, legend, quiet } from './theme';

/** A figure as plain data: what Plotly draws, and what it shows put in words. */
export interface Figure {
  data: Data[];
  layout: Partial<Layout>;
  config: Partial<Config>;
  /** For those who cannot see the figure: what it shows, with its key numbers. */
  alt: string;
}

/**
 * How every figure behaves. JupyterLab and the web edition resize figures themselves; a figure that
 * is `responsive` besides loses its height at the first redraw. Nothing is offered to a server.
 */
const interactive: Partial<Config> = {
  responsive: false,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: '',
};

/** What every figure takes. */
export interface FigureOptions {
  /** The finding, in a sentence. */
  title: string;
  /** In pixels, without a slider or buttons. */
  height?: number;
  /** What the figure shows, for those who cannot see it; written from the data if left out. */
  alt?: string;
}

/** What one kind of figure adds to what all have. */
interface Parts {
  data: Data[];
  /** The axes, and whatever else differs from the common layout. */
  layout: Partial<Layout>;
  /** What the figure shows, to follow the title where no `alt` is given. */
  words: string;
  /** The height where the options name none. */
  height?: number;
  /** How many names the legend has; it is left out below two. */
  series?: number;
  references?: readonly Reference[];
  /** Whether the x axis, along which references stand, is logarithmic. */
  logX?: boolean;
  control?: StepControl;
  /** Pixels between the title and the axes, for what is written there. */
  above?: number;
}

/** A figure in the common look: title, height, legend, references and control in their places. */
export function figure(options: FigureOptions, parts: Parts): Figure {
  const base = baseLayout(options.title, options.height ?? parts.height);
  const { references = [], series = 0, logX, control, above = 0 } = parts;
  const named = withReferences(base, references, series, logX);
  const { annotations = [], shapes = [], margin, legend, ...rest } = parts.layout;
  const layout: Partial<Layout> = {
    ...named,
    ...rest,
    ...(named.legend ? { legend: { ...named.legend, ...legend } } : {}),
    margin: { ...named.margin, t: (named.margin?.t ?? 0) + above, ...margin },
    ...(named.annotations || annotations.length > 0
      ? { annotations: [...(named.annotations ?? []), ...annotations] }
      : {}),
    ...(named.shapes || shapes.length > 0 ? { shapes: [...(named.shapes ?? []), ...shapes] } : {}),
  };
  return {
    data: parts.data,
    layout: control ? withControl(layout, control) : layout,
    config: interactive,
    alt: options.alt ?? `${options.title}. ${parts.words}`.replaceAll('<br>', ' '),
  };
}

interface Traces {
  scatter: ScatterData;
  bar: BarData;
  heatmap: HeatmapData;
  contour: ContourData;
  image: ImageData;
}

/** A trace of one type, its fields checked by that type. */
export function trace<Type extends keyof Traces>(
  type: Type,
  parts: Partial<Omit<Traces[Type], 'type'>>,
): Data {
  return { type, ...parts } as Data;
}

/** A dashed line at a known value, with its name: across the figure at the height `y`, or upright at `x`. */
export type Reference = { label: string } & ({ y: number; x?: never } | { x: number; y?: never });

/** What the ends of a line refer to that goes across, and of one from bottom to top. */
interface Frame {
  across: { xref: string; yref?: string };
  upright: { xref?: string; yref: string };
}

/**
 * A reference as a dashed line, within the whole figure or a panel's frame, and its name where nothing is
 * drawn: in the legend, or, if the line goes from bottom to top, as a label above it.
 */
export function referenceMarks(
  { label: text, x, y }: Reference,
  logX = false,
  { across, upright }: Frame = { across: { xref: 'paper' }, upright: { yref: 'paper' } },
): { shape: Partial<Shape>; label?: Partial<Annotation> } {
  const line = { color: quiet, width: 1.5, dash: 'dash' };
  if (y !== undefined) {
    const named = { type: 'line', name: text, showlegend: true };
    return { shape: { ...named, ...across, x0: 0, x1: 1, y0: y, y1: y, line } as Partial<Shape> };
  }
  const shape = { type: 'line', ...upright, y0: 0, y1: 1, x0: x, x1: x, line };
  const font = { size: 13, color: ink };
  const place = { x: logX ? Math.log10(x) : x, ...upright, y: 1, yanchor: 'bottom' };
  const label = { text, showarrow: false, font, ...place };
  return { shape: shape as Partial<Shape>, label: label as Partial<Annotation> };
}

/** `layout` with a line for each of `list`; `series` is how many names the legend has beside. */
function withReferences(
  layout: Partial<Layout>,
  list: readonly Reference[],
  series: number,
  logX = false,
): Partial<Layout> {
  const across = list.filter(({ y }) => y !== undefined);
  const upright = list.filter(({ y }) => y === undefined);
  const named = { ...layout, ...legend(series + across.length) };
  if (list.length === 0) return named;
  const marks = [...across, ...upright].map((reference) => referenceMarks(reference, logX));
  return {
    ...named,
    margin: { ...layout.margin, t: (layout.margin?.t ?? 0) + (upright.length > 0 ? 16 : 0) },
    shapes: marks.map(({ shape }) => shape),
    annotations: marks.flatMap(({ label }) => label ?? []),
  };
}
