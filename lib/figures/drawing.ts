// Shapes and words at places, for figures that are drawings: each kind is one trace.
import type { Annotation, Data } from 'plotly.js-dist-min';
import { trace } from './figure';
import { round } from './numbers';
import { paper, quiet } from './theme';

/** A place in a drawing. */
export type Point = readonly [x: number, y: number];

/** A text and its place; `<br>` breaks its line. */
export type Word = readonly [text: string, x: number, y: number];

// Closed polygons (or lines) in one trace, with a gap between them.
function outline(shapes: readonly (readonly Point[])[], close: boolean) {
  const all = shapes.map((points) => (close ? [...points, points[0] as Point] : points));
  const along = (axis: 0 | 1) =>
    all.flatMap((points) => [...points.map((point) => round(point[axis])), null]);
  return { x: along(0), y: along(1) };
}

/** For what says nothing under the pointer and has no name. */
export const still = { hoverinfo: 'skip', showlegend: false } as const;

/** Filled shapes; `edge` is the width of the white line around each. */
export function polygons(shapes: readonly Point[][], fill: string, edge = 0): Data[] {
  if (shapes.length === 0) return [];
  const look = { fill: 'toself', fillcolor: fill, line: { color: paper, width: edge } } as const;
  const { x, y } = outline(shapes, true);
  return [trace('scatter', { mode: 'lines', x, y, ...look, ...still })];
}

/** Lines from point to point. */
export function lines(
  shapes: readonly Point[][],
  line = { color: quiet as string, width: 0.7 },
): Data[] {
  if (shapes.length === 0) return [];
  const { x, y } = outline(shapes, false);
  return [trace('scatter', { mode: 'lines', x, y, line, ...still })];
}

/** Words, each beside its place; `position` says on which side. */
export function text(
  words: readonly Word[],
  position: 'top center' | 'bottom center' | 'bottom right' | 'middle center',
  shade: string,
  size: number,
): Data[] {
  if (words.length === 0) return [];
  const parts = {
    mode: 'text' as const,
    x: words.map(([, x]) => round(x)),
    y: words.map(([, , y]) => round(y)),
    text: words.map(([word]) => word),
    textposition: position,
    textfont: { color: shade, size },
  };
  return [trace('scatter', { ...parts, ...still })];
}

/** An arrow from point to point, `gap` pixels away from both. */
export function arrow([ax, ay]: Point, [x, y]: Point, shade: string, gap = 0): Partial<Annotation> {
  return {
    text: '',
    showarrow: true,
    x,
    y,
    ax,
    ay,
    xref: 'x',
    yref: 'y',
    axref: 'x',
    ayref: 'y',
    arrowhead: 2,
    arrowsize: 1.1,
    arrowwidth: 1.6,
    arrowcolor: shade,
    standoff: gap,
    startstandoff: gap,
  };
}
