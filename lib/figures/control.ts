// The slider or row of buttons under a figure. Plotly itself moves them, so they work from the saved
// file, without a kernel.
import type { Data, Layout } from 'plotly.js-dist-min';
import { checkNumber } from '../base/errors';
import { controlHeight, defaultHeight, ink, quiet } from './theme';

/** A slider or a row of buttons, as a part of a layout. */
export interface StepControl {
  kind: 'slider' | 'buttons';
  part: Partial<Layout>;
}

/** A slider or a row of buttons, as far as all figures have them alike. */
export interface ControlSpec {
  /** What it sets, with the unit. */
  name: string;
  /** The words of each position. */
  labels: readonly string[];
  /** The position shown first. */
  start: number;
  /** Pixels between the x axis and the slider, for what is written there. */
  below?: number;
}

/** A control whose position `i` shows the `counts[i]` traces of step `i`, after `before` that stay. */
export function stepControl(
  kind: 'slider' | 'buttons',
  spec: ControlSpec & { counts: readonly number[]; before: number },
): StepControl {
  const { counts, before } = spec;
  return control(
    kind,
    spec,
    counts.map((_, step) => ({
      method: 'restyle',
      args: [
        {
          visible: [
            ...new Array<boolean>(before).fill(true),
            ...counts.flatMap((count, i) => new Array<boolean>(count).fill(i === step)),
          ],
        },
      ],
    })),
  );
}

/** What Plotly does at one position: a method of its own, and that method's arguments. */
export interface Move {
  method: 'restyle' | 'relayout' | 'update';
  args: unknown[];
}

/** A control that makes `moves[i]` at position `i`. Throws an InputError for a start that is none. */
export function control(
  kind: 'slider' | 'buttons',
  { name, labels, start, below = 58 }: ControlSpec,
  moves: readonly Move[],
): StepControl {
  checkNumber('stepControl', 'start', start, { low: 0, high: labels.length - 1, whole: true });
  const steps = moves.map((move, i) => ({ label: labels[i], ...move }));
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
    return { kind, part: { updatemenus: [buttons] } as Partial<Layout> };
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
  return { kind, part: { sliders: [slider] } as Partial<Layout> };
}

/** `layout` with the control in it and room made for it; the legend goes above the lines. */
export function withControl(layout: Partial<Layout>, { kind, part }: StepControl): Partial<Layout> {
  const height = (layout.height ?? defaultHeight) + controlHeight[kind];
  const margin = { ...layout.margin };
  if (kind === 'buttons') {
    const t = (margin.t ?? 60) + controlHeight.buttons;
    return { ...layout, ...part, height, margin: { ...margin, t } };
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
