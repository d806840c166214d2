import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { barFigure } from '../../lib/figures/bar';
import { calibrationFigure } from '../../lib/figures/calibration';
import { braille, confusionFigure } from '../../lib/figures/confusion';
import { contourFigure } from '../../lib/figures/contour';
import { derivativeFigure } from '../../lib/figures/derivative';
import { heatmapFigure } from '../../lib/figures/heatmap';
import { binShares, histogramFigure } from '../../lib/figures/histogram';
import { lineFigure } from '../../lib/figures/line';
import { sliderFigure } from '../../lib/figures/line-slider';
import { decimate, logTicks } from '../../lib/figures/numbers';
import { scatterFigure } from '../../lib/figures/scatter';
import { wrap } from '../../lib/figures/theme';
import { trainingFigure } from '../../lib/figures/training';
import { gallery } from '../helpers/gallery';
import { problems } from '../helpers/plotly';

const words = { title: 'A finding', x: 'x (s)', y: 'y (m)' };

// biome-ignore lint/suspicious/noExplicitAny: traces differ by type; a test may look anywhere
const trace = (figure: { data: unknown[] }, i: number) => figure.data[i] as any;

for (const [name, build] of Object.entries(gallery)) {
  test(`${name}: Plotly finds nothing wrong, and JSON keeps all of it`, () => {
    const { data, layout, config, alt } = build();
    assert.deepEqual(problems(data, layout), []);
    const figure = { data, layout, config };
    assert.deepEqual(JSON.parse(JSON.stringify(figure)), clean(figure));
    assert.ok(alt.length > 40 && !/undefined|NaN|<br>/.test(alt), alt);
    assert.ok(JSON.stringify(figure).length < 100_000);
  });
}

// What JSON makes of undefined: nothing.
function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([key, field]) => [key, clean(field)]));
}

test('the validator finds a wrong key and a wrong value', () => {
  const figure = lineFigure({ ...words, series: [{ name: 'a', y: [1, 2] }] });
  Object.assign(trace(figure, 0), { nonsense: 1, mode: 'nonsense' });
  const found = problems(figure.data, figure.layout);
  assert.equal(found.length, 2);
  assert.match(found.join(), /nonsense/);
});

test('a line has gaps where a number or its logarithm is missing', () => {
  const y = [1, Number.NaN, 0, -1, Number.POSITIVE_INFINITY, 2];
  const series = [{ name: 'a', y }];
  assert.deepEqual(trace(lineFigure({ ...words, series }), 0).y, [1, null, 0, -1, null, 2]);
  const logarithmic = lineFigure({ ...words, series, logY: true });
  assert.deepEqual(trace(logarithmic, 0).y, [1, null, null, null, null, 2]);
  assert.deepEqual(trace(logarithmic, 0).x, [1, 2, 3, 4, 5, 6]);
});

test('logarithmic ticks stand at decades, or at 1, 2 and 5', () => {
  assert.deepEqual(logTicks([[1e-4, 1], Float32Array.of(0.5)]), { dtick: 1 });
  const powers = { tickformat: '', exponentformat: 'power' };
  assert.deepEqual(logTicks([[1e-12, 1]]), { dtick: 2, ...powers });
  assert.deepEqual(logTicks([[0.1, 0, -1, Number.NaN], [2]]), { dtick: 'D2' });
  assert.deepEqual(logTicks([[1, 2]]), { nticks: 5 });
  assert.deepEqual(logTicks([[0]]), { nticks: 5 });
});

test('a staircase holds each value until the next', () => {
  const shape = (stairs: boolean) => {
    const series = [{ name: 'a', y: [1, 2], stairs }];
    return trace(lineFigure({ ...words, series }), 0).line.shape;
  };
  assert.deepEqual([shape(true), shape(false)], ['hv', 'linear']);
});

test('typed arrays become plain numbers of five digits', () => {
  const series = [{ name: 'a', y: Float32Array.of(0.1, 123.456789) }];
  assert.deepEqual(trace(lineFigure({ ...words, series }), 0).y, [0.1, 123.46]);
});

test('logarithmic ranges and references are given in powers of ten where Plotly wants them', () => {
  const series = [{ name: 'a', y: [1, 10] }];
  const references = [
    { y: 10, label: 'ten' },
    { x: 100, label: 'hundred' },
  ];
  const logs = { logX: true, logY: true, yRange: [0.1, 100] as const };
  const { layout } = lineFigure({ ...words, ...logs, series, references });
  assert.deepEqual(layout.yaxis?.range, [-1, 2]);
  assert.equal(layout.shapes?.[0]?.y0, 10);
  assert.equal(layout.shapes?.[1]?.x0, 100);
  assert.equal(layout.annotations?.[0]?.x, 2);
});

