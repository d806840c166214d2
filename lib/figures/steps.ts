// Figures with a slider or buttons. Plotly itself moves them, so they work from the saved file,
// without a kernel.
import type { Data, Layout } from 'plotly.js-dist-min';
import { checkNumber, InputError } from '../base/errors';
import { type Figure, interactive, type Reference, withReferences } from './figure';
import { axisRange, lineTraces, type Series, xAxis } from './line';
import { checkSome, extent, logTicks, round } from './numbers';
import { axis, baseLayout, ink, quiet } from './theme';

/** One position of the slider, or one button. */
export interface LineStep {
  label: string;
  series: readonly Series[];
}

export interface SliderOptions {
  /** The finding, in a sentence. */
  title: string;
  /** The axes' titles, with the unit. */
  x: string;
  y: string;
  /** What the slider sets, with the unit. */
  slider: string;
  steps: readonly LineStep[];
  /** The step shown first. */
  start?: number;
  /** Lines that stay, whatever the slider says. */
  fixed?: readonly Series[];
  control?: 'slider' | 'buttons';
  logX?: boolean;
  logY?: boolean;
  /** The axes do not move with the slider; their ranges come from all steps if left out. */
  xRange?: readonly [number, number];
  yRange?: readonly [number, number];
  references?: readonly Reference[];
  height?: number;
  alt?: string;
}

/**
 * Lines that a slider (or a row of buttons) switches from one set to another. Each step has as
 * many series as the first. Throws an InputError for no steps or an uneven number of series.
 */
export function sliderFigure(options: SliderOptions): Figure {
  const { title, steps, start = 0, fixed = [], logX = false, logY = false } = options;
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
  const layout = withControl(
    {
      ...withReferences(
        baseLayout(title, options.height),
        options.references ?? [],
        first + fixed.length,
        logX,
      ),
      xaxis: xAxis(options, all),
      yaxis: {
        ...axis(options.y, logY),
        ...(logY ? logTicks([ys]) : {}),
        ...axisRange(ys, logY),
      },
    },
    control,
  );
  const data = [...stationary, ...showOnly(moving, start)];
  return {
    data,
    layout,
    config: interactive,
    alt:
      options.alt ??
      `${title}. Lines of ${options.y} over ${options.x}; ${control.kind} for ${options.slider}: ${steps.map(({ label }) => label).join(', ')}. Shown: ${steps[start]?.label}.`,
  };
}

/** What a slider or a row of buttons switches: how many traces each of its steps has. */
export interface StepControl {
  kind: 'slider' | 'buttons';
  part: Partial<Layout>;
}

/** The slider or buttons that show one step's traces and hide the others'. */
export function stepControl(
  kind: 'slider' | 'buttons',
  spec: {
    name: string;
    labels: readonly string[];
    start: number;
    counts: readonly number[];
    before: number;
    /** Pixels between the x axis and the slider, for what is written there. */
    below?: number;
  },
): StepControl {
  const { name, labels, start, counts, before, below = 58 } = spec;
  checkNumber('stepControl', 'start', start, { low: 0, high: labels.length - 1, whole: true });
  const steps = labels.map((label, step) => ({
    label,
    method: 'restyle' as const,
    args: [
      {
        visible: [
          ...new Array<boolean>(before).fill(true),
          ...counts.flatMap((count, i) => new Array<boolean>(count).fill(i === step)),
        ],
      },
    ] as [object],
  }));
  if (kind === 'buttons') {
    const buttons = {
      type: 'buttons' as const,
      direction: 'right' as const,
      active: start,
      buttons: steps,
      x: 0,
      xanchor: 'left' as const,
      y: 1,
      yanchor: 'bottom' as const,
      pad: { b: 8 },
      font: { size: 13, color: ink },
      bordercolor: quiet,
    };
    return { kind, part: { updatemenus: [buttons] } };
  }
  const slider = {
    active: start,
    steps,
    currentvalue: { prefix: `${name}: `, font: { size: 14, color: ink } },
    x: 0,
    len: 1,
    y: 0,
    yanchor: 'top' as const,
    pad: { t: below, b: 8 },
    font: { size: 12, color: quiet },
    tickcolor: quiet,
  };
  return { kind, part: { sliders: [slider] } };
}

/** `layout` with the control in it and room made for it; the legend goes above the lines. */
export function withControl(layout: Partial<Layout>, { kind, part }: StepControl): Partial<Layout> {
  const height = (layout.height ?? 420) + (kind === 'slider' ? 90 : 40);
  const margin = { ...layout.margin };
  if (kind === 'buttons') {
    return { ...layout, ...part, height, margin: { ...margin, t: (margin.t ?? 60) + 40 } };
  }
  const above = { ...layout.legend, y: 1, yref: 'paper' as const };
  const t = (margin.t ?? 60) + (layout.showlegend ? 26 : 0);
  return {
    ...layout,
    ...part,
    height,
    ...(layout.showlegend ? { legend: above } : {}),
    margin: { ...margin, t },
  };
}

/** The traces of all steps in a row, those of step `start` visible. */
export function showOnly(steps: readonly Data[][], start: number): Data[] {
  return steps.flatMap((traces, i) =>
    traces.map((trace): Data => ({ ...trace, visible: i === start }) as Data),
  );
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
