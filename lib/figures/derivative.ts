// A function and its derivative, one above the other, with a slider that carries a tangent along.
import type { Data, Layout } from 'plotly.js-dist-min';
import { showOnly, stepControl, withControl } from './control';
import { type Figure, interactive } from './figure';
import { axisRange, lineTraces } from './line';
import { checkLength, checkSome, format, type Numbers, round } from './numbers';
import { axis, baseLayout, color, ink, legend } from './theme';

export interface DerivativeOptions {
  /** The finding, in a sentence. */
  title: string;
  /** The axes' titles: of what goes in, and of what comes out. */
  input: string;
  output: string;
  /** Where the functions were evaluated, rising. */
  x: Numbers;
  /** The values of each function and of its derivative at every `x`. */
  curves: readonly { name: string; y: Numbers; derivative: Numbers }[];
  /** The ends of the upper axis; from the data if left out. */
  yRange?: readonly [number, number];
  /** How many places the slider has, from the first `x` to the last; it starts in the middle. */
  places?: number;
  height?: number;
  alt?: string;
}

/**
 * Functions above, their derivatives below. A slider moves a point along each and shows the
 * tangent there, whose slope is the point's height below. Throws an InputError for no curves and
 * for lengths that do not match.
 */
export function derivativeFigure(options: DerivativeOptions): Figure {
  const { title, x, curves, places = 25 } = options;
  checkSome('derivativeFigure', 'curves', curves);
  checkSome('derivativeFigure', 'x', x);
  for (const { name, y, derivative } of curves) {
    checkLength(`curve "${name}"`, 'y', y, x.length);
    checkLength(`curve "${name}"`, 'derivative', derivative, x.length);
  }
  const lines = curves.flatMap(({ name, y, derivative }, i) => [
    ...lineTraces({ name, x, y, markers: false }, i, {}),
    ...lineTraces({ name, x, y: derivative, markers: false }, i, {}).map(
      (trace) => ({ ...trace, yaxis: 'y2', showlegend: false }) as Data,
    ),
  ]);
  const last = x.length - 1;
  const stops = [
    ...new Set(Array.from({ length: places }, (_, k) => Math.round((k * last) / (places - 1)))),
  ];
  const top = Math.max(...curves.flatMap(({ derivative }) => Array.from(derivative)));
  const moving = stops.map((stop) => marks(options, stop, top));
  const start = Math.floor(0.6 * stops.length);
  const control = stepControl('slider', {
    name: options.input,
    labels: stops.map((stop) => format(x[stop] as number, 2)),
    start,
    counts: moving.map((traces) => traces.length),
    before: lines.length,
  });
  const layout: Partial<Layout> = {
    ...baseLayout(title, options.height ?? 560),
    ...legend(2),
    xaxis: { ...axis(options.input), anchor: 'y2' },
    yaxis: { ...axis(options.output), ...axisRange(options.yRange), domain: [0.5, 1] },
    yaxis2: { ...axis('derivative'), range: [-0.06 * top, 1.12 * top], domain: [0, 0.44] },
  };
  const values = curves.map(
    ({ name, derivative }) => `${name} ${format(Math.max(...Array.from(derivative)))}`,
  );
  return {
    data: [...lines, ...showOnly(moving, start)],
    layout: withControl(layout, control),
    config: interactive,
    alt:
      options.alt ??
      `${title}. Above, ${options.output} over ${options.input}; below, the derivative. Its greatest values: ${values.join(', ')}. A slider moves a tangent along the curves.`,
  };
}

// What the slider moves: the tangents, the points on the derivatives, and their values in words.
function marks({ x, curves }: DerivativeOptions, stop: number, top: number): Data[] {
  const at = x[stop] as number;
  const reach = ((x[x.length - 1] as number) - (x[0] as number)) / 12;
  const colors = curves.map((_, i) => color(i));
  const slopes = curves.map(({ derivative }) => round(derivative[stop] as number));
  const heights = curves.map(({ y }) => round(y[stop] as number));
  const common = { type: 'scatter', showlegend: false, hoverinfo: 'skip' };
  return [
    {
      ...common,
      mode: 'lines+markers',
      x: curves.flatMap(() => [round(at - reach), round(at), round(at + reach), null]),
      y: heights.flatMap((y, i) => {
        const rise = (slopes[i] as number) * reach;
        return [round(y - rise), y, round(y + rise), null];
      }),
      line: { color: ink, width: 2 },
      marker: {
        size: curves.flatMap(() => [0, 9, 0, 0]),
        color: colors.flatMap((shade) => [shade, shade, shade, shade]),
      },
    },
    {
      ...common,
      mode: 'markers',
      yaxis: 'y2',
      x: curves.map(() => round(at)),
      y: slopes,
      marker: { color: colors, size: 9 },
    },
    {
      ...common,
      mode: 'text',
      yaxis: 'y2',
      x: curves.map(() => x[0] as number),
      y: curves.map((_, i) => round(top * (1 - 0.15 * i))),
      text: curves.map(({ name }, i) => ` ${name}: ${format(slopes[i] as number, 3)}`),
      textposition: 'middle right',
      textfont: { color: colors, size: 14 },
    },
  ] as Data[];
}