test('a reference is named in the legend, or above the figure if it stands upright', () => {
  const series = [{ name: 'a', y: [1, 10] }];
  const across = lineFigure({ ...words, series, references: [{ y: 10, label: 'ten' }] }).layout;
  assert.equal(across.showlegend, true);
  assert.deepEqual(across.annotations, []);
  const upright = lineFigure({ ...words, series, references: [{ x: 2, label: 'two' }] }).layout;
  assert.equal(upright.showlegend, false);
  assert.deepEqual(
    upright.annotations?.map(({ text, yanchor }) => [text, yanchor]),
    [['two', 'bottom']],
  );
});

test('decimate keeps the ends, the order and each spike', () => {
  const values = new Float32Array(10_000).map((_, i) => Math.sin(i / 100));
  values[4321] = 9;
  values[7777] = -9;
  const kept = decimate(values, 200);
  assert.ok(kept.length <= 202, `${kept.length}`);
  assert.deepEqual([kept[0], kept.at(-1)], [0, 9999]);
  assert.ok(kept.includes(4321) && kept.includes(7777));
  assert.deepEqual(
    kept,
    [...new Set(kept)].sort((a, b) => a - b),
  );
  assert.deepEqual(decimate([3, 1, 2], 200), [0, 1, 2]);
  const gaps = new Float32Array(1000).fill(Number.NaN);
  gaps[500] = 1;
  assert.ok(decimate(gaps, 20).includes(500));
});

test('bins hold hand-counted shares; what lies outside counts at the ends, NaN nowhere', () => {
  assert.deepEqual(binShares('a', [0, 0.1, 0.9, 1, 5, -5, Number.NaN, 0.5], 2, [0, 1]), [
    (100 * 3) / 7,
    (100 * 4) / 7,
  ]);
});

test('error bars may be given as halves or as ends', () => {
  const bars = (errors: object) =>
    trace(
      barFigure({
        ...words,
        categories: ['p', 'q'],
        series: [{ name: 'a', values: [1, 2], errors: errors as number[] }],
      }),
      0,
    ).error_y;
  assert.deepEqual(bars([0.5, 0.25]).array, [0.5, 0.25]);
  const ends = bars({ low: [0.5, 1], high: [3, 4] });
  assert.deepEqual([ends.array, ends.arrayminus, ends.symmetric], [[2, 2], [0.5, 1], false]);
});

test('a slider shows one step at a time and keeps what is fixed', () => {
  const figure = sliderFigure({
    ...words,
    slider: 'alpha',
    start: 1,
    fixed: [{ name: 'fixed', y: [1, 2] }],
    steps: [3, 4, 5].map((y) => ({ label: `${y}`, series: [{ name: 'a', y: [y, y] }] })),
  });
  const visible = figure.data.map((_, i) => trace(figure, i).visible ?? true);
  assert.deepEqual(visible, [true, false, true, false]);
  const slider = figure.layout.sliders?.[0];
  assert.equal(slider?.active, 1);
  assert.deepEqual(
    slider?.steps?.map((step) => (step.args as [{ visible: boolean[] }])[0].visible),
    [
      [true, true, false, false],
      [true, false, true, false],
      [true, false, false, true],
    ],
  );
  // The axis holds all steps, so that it need not move.
  const [low, high] = figure.layout.yaxis?.range ?? [];
  assert.ok(Number(low) < 1 && Number(high) > 5);
});

test('the confusion matrix colours mistakes alone and shows their digits', () => {
  const pixels = [255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255];
  const figure = confusionFigure({
    title: 'A finding',
    matrix: [
      [8, 2],
      [0, 10],
    ],
    examples: [{ label: 0, prediction: 1, pixels }],
  });
  const { z, text, customdata } = trace(figure, 0);
  assert.deepEqual(z, [
    [null, 2],
    [0, null],
  ]);
  assert.deepEqual(text, [
    ['8', '2'],
    ['·', '10'],
  ]);
  assert.equal(customdata[0][1], `2 of 10 (20 %)<br><br>${braille(pixels)}`);
  assert.match(figure.alt, /18 of 20 right.*0 taken for 1: 2/);
});

test('braille draws two by four pixels a letter', () => {
  assert.equal(braille([255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255]), '⠁⢀');
  assert.equal(braille(new Array(16).fill(0)), '⠀⠀');
  assert.equal(braille(new Array(64).fill(1)), '⣿⣿⣿⣿<br>⣿⣿⣿⣿');
});

test('titles break between words', () => {
  assert.equal(wrap('one two three', 7), 'one two<br>three');
  assert.equal(wrap('unbreakable', 4), 'unbreakable');
  assert.equal(wrap('a title whose last word dangles', 28), 'a title whose<br>last word dangles');
});

