// Lines that a slider or a row of buttons switches.
import { InputError } from '../base/errors';
import { showOnly, stepControl } from './control';
import { type Figure, type FigureOptions, figure, type Reference } from './figure';
import { lineTraces, numberAxis, type Series, xAxis } from './line';
import { checkSome, extent, round } from './numbers';

/** One position of the slider, or one button. */
export interface LineStep {
  /** What it is called. */
  label: string;
  /** The lines, in the order of the legend. */
  series: readonly Series[];
}

/** Sets of lines to switch between, and their axes. */
export interface SliderOptions extends FigureOptions {
  /** The axes' titles, with the unit. */
  x: string;
  y: string;
  /** What the slider sets, with the unit. */
  slider: string;
  /** What the slider goes through. */
  steps: readonly LineStep[];
  /** The step shown first. */
  start?: number;
  /** Lines that stay, whatever the slider says. */
  fixed?: readonly Series[];
  /** A slider if left out. */
  control?: 'slider' | 'buttons';
  /** Names of the places 1, 2, 3 … along x, for example of layers, instead of numbers. */
  names?: readonly string[];
  /** A logarithmic x axis; what is zero or less has no place on it. */
  logX?: boolean;
  /** A logarithmic y axis; what is zero or less leaves a gap. */
  logY?: boolean;
  /** The axes do not move with the slider; their ranges come from all steps if left out. */
  xRange?: readonly [number, number];
  yRange?: readonly [number, number];
  /** Dashed lines to compare with. */
  references?: readonly Reference[];
}

/**
 * Lines that a slider (or a row of buttons) switches from one set to another. Each step has as
 * many series as the first. Throws an InputError for no steps or an uneven number of series.
 */
export function sliderFigure(options: SliderOptions): Figure {
  const { steps, start = 0, fixed = [], logX = false, logY = false } = options;
  checkSome('sliderFigure', 'steps', steps);
  const first = steps[0]?.series.length ?? 0;
  const stationary = fixed.flatMap((line, i) => lineTraces(line, first + i, options));
  const moving = steps.map(({ label, series }) => {
    if (series.length !== first) {
      const found = `${series.length} series`;
      throw new InputError({
        where: 'sliderFigure',
        field: `step "${label}"`,
        found,
        expected: `${first}, as in the first step`,
      });
    }
    return series.flatMap((line, i) => lineTraces(line, i, { points: 150, ...options }));
  });
  const all = [...fixed, ...steps.flatMap(({ series }) => series)];
  const ys = options.yRange ?? commonRange(all, logY);
  const control = stepControl(options.control ?? 'slider', {
    name: options.slider,
    labels: steps.map(({ label }) => label),
    start,
    counts: moving.map((traces) => traces.length),
    before: stationary.length,
  });
  const labels = steps.map(({ label }) => label);
  return figure(options, {
    data: [...stationary, ...showOnly(moving, start)],
    layout: {
      xaxis: xAxis(options, all),
      yaxis: numberAxis(options.y, { log: logY, range: ys }),
    },
    series: first + fixed.length,
    references: options.references,
    logX,
    control,
    words: `Lines of ${options.y} over ${options.x}; ${control.kind} for ${options.slider}: ${labels.join(', ')}. Shown: ${labels[start]}.`,
  });
}

function commonRange(series: readonly Series[], log: boolean): [number, number] {
  const values = series.flatMap(({ y, band }) => [
    ...Array.from(y),
    ...(band ? [...Array.from(band.low), ...Array.from(band.high)] : []),
  ]);
  const [low, high] = extent(log ? values.filter((v) => v > 0).map(Math.log10) : values);
  const room = (high - low) * 0.06 || 0.5;
  const ends: [number, number] = [low - room, high + room];
  return log ? [10 ** ends[0], 10 ** ends[1]] : [round(ends[0]), round(ends[1])];
}
