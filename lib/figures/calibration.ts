// How honest a network's probabilities are.
import type { Data } from 'plotly.js-dist-min';
import { calibrationError } from '../evaluation/calibration';
import { type CalibrationSeries, calibrationTail } from './calibration-tail';
import { type Figure, type FigureOptions, figure, trace } from './figure';
import { checkSome, format, type Numbers, plain } from './numbers';
import { axis, color, quiet } from './theme';

/** The confidence of one network or more, and the axes to show it on. */
export interface CalibrationOptions extends FigureOptions {
  series: readonly CalibrationSeries[];
  /**
   * Draws the share that is wrong over what is missing to certainty, 1 - confidence, both on
   * logarithmic axes, and the mistakes of each bin below: for networks that are sure of nearly all,
   * with bins of equally many predictions.
   */
  log?: boolean;
}

/**
 * How often predictions of a given confidence are right; on the dashed diagonal, confidence is
 * honest. Empty bins are left out. Throws an InputError for no series, and for one without bins.
 */
export function calibrationFigure(options: CalibrationOptions): Figure {
  checkSome('calibrationFigure', 'series', options.series);
  const series = options.series.map((one, i) => {
    const bins = one.bins.filter(({ count }) => count > 0);
    checkSome(`calibration "${one.name}"`, 'bins', bins);
    return { ...one, bins, color: one.color ?? i };
  });
  const apart = series.map(
    ({ name, bins }) =>
      `${name}: confidence and accuracy differ by ${format(100 * calibrationError(bins))} points on average`,
  );
  const words = `${apart.join('; ')}.`;
  if (options.log) return calibrationTail(options, series, words);
  return figure(options, {
    data: [honestLine([0, 100]), ...series.map(pointsOf)],
    layout: {
      xaxis: { ...axis('confidence: mean probability of the prediction (%)'), range: [0, 102] },
      yaxis: { ...axis('predictions that are right (%)'), range: [0, 104] },
    },
    height: 460,
    series: 1 + series.length,
    words,
  });
}

// The dashed diagonal between two ends.
function honestLine(ends: [number, number]): Data {
  return trace('scatter', {
    mode: 'lines',
    name: 'honest: confidence = accuracy',
    x: ends,
    y: ends,
    line: { color: quiet, width: 1.5, dash: 'dash' },
    hoverinfo: 'skip',
  });
}

function pointsOf({ name, bins, color: pick }: Required<CalibrationSeries>): Data {
  const percent = (values: Numbers) => plain(Array.from(values, (value) => 100 * value));
  const shade = color(pick);
  const bounded = bins.every(({ low, high }) => low !== undefined && high !== undefined);
  const bars = {
    type: 'data' as const,
    symmetric: false,
    array: percent(bins.map((bin) => (bin.high as number) - bin.accuracy)),
    arrayminus: percent(bins.map((bin) => bin.accuracy - (bin.low as number))),
    color: shade,
    thickness: 1.2,
    width: 4,
  };
  return trace('scatter', {
    mode: 'markers',
    name,
    x: percent(bins.map(({ confidence }) => confidence)),
    y: percent(bins.map(({ accuracy }) => accuracy)),
    text: bins.map(({ count }) => `${count} predictions`),
    marker: { color: shade, size: 9 },
    ...(bounded ? { error_y: bars } : {}),
  });
}
