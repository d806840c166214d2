// Paths over a surface, one set of them for each position of a slider.

import { showOnly, stepControl, withControl } from './control';
import type { Figure } from './figure';
import { checkSome } from './numbers';
import { type ContourOptions, contourFigure, type Path } from './scatter';

export interface PathStepsOptions extends Omit<ContourOptions, 'paths'> {
  /** What the slider (or the row of buttons) sets, with the unit. */
  slider: string;
  /** One position of the slider, or one button: its paths over the surface. */
  steps: readonly { label: string; paths: readonly Path[] }[];
  /** The step shown first. */
  start?: number;
  control?: 'slider' | 'buttons';
}

/**
 * A surface seen from above, and the paths over it that a slider chooses. Throws an InputError for
 * no steps, and for paths whose x and y differ in length.
 */
export function pathStepsFigure(options: PathStepsOptions): Figure {
  const { steps, start = 0, slider } = options;
  checkSome('pathStepsFigure', 'steps', steps);
  const figures = steps.map(({ paths }) => contourFigure({ ...options, paths }));
  const shown = figures[start] ?? contourFigure(options);
  const moving = figures.map(({ data }) => data.slice(1));
  const control = stepControl(options.control ?? 'slider', {
    name: slider,
    labels: steps.map(({ label }) => label),
    start,
    counts: moving.map((traces) => traces.length),
    before: 1,
  });
  const alt = `${shown.alt} A ${control.kind === 'slider' ? 'slider' : 'row of buttons'} for ${slider}: ${steps.map(({ label }) => label).join(', ')}. Shown: ${steps[start]?.label}.`;
  return {
    ...shown,
    data: [...shown.data.slice(0, 1), ...showOnly(moving, start)],
    layout: withControl(shown.layout, control),
    alt: options.alt ?? alt,
  };
}
