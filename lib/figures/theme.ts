// The look that every figure shares.
import type { Layout, LayoutAxis } from 'plotly.js-dist-min';

/**
 * Line and bar colors, in order of use: the palette of Okabe and Ito (2008), which stays
 * distinct under the common forms of color blindness, without its yellow (too pale on white).
 */
export const palette = [
  '#0072b2', // blue
  '#d55e00', // vermilion
  '#009e73', // green
  '#aa4499', // purple
  '#e69f00', // orange
  '#56b4e9', // sky
  '#4d4d4d', // gray
] as const;

/** The color of series `index`, starting again after the last. */
export function color(index: number): string {
  return palette[index % palette.length] ?? palette[0];
}

/** `hex` as a color that lets `opacity` (0 to 1) of itself through, for bands under lines. */
export function faded(hex: string, opacity: number): string {
  const channel = (from: number) => Number.parseInt(hex.slice(from, from + 2), 16);
  return `rgba(${channel(1)}, ${channel(3)}, ${channel(5)}, ${opacity})`;
}

/** A color scale as Plotly takes it: positions from 0 to 1 and their colors. */
export type ColorScale = [number, string][];

/** For amounts from low to high: perceptually even, readable in gray. */
export const sequential: ColorScale = [
  [0, '#f7fbff'],
  [0.15, '#d9e8f5'],
  [0.35, '#9ecae1'],
  [0.6, '#4a98c9'],
  [0.8, '#1764ab'],
  [1, '#08306b'],
];

/** For values on both sides of zero: blue below, white at zero, red above. */
export const diverging: ColorScale = [
  [0, '#053061'],
  [0.25, '#4393c3'],
  [0.5, '#f7f7f7'],
  [0.75, '#d6604d'],
  [1, '#67001f'],
];

/** Under paths over a surface: what is high, and contours. */
export const ground = { high: '#9aa4b0', line: '#7d8793' };

/** For pixels of images: from black to white. */
export const gray: ColorScale = [
  [0, '#000000'],
  [1, '#ffffff'],
];

/** For images where the eye is to tell amounts: matplotlib's viridis (CC0) at nine even places. */
export const viridis: ColorScale = [
  '#440154',
  '#472d7b',
  '#3b528b',
  '#2c728e',
  '#21918c',
  '#28ae80',
  '#5ec962',
  '#addc30',
  '#fde725',
].map((hex, i) => [i / 8, hex]);

/** Around images, and for pixels that are no number. */
export const frame = '#d0d7de';
export const missing = '#ff00ff';

export const ink = '#1f2328';
export const quiet = '#57606a';
export const grid = '#e3e6ea';

// White paper under dark ink reads on a light page and, as a card, on a dark one; transparent
// paper would need a gray text that is faint on both.
export const paper = '#ffffff';
const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

/** The size of ticks, titles of axes and legends, in pixels. */
export const fontSize = 14;

/** The height in pixels of a figure that does not say otherwise. */
export const defaultHeight = 420;

/** Pixels that a control adds to a figure's height: a slider below it, buttons above. */
export const controlHeight = { slider: 90, buttons: 40 };

const titleLine = 23;

/**
 * Breaks `text` between words, with `<br>`, into as few lines of at most `width` characters as it
 * takes, about equally long.
 */
export function wrap(text: string, width = 66): string {
  let lines = fill(text, width);
  for (let narrower = width - 1; lines.length > 1 && narrower > 0; narrower--) {
    const tried = fill(text, narrower);
    if (tried.length > lines.length) break;
    lines = tried;
  }
  return lines.join('<br>');
}

function fill(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/**
 * One axis: its title (say the unit), in lines that fit beside a figure, and whether it is
 * logarithmic. Below a figure there is room for longer lines.
 */
export function axis(title: string, log = false, width = 34): Partial<LayoutAxis> {
  return {
    title: { text: wrap(title, width), standoff: 10, font: { size: fontSize } },
    ...(log ? { type: 'log' as const, tickformat: '~g' } : {}),
    automargin: true,
    gridcolor: grid,
    linecolor: quiet,
    zerolinecolor: grid,
    ticks: 'outside',
    tickcolor: quiet,
    ticklen: 4,
  };
}

/** The layout of a figure with this title (the finding, in a sentence) and height in pixels. */
export function baseLayout(title: string, height = defaultHeight): Partial<Layout> {
  const text = wrap(title);
  const lines = text.split('<br>').length;
  return {
    title: {
      text,
      font: { size: 17, color: ink },
      x: 0.012,
      xanchor: 'left',
      xref: 'container',
      // Plotly moves a title up by half of each line beyond the first.
      y: 1 - (14 + ((lines - 1) * titleLine) / 2) / height,
      yanchor: 'top',
      yref: 'container',
    },
    font: { family: font, size: fontSize, color: ink },
    height,
    autosize: true,
    margin: { l: 64, r: 24, t: 28 + lines * titleLine, b: 56 },
    paper_bgcolor: paper,
    plot_bgcolor: paper,
    colorway: [...palette],
    hovermode: 'closest',
    hoverlabel: { font: { family: font, size: 13 } },
  };
}

/** The legend of `series` lines, points or bars, below the figure; none for a single one. */
export function legend(series: number): Pick<Partial<Layout>, 'showlegend' | 'legend'> {
  if (series < 2) return { showlegend: false };
  return {
    showlegend: true,
    legend: {
      orientation: 'h',
      x: 0,
      xanchor: 'left',
      y: 0,
      yanchor: 'bottom',
      yref: 'container',
    },
  };
}
