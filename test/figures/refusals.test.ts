import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { barFigure } from '../../lib/figures/bar';
import { calibrationFigure } from '../../lib/figures/calibration';
import { braille, confusionFigure } from '../../lib/figures/confusion';
import { derivativeFigure } from '../../lib/figures/derivative';
import { heatmapFigure } from '../../lib/figures/heatmap';
import { histogramFigure } from '../../lib/figures/histogram';
import { lineFigure } from '../../lib/figures/line';
import { sliderFigure } from '../../lib/figures/line-slider';
import { scatterFigure } from '../../lib/figures/scatter';
import { trainingFigure } from '../../lib/figures/training';

const words = { title: 'A finding', x: 'x (s)', y: 'y (m)' };

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
  'a category twice': () =>
    barFigure({ ...words, categories: ['p', 'p'], series: [{ name: 'a', values: [1, 2] }] }),
  'a row twice': () =>
    heatmapFigure({ ...words, scale: 's', rows: ['1', '1'], columns: ['1'], values: [[1], [2]] }),
  'a column twice': () =>
    heatmapFigure({ ...words, scale: 's', rows: ['1'], columns: ['1', '1'], values: [[1, 2]] }),
  'a logarithmic axis from zero': () =>
    lineFigure({ ...words, series, logY: true, yRange: [0, 1] }),
  'a logarithmic axis to zero': () => lineFigure({ ...words, series, logX: true, xRange: [1, 0] }),
  'a ragged heat map': () =>
    heatmapFigure({ ...words, scale: 's', rows: ['1'], columns: ['1', '2'], values: [[1]] }),
  'nothing to count': () =>
    histogramFigure({ ...words, series: [{ name: 'a', values: [Number.NaN] }] }),
  'no bins': () => histogramFigure({ ...words, bins: 0, series: [{ name: 'a', values: [1] }] }),
  'a histogram of no width': () =>
    histogramFigure({ ...words, range: [1, 1], series: [{ name: 'a', values: [1] }] }),
  'a histogram from right to left': () =>
    histogramFigure({ ...words, range: [1, 0], series: [{ name: 'a', values: [1] }] }),
  'a histogram without end': () =>
    histogramFigure({ ...words, range: [0, Infinity], series: [{ name: 'a', values: [1] }] }),
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

test('a number of points or places with which nothing can be drawn is refused by name', () => {
  const many = Float32Array.from({ length: 9 }, (_, i) => i);
  const curves = [{ name: 'a', y: many, derivative: many }];
  const drawn: Record<string, (count: number) => unknown> = {
    'scatterFigure: points': (points) =>
      scatterFigure({ ...words, points, series: [{ name: 'a', x: many, y: many }] }),
    'line "a": points': (points) =>
      lineFigure({ ...words, points, series: [{ name: 'a', y: many }] }),
    'derivativeFigure: places': (places) =>
      derivativeFigure({ title: 't', input: 'x', output: 'y', x: many, curves, places }),
  };
  for (const [name, draw] of Object.entries(drawn)) {
    for (const count of [1, 0, -1, 2.5, Number.NaN]) {
      const message = new RegExp(`^${name} is ${count}, expected`);
      assert.throws(() => draw(count), { name: 'InputError', message });
    }
    draw(2);
  }
});
