// A function and its derivative, one above the other, with a slider that carries a tangent along.
import type { Data } from 'plotly.js-dist-min';
import { checkNumber } from '../base/errors';
import { showOnly, stepControl } from './control';
import { type Figure, type FigureOptions, figure, trace } from './figure';
import { lineTraces, numberAxis } from './line';
import { checkLength, checkSome, format, type Numbers, round } from './numbers';
import { axis, color } from './theme';

/** Functions and their derivatives, and the places of the slider. */
export interface DerivativeOptions extends FigureOptions {
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
}

/**
 * Functions above, their derivatives below. A slider moves a point along each and shows the
 * tangent there, whose slope is the point's height below. Throws an InputError for no curves, for
 * lengths that do not match, and for fewer than two places.
 */
export function derivativeFigure(options: DerivativeOptions): Figure {
  const { x, curves, places = 25 } = options;
  checkNumber('derivativeFigure', 'places', places, { low: 2, high: 200, whole: true });
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
    labels: stops.map((stop) => placeWords(x, stop)),
    start,
    counts: moving.map((traces) => traces.length),
    before: lines.length,
  });
  const values = curves.map(
    ({ name, derivative }) => `${name} ${format(Math.max(...Array.from(derivative)))}`,
  );
  return figure(options, {
    data: [...lines, ...showOnly(moving, start)],
    layout: {
      xaxis: { ...axis(options.input), anchor: 'y2' },
      yaxis: { ...numberAxis(options.output, { range: options.yRange }), domain: [0.5, 1] },
      yaxis2: { ...axis('derivative'), range: [-0.06 * top, 1.12 * top], domain: [0, 0.44] },
    },
    height: 560,
    series: 2,
    control,
    words: `Above, ${options.output} over ${options.input}; below, the derivative. Its greatest values: ${values.join(', ')}. A slider moves a tangent along the curves.`,
  });
}

// What is next to nothing beside the whole axis is 0, a little off it for a function with a bend there.
function placeWords(x: Numbers, stop: number): string {
  const [first, last] = [x[0] as number, x[x.length - 1] as number];
  const at = x[stop] as number;
  return Math.abs(at) < 1e-4 * (last - first) ? '0' : format(at, 2);
}

// What the slider moves: a tangent for each curve, the points on the derivatives, and their values.
function marks({ x, curves }: DerivativeOptions, stop: number, top: number): Data[] {
  const at = x[stop] as number;
  const reach = ((x[x.length - 1] as number) - (x[0] as number)) / 12;
  const colors = curves.map((_, i) => color(i));
  const slopes = curves.map(({ derivative }) => round(derivative[stop] as number));
  const common = { showlegend: false, hoverinfo: 'skip' } as const;
  const below = { ...common, yaxis: 'y2' } as const;
  return [
    ...curves.map((curve, i) => {
      const y = round(curve.y[stop] as number);
      const rise = (slopes[i] as number) * reach;
      return trace('scatter', {
        ...common,
        mode: 'lines+markers',
        x: [round(at - reach), round(at), round(at + reach)],
        y: [round(y - rise), y, round(y + rise)],
        line: { color: colors[i], width: 3.5 },
        marker: { size: [0, 10, 0], color: colors[i] },
      });
    }),
    trace('scatter', {
      ...below,
      mode: 'markers',
      x: curves.map(() => round(at)),
      y: slopes,
      marker: { color: colors, size: 9 },
    }),
    trace('scatter', {
      ...below,
      mode: 'text',
      x: curves.map(() => x[0] as number),
      y: curves.map((_, i) => round(top * (1 - 0.15 * i))),
      text: curves.map(({ name }, i) => ` ${name}: ${format(slopes[i] as number, 3)}`),
      textposition: 'middle right',
      textfont: { color: colors, size: 14 },
    }),
  ];
}
