// The drawing of a window that slides: the image on the left, what is computed in the middle, the map
// on the right, and a slider that moves it all.
import type { Layout } from 'plotly.js-dist-min';
import { control } from './control';
import { type Figure, type FigureOptions, figure, trace } from './figure';
import { format } from './numbers';
import { type Place, placesThrough, type Rows } from './sliding';
import { color, ink } from './theme';
import { type Look, marks, move, resultWords, type Sight, short, valueAt } from './window-marks';

type Box = readonly [left: number, right: number, bottom: number, top: number];

// From left to right and from bottom to top, as shares of the figure.
const imagePlace: Box = [0, 0.36, 0, 1];
const mapPlace: Box = [0.64, 1, 0, 1];
const middle = [0.39, 0.61] as const;
// What room headings and the result take above and below a square of the middle.
const [headingRoom, resultRoom] = [0.06, 0.1];

/** A window that slides, as a figure with a slider. */
export function windowLayout(options: FigureOptions, sight: Sight): Figure {
  const { slide, map, panels, result } = sight;
  const { padded, padding, kernelSize } = slide;
  const through = fullestRow(sight);
  const places = placesThrough(through, slide);
  const start = startAt(sight, places, through);
  const current = places[start] ?? [0, 0];
  const boxes = panels.map((_, i) => panelBox(i, panels.length));
  const squares = panels.map((panel, i) => {
    const look = { ...panel, square: false };
    return heat(i + 2, look, panel.of(slide.under(current)), boxes[i] ?? imagePlace);
  });
  const drawn = [
    heat(1, sight.image, padded, imagePlace),
    ...squares,
    heat(panels.length + 2, sight.output, map, mapPlace),
  ];
  const below: Box = [...middle, 0, (boxes.at(-1)?.[2] ?? 0) - resultRoom];
  const axes = Object.assign({}, ...drawn.map((one) => one.axes)) as Partial<Layout>;
  const sides = (rows: Rows) => `${rows.length}×${rows[0]?.length}`;
  const around = padding > 0 ? `, ${padding} zero${padding > 1 ? 's' : ''} around` : '';
  const image = padded.slice(2 * padding).map((row) => row.slice(2 * padding));
  const moves = places.map((place) => move(sight, place));
  return figure(options, {
    data: drawn.map(({ data }) => data),
    layout: {
      ...axes,
      margin: { l: 8, r: 8, b: 16 },
      shapes: marks(sight, current),
      annotations: [
        heading(imagePlace, `image, ${sides(image)}${around}`),
        ...panels.map(({ name }, i) => heading(boxes[i] ?? imagePlace, name)),
        heading(mapPlace, `map, ${sides(map)}`),
        heading(below, resultWords(sight, current), { size: 17, color: color(1) }),
      ],
    },
    above: 25,
    height: panels.length > 1 ? 470 : 400,
    control: control(
      'slider',
      {
        name: 'row, column of the map',
        labels: places.map((place) => place.map((at) => at + 1).join(', ')),
        start,
        below: 26,
      },
      moves,
    ),
    words: `${sight.words} Image ${sides(image)}${around}, window ${kernelSize} x ${kernelSize}, map ${sides(map)}. Shown: row ${current[0] + 1}, column ${current[1] + 1}, ${result} ${format(valueAt(map, current), 3)}. A slider moves the window.`,
  });
}

// Where square `i` of `count` stands in the middle: they fill it from top to bottom, or one its half.
function panelBox(i: number, count: number): Box {
  const share = (1 - resultRoom) / Math.max(count, 2);
  const top = count === 1 ? 0.8 : 1 - i * share;
  return [...middle, top - share + headingRoom, top];
}

// Cells, first row on top, in a box of the figure; the numbers are written where there are few.
function heat(
  axis: number,
  look: Look & { square?: boolean },
  rows: Rows,
  [left, right, low, high]: Box,
) {
  const { colors, range, square = true } = look;
  const id = axis === 1 ? '' : String(axis);
  const width = rows[0]?.length ?? 0;
  const few = width <= 7;
  const data = trace('heatmap', {
    z: short(rows, look),
    zmin: range[0],
    zmax: range[1],
    colorscale: colors,
    showscale: false,
    xaxis: `x${id}` as 'x',
    yaxis: `y${id}` as 'y',
    xgap: few ? 1 : 0,
    ygap: few ? 1 : 0,
    hovertemplate: 'row %{y}, column %{x}: %{z}<extra></extra>',
    ...(few ? { texttemplate: '%{z}', textfont: { size: width > 4 ? 10 : 13 } } : {}),
  });
  const common = { visible: false, constrain: 'domain' as const, fixedrange: true };
  const axes = {
    [`xaxis${id}`]: { ...common, range: [-0.5, width - 0.5], domain: [left, right] },
    [`yaxis${id}`]: {
      ...common,
      range: [rows.length - 0.5, -0.5],
      domain: [low, high],
      ...(square ? { scaleanchor: `x${id}`, constraintoward: 'top' } : {}),
    },
  };
  return { data, axes };
}

function heading([left, right, , top]: Box, text: string, font = { size: 14, color: ink }) {
  const anchors = { xanchor: 'center', yanchor: 'bottom', showarrow: false } as const;
  const place = { xref: 'paper', yref: 'paper', x: (left + right) / 2, y: top } as const;
  return { ...place, ...anchors, text, font };
}

// The row of the map whose windows see most: there the slider goes pixel by pixel.
function fullestRow({ slide }: Sight): number {
  const seen = Array.from({ length: slide.rows }, (_, row) =>
    slide.padded
      .slice(row * slide.strides, row * slide.strides + slide.kernelSize)
      .flat()
      .reduce((total, value) => total + Math.abs(value), 0),
  );
  return seen.indexOf(Math.max(...seen));
}

// Where in that row the largest value comes out.
function startAt({ map }: Sight, places: readonly Place[], through: number): number {
  const values = places.map((place) =>
    place[0] === through ? Math.abs(valueAt(map, place)) : Number.NEGATIVE_INFINITY,
  );
  return values.indexOf(Math.max(...values));
}
