// Calibration where nearly all predictions are nearly sure: on logarithmic axes.
import type { Data } from 'plotly.js-dist-min';
import type { ConfidenceBin } from '../evaluation/calibration';
import { type Figure, type FigureOptions, figure, trace } from './figure';
import { extent, logTicks, plain, round } from './numbers';
import { axis, color, quiet } from './theme';

/** The bins of one network or data set, as `calibrationBins` gives them. */
export interface CalibrationSeries {
  /** What the legend calls it. */
  name: string;
  bins: readonly ConfidenceBin[];
  /** A color of the palette by its number; by default the series' place. */
  color?: number;
}

// What float32 can miss of 1.
const least = 2 ** -24;
const doubt = ({ confidence }: ConfidenceBin) => Math.max(least, 1 - confidence);
const wrong = ({ accuracy }: ConfidenceBin) => 1 - accuracy;
const atMost = ({ low, accuracy }: ConfidenceBin) => 1 - (low ?? accuracy);

/** The share that is wrong over 1 - confidence, and the mistakes of each bin below. */
export function calibrationTail(
  options: FigureOptions,
  series: readonly Required<CalibrationSeries>[],
  words: string,
): Figure {
  const all = series.flatMap(({ bins }) => bins);
  const known = all.flatMap((bin) => [wrong(bin), atMost(bin)]).filter((share) => share > 0);
  const floor = Math.min(...known, 1) / 4;
  const [low, high] = extent(all.map(doubt));
  const sides: [number, number] = [low / 2, Math.min(1, high * 2)];
  const log = (end: number) => round(Math.log10(end));
  return figure(options, {
    data: [
      trace('scatter', {
        mode: 'lines',
        name: 'honest: as often wrong as it doubts',
        x: sides,
        y: sides,
        line: { color: quiet, width: 1.5, dash: 'dash' },
        hoverinfo: 'skip',
      }),
      ...series.flatMap((one) => tracesOf(one, floor)),
    ],
    layout: {
      xaxis: {
        ...axis('1 − confidence: mean probability left for the other classes', true, 60),
        ...logTicks([sides]),
        range: sides.map(log) as [number, number],
        anchor: 'y2',
      },
      yaxis: {
        ...axis('share that is wrong', true),
        ...logTicks([[floor, 1]]),
        range: [log(floor), 0],
        domain: [0.4, 1],
      },
      yaxis2: { ...axis('mistakes in the bin', false, 12), rangemode: 'tozero', domain: [0, 0.26] },
    },
    height: 540,
    series: 1 + series.length,
    words,
  });
}

// A bin without a mistake has a triangle where its interval ends, which points to where it may be.
function tracesOf({ name, bins, color: pick }: Required<CalibrationSeries>, floor: number): Data[] {
  const shade = color(pick);
  const mistakes = (bin: ConfidenceBin) => Math.round(wrong(bin) * bin.count);
  const lowest = (bin: ConfidenceBin) => Math.max(floor, 1 - (bin.high ?? bin.accuracy));
  const some = bins.filter((bin) => mistakes(bin) > 0);
  const none = bins.filter((bin) => mistakes(bin) === 0);
  const look = (some: readonly ConfidenceBin[]) => ({
    mode: 'markers' as const,
    x: plain(some.map(doubt)),
    text: some.map((bin) => `${mistakes(bin)} of ${bin.count} wrong`),
    hovertemplate: '%{text}, 1 − confidence %{x}<extra></extra>',
  });
  const bars = { type: 'data' as const, color: shade, thickness: 1.4, width: 4 };
  return [
    trace('scatter', {
      ...look(some),
      name,
      y: plain(some.map(wrong)),
      marker: { color: shade, size: 9 },
      error_y: {
        ...bars,
        symmetric: false,
        array: plain(some.map((bin) => atMost(bin) - wrong(bin))),
        arrayminus: plain(some.map((bin) => wrong(bin) - lowest(bin))),
      },
    }),
    ...(none.length === 0
      ? []
      : [
          trace('scatter', {
            ...look(none),
            name: `${name}, none wrong: below this`,
            y: plain(none.map(atMost)),
            marker: { color: shade, size: 10, symbol: 'triangle-down-open' },
          }),
        ]),
    trace('scatter', {
      ...look(bins),
      mode: 'text+markers',
      yaxis: 'y2',
      y: bins.map(mistakes),
      text: bins.map((bin) => String(mistakes(bin))),
      textposition: 'top center',
      cliponaxis: false,
      textfont: { size: 12 },
      marker: { color: shade, size: 5, symbol: 'square' },
      error_y: {
        ...bars,
        symmetric: false,
        array: bins.map(() => 0),
        arrayminus: bins.map(mistakes),
        thickness: 5,
        width: 0,
      },
      showlegend: false,
    }),
  ];
}
