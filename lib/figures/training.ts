// The two figures every training ends with: its curves, and how honest its probabilities are.
import type { Data } from 'plotly.js-dist-min';
import { type ConfidenceBin, calibrationError } from '../base/statistics';
import { type Figure, interactive } from './figure';
import { axisRange, lineTraces, type Series } from './line';
import { checkSome, format, logTicks, type Numbers, plain } from './numbers';
import { axis, baseLayout, color, legend, quiet } from './theme';

export interface TrainingOptions {
  /** The finding, in a sentence. */
  title: string;
  /** The x axis' title: "epoch" or "step". */
  x: string;
  /** Curves of the loss, drawn on a logarithmic axis. */
  loss: readonly Series[];
  /** Curves of the accuracy in percent; a name that also has a loss keeps its colour. */
  accuracy: readonly Series[];
  accuracyRange?: readonly [number, number];
  height?: number;
  alt?: string;
}

/** Loss above, accuracy below, over the same x. Throws an InputError where either is empty. */
export function trainingFigure(options: TrainingOptions): Figure {
  const { title, x, loss, accuracy } = options;
  checkSome('trainingFigure', 'loss', loss);
  checkSome('trainingFigure', 'accuracy', accuracy);
  const names = [...new Set([...loss, ...accuracy].map(({ name }) => name))];
  const panel = (series: readonly Series[], axes: object, logY: boolean) =>
    series.flatMap((line) =>
      lineTraces({ ...line, color: line.color ?? names.indexOf(line.name) }, 0, { logY }).map(
        (trace) => ({ ...trace, ...axes }) as Data,
      ),
    );
  const inLoss = new Set(loss.map(({ name }) => name));
  const above = panel(loss, { yaxis: 'y' }, true);
  const below = panel(accuracy, { yaxis: 'y2' }, false).map(
    (trace) =>
      ('name' in trace && inLoss.has(trace.name as string)
        ? { ...trace, showlegend: false }
        : trace) as Data,
  );
  const longest = Math.max(...[...loss, ...accuracy].map(({ y }) => y.length));
  const last = ({ name, y }: Series) => `${name} ${format(y[y.length - 1] as number)}`;
  return {
    data: [...above, ...below],
    layout: {
      ...baseLayout(title, options.height ?? 560),
      ...legend(names.length),
      xaxis: { ...axis(x), anchor: 'y2', ...(longest <= 12 ? { dtick: 1 } : {}) },
      yaxis: {
        ...axis('loss (nats), log scale', true),
        ...logTicks(loss.map(({ y }) => y)),
        domain: [0.54, 1],
      },
      yaxis2: { ...axis('accuracy (%)'), ...axisRange(options.accuracyRange), domain: [0, 0.46] },
    },
    config: interactive,
    alt:
      options.alt ??
      `${title}. Training curves over ${x}. Last loss: ${loss.map(last).join(', ')}. Last accuracy in percent: ${accuracy.map(last).join(', ')}.`,
  };
}

export interface CalibrationOptions {
  /** The finding, in a sentence. */
  title: string;
  series: readonly { name: string; bins: readonly ConfidenceBin[]; color?: number }[];
  height?: number;
  alt?: string;
}

/**
 * How often predictions of a given confidence are right; on the dashed diagonal, confidence is
 * honest. Empty bins are left out. Throws an InputError for no series.
 */
export function calibrationFigure(options: CalibrationOptions): Figure {
  const { title, series } = options;
  checkSome('calibrationFigure', 'series', series);
  const percent = (values: Numbers) => plain(Array.from(values, (value) => 100 * value));
  const traces = series.map(({ name, bins, color: pick }, i): Data => {
    const full = bins.filter(({ count }) => count > 0);
    checkSome(`calibration "${name}"`, 'bins', full);
    const shade = color(pick ?? i);
    const bounded = full.every(({ low, high }) => low !== undefined && high !== undefined);
    return {
      type: 'scatter',
      mode: 'markers',
      name,
      x: percent(full.map(({ confidence }) => confidence)),
      y: percent(full.map(({ accuracy }) => accuracy)),
      text: full.map(({ count }) => `${count} predictions`),
      marker: { color: shade, size: 9 },
      ...(bounded
        ? {
            error_y: {
              type: 'data',
              symmetric: false,
              array: percent(full.map((bin) => (bin.high as number) - bin.accuracy)),
              arrayminus: percent(full.map((bin) => bin.accuracy - (bin.low as number))),
              color: shade,
              thickness: 1.2,
              width: 4,
            },
          }
        : {}),
    } as Data;
  });
  const honest = {
    type: 'scatter',
    mode: 'lines',
    name: 'honest: confidence = accuracy',
    x: [0, 100],
    y: [0, 100],
    line: { color: quiet, width: 1.5, dash: 'dash' },
    hoverinfo: 'skip',
  } as Data;
  const words = series.map(
    ({ name, bins }) =>
      `${name}: confidence and accuracy differ by ${format(100 * calibrationError(bins))} points on average`,
  );
  return {
    data: [honest, ...traces],
    layout: {
      ...baseLayout(title, options.height ?? 460),
      ...legend(2),
      xaxis: { ...axis('confidence: mean probability of the prediction (%)'), range: [0, 102] },
      yaxis: { ...axis('predictions that are right (%)'), range: [0, 104] },
    },
    config: interactive,
    alt: options.alt ?? `${title}. ${words.join('; ')}.`,
  };
}
