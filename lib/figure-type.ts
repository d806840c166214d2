// What a figure is.
import type { Config, Data, Layout, Shape } from 'plotly.js-dist-min';
import { grid, ink, quiet } from './figure-theme';

/** A figure as plain data: what Plotly draws, and what it shows put in words. */
export interface Figure {
  data: Data[];
  layout: Partial<Layout>;
  config: Partial<Config>;
  /** For those who cannot see the figure: what it shows, with its key numbers. */
  alt: string;
}

/** Figures take the width there is, and show their tools under the pointer only. */
export const interactive: Partial<Config> = { responsive: true, displaylogo: false };

/** A dashed line at a known value, with its name. */
export interface Reference {
  label: string;
  /** Across the figure at this height … */
  y?: number;
  /** … or from bottom to top at this place. */
  x?: number;
}

/** The dashed lines of `list` and their labels, as parts of a layout. */
export function references(
  list: readonly Reference[],
  logX = false,
  logY = false,
): Pick<Partial<Layout>, 'shapes' | 'annotations'> {
  const place = (value: number, log: boolean) => (log ? Math.log10(value) : value);
  const shapes = list.map(
    ({ x, y }) =>
      ({
        type: 'line' as const,
        ...(y !== undefined
          ? { xref: 'paper' as const, x0: 0, x1: 1, y0: y, y1: y }
          : { yref: 'paper' as const, y0: 0, y1: 1, x0: x ?? 0, x1: x ?? 0 }),
        line: { color: quiet, width: 1.5, dash: 'dash' },
      }) as Shape,
  );
  const annotations = list.map(({ label, x, y }) => ({
    text: label,
    showarrow: false,
    font: { size: 13, color: ink },
    bgcolor: 'rgba(255, 255, 255, 0.8)',
    bordercolor: grid,
    ...(y !== undefined
      ? {
          xref: 'paper' as const,
          x: 1,
          xanchor: 'right' as const,
          y: place(y, logY),
          yanchor: 'bottom' as const,
        }
      : {
          yref: 'paper' as const,
          y: 1,
          yanchor: 'top' as const,
          x: place(x ?? 0, logX),
          xanchor: 'left' as const,
        }),
  }));
  return list.length > 0 ? { shapes, annotations } : {};
}