test('a surface is sampled where the axes say', () => {
  const figure = contourFigure({
    ...words,
    scale: 'loss',
    surface: (x, y) => x + 10 * y,
    xRange: [0, 1],
    yRange: [0, 2],
    resolution: 2,
    paths: [{ name: 'p', x: [1, 0], y: [1, 0] }],
  });
  assert.deepEqual(trace(figure, 0).z, [
    [0, 1],
    [20, 21],
  ]);
  assert.match(figure.alt, /p ends at \(0, 0\), height 0/);
});

const series = [{ name: 'a', y: [1, 2] }];
const wrong: Record<string, () => unknown> = {
  'lineFigure without series': () => lineFigure({ ...words, series: [] }),
  'a line without points': () => lineFigure({ ...words, series: [{ name: 'a', y: [] }] }),
  'a line with x too short': () =>
    lineFigure({ ...words, series: [{ name: 'a', x: [1], y: [1, 2] }] }),
  'a band too short': () =>
    lineFigure({ ...words, series: [{ name: 'a', y: [1, 2], band: { low: [1], high: [1, 2] } }] }),
  'bars that do not match': () =>
    barFigure({ ...words, categories: ['p'], series: [{ name: 'a', values: [1, 2] }] }),
  'error bars given as lengths where ends are wanted': () =>
    barFigure({
      ...words,
      categories: ['p'],
      series: [{ name: 'a', values: [75], errors: { low: [1], high: [2] } }],
    }),
  'no categories': () =>
    barFigure({ ...words, categories: [], series: [{ name: 'a', values: [] }] }),
  'a ragged heat map': () =>
    heatmapFigure({ ...words, scale: 's', rows: ['1'], columns: ['1', '2'], values: [[1]] }),
  'nothing to count': () =>
    histogramFigure({ ...words, series: [{ name: 'a', values: [Number.NaN] }] }),
  'no bins': () => histogramFigure({ ...words, bins: 0, series: [{ name: 'a', values: [1] }] }),
  'points that do not match': () =>
    scatterFigure({ ...words, series: [{ name: 'a', x: [1], y: [] }] }),
  'steps of unlike length': () =>
    sliderFigure({
      ...words,
      slider: 's',
      steps: [
        { label: 'p', series },
        { label: 'q', series: [] },
      ],
    }),
  'a start beyond the steps': () =>
    sliderFigure({ ...words, slider: 's', start: 1, steps: [{ label: 'p', series }] }),
  'a matrix that is not square': () => confusionFigure({ title: 't', matrix: [[1, 2]] }),
  'pixels that are no square': () => braille([1, 2, 3]),
  'training without accuracy': () => trainingFigure({ ...words, loss: series, accuracy: [] }),
  'calibration of nothing': () =>
    calibrationFigure({
      title: 't',
      series: [{ name: 'a', bins: [{ confidence: 1, accuracy: 1, count: 0 }] }],
    }),
};
for (const [name, build] of Object.entries(wrong)) {
  test(`${name} is refused, with what was found and expected`, () => {
    assert.throws(
      build,
      (error) => error instanceof InputError && / is .+, expected /.test(error.message),
    );
  });
}

test('a tangent goes through its point with the derivative as its slope', () => {
  const x = [0, 1, 2, 3, 4];
  const square = { name: 'square', y: [0, 1, 4, 9, 16], derivative: [0, 2, 4, 6, 8] };
  const options = { title: 'A finding', input: 'x', output: 'y', x, places: 5 };
  const figure = derivativeFigure({ ...options, curves: [square] });
  // The curve and its derivative, then three traces for each of five places.
  assert.equal(figure.data.length, 2 + 5 * 3);
  const visible = figure.data.map((_, i) => trace(figure, i).visible !== false);
  assert.deepEqual(visible.indexOf(true, 2), 2 + 3 * 3, 'starts right of the middle');
  const [tangent, point, words] = [14, 15, 16].map((i) => trace(figure, i)); // at x = 4
  const [before, at, after] = tangent.x;
  assert.deepEqual([at, tangent.y[1]], [4, 16]);
  assert.ok(Math.abs((tangent.y[2] - tangent.y[0]) / (after - before) - 8) < 1e-2);
  assert.deepEqual([point.x, point.y, words.text], [[4], [8], [' square: 8']]);
  assert.throws(
    () => derivativeFigure({ ...options, curves: [{ ...square, y: [1] }] }),
    /curve "square".*y.*1 long/s,
  );
});

test('ticks of a wide logarithmic axis below lines stand at decades, where they have room', () => {
  const wide = { ...words, logX: true, series: [{ name: 'a', x: [1, 1e5], y: [1, 2] }] };
  assert.equal((lineFigure(wide).layout.xaxis as { dtick: unknown }).dtick, 1);
});
