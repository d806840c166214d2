// One figure from each builder, on made-up numbers: what the tests validate and look at.

import { uniform } from '../../lib/base/random';
import { barFigure } from '../../lib/figures/bar';
import { calibrationFigure } from '../../lib/figures/calibration';
import { computationFigure } from '../../lib/figures/computation';
import { confusionFigure } from '../../lib/figures/confusion';
import { contourFigure } from '../../lib/figures/contour';
import { derivativeFigure } from '../../lib/figures/derivative';
import type { Figure } from '../../lib/figures/figure';
import { heatmapFigure } from '../../lib/figures/heatmap';
import { histogramFigure } from '../../lib/figures/histogram';
import { intervalFigure } from '../../lib/figures/intervals';
import { lineFigure } from '../../lib/figures/line';
import { sliderFigure } from '../../lib/figures/line-slider';
import { networkFigure } from '../../lib/figures/network';
import { panelFigure } from '../../lib/figures/panels';
import { scatterFigure } from '../../lib/figures/scatter';
import { sidesFigure } from '../../lib/figures/sides';
import { trainingFigure } from '../../lib/figures/training';
import { convolutionFigure, poolingFigure } from '../../lib/figures/window';
import { mnistConfig, paperConfig } from '../../lib/network/alexnet';

const layers = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'fc6', 'fc7', 'fc8'];
const noise = uniform(1);
const normal = () => noise() + noise() + noise() + noise() - 2;
const steps = Array.from({ length: 200 }, (_, i) => i + 1);
const fall = (rate: number) => steps.map((step) => 2.3 * Math.exp(-step / rate) + 0.02);
// A gray image with a bright bar.
const bar = Array.from({ length: 28 }, (_, row) =>
  Array.from({ length: 28 }, (_, column) =>
    row > 8 && row < 12 && column > 5 ? 0.9 : noise() / 9,
  ),
);

export const gallery: Record<string, () => Figure> = {
  computation: () =>
    computationFigure({
      title: 'Where two gradients meet, they add up',
      nodes: [
        { name: 'x', from: [], at: [0, 1], value: 2, gradient: 16 },
        { name: 'a = x²', from: ['x'], at: [1, 0], value: 4, gradient: 2 },
        { name: 'b = 4 x', from: ['x'], at: [1, 2], value: 8, gradient: 2 },
        { name: 'y = 2 (a + b)', from: ['a = x²', 'b = 4 x'], at: [2, 1], value: 24, gradient: 1 },
      ],
    }),
  network: () =>
    networkFigure({
      title: 'The paper’s network and ours have the same layers; ours reads digits',
      networks: [
        { name: 'The paper, 2012', config: paperConfig() },
        { name: 'Ours, on one machine', config: mnistConfig() },
      ],
    }),
  sides: () =>
    sidesFigure({
      title: '227 pixels become 6; 28 become nothing',
      layers: ['image', 'conv1', 'pool1', 'conv2', 'pool2', 'conv3', 'conv4', 'conv5', 'pool5'],
      rows: [
        { name: 'The paper', sides: [227, 55, 27, 27, 13, 13, 13, 13, 6] },
        { name: 'The paper’s layers on a digit', sides: [28, 5, 2, 2, 0] },
        { name: 'Ours', sides: [28, 28, 13, 13, 6, 6, 6, 6, 2] },
      ],
    }),
  ratios: () =>
    intervalFigure({
      title: 'What each part is worth, in errors',
      x: 'errors beside those of the whole network (ratio, log scale)',
      logX: true,
      rows: [
        { name: 'without dropout', value: 1.2, low: 1.05, high: 1.4, kind: 'five seeds' },
        { name: 'tanh', value: 1.9, low: 1.6, high: 2.3, kind: 'five seeds' },
        { name: 'sigmoid', value: 33, low: 30, high: 36, kind: 'one training' },
      ],
      references: [{ label: 'no change', x: 1 }],
    }),
  convolution: () =>
    convolutionFigure({
      title: 'A filter that looks for upper edges finds the bar',
      image: bar,
      filter: [
        [-1, -1, -1],
        [0, 0, 0],
        [1, 1, 1],
      ],
      padding: 1,
    }),
  pooling: () =>
    poolingFigure({
      title: 'Pooling keeps what is strongest',
      image: bar,
      kernelSize: 3,
      strides: 2,
    }),
  line: () =>
    lineFigure({
      title:
        'ReLU learns in a third of the steps that tanh needs, and sigmoid does not learn at all',
      x: 'step',
      y: 'training loss (nats)',
      logY: true,
      series: [
        { name: 'ReLU', y: fall(20), band: { low: fall(15), high: fall(26) } },
        { name: 'tanh', y: fall(60), band: { low: fall(50), high: fall(72) } },
        { name: 'sigmoid', y: steps.map(() => 2.301 + noise() / 100) },
      ],
      references: [{ label: 'guessing: ln 10', y: Math.log(10) }],
    }),
  bar: () =>
    barFigure({
      title: 'With sigmoid the gradient of conv1 is ten thousand times smaller than that of fc8',
      x: 'layer',
      y: 'gradient norm',
      categories: layers,
      logY: true,
      series: [
        { name: 'ReLU', values: layers.map((_, i) => 0.5 + i / 10), errors: layers.map(() => 0.1) },
        { name: 'sigmoid', values: layers.map((_, i) => 10 ** (i / 2 - 4)) },
      ],
    }),
  lying: () =>
    barFigure({
      title: 'Nine of ten weights sit in the fully connected layers',
      x: 'layer',
      y: 'weights (millions)',
      categories: layers,
      horizontal: true,
      series: [{ name: 'weights', values: [0.03, 0.6, 0.9, 1.3, 0.9, 37.7, 16.8, 4.1] }],
    }),
  heatmap: () =>
    heatmapFigure({
      title: 'Correlation of four channels before normalization',
      x: 'channel',
      y: 'channel',
      columns: ['1', '2', '3', '4'],
      rows: ['1', '2', '3', '4'],
      values: [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => Math.cos(i - j))),
      scale: 'correlation',
      colors: 'diverging',
    }),
  histogram: () =>
    histogramFigure({
      title:
        'Most sigmoid units sit where their derivative is nearly zero, and so pass on next to nothing of the gradient that reaches them, whereas those of tanh are spread over the whole of their range',
      x: 'activation',
      range: [-1, 1],
      series: [
        {
          name: 'sigmoid',
          values: Array.from({ length: 5000 }, () => 1 / (1 + Math.exp(5 * normal()))),
        },
        { name: 'tanh', values: Array.from({ length: 5000 }, () => Math.tanh(normal())) },
      ],
    }),
  scatter: () =>
    scatterFigure({
      title: 'More weights, more accuracy, up to a point',
      x: 'weights',
      y: 'test accuracy (%)',
      logX: true,
      series: [{ name: 'nets', x: [1e3, 1e4, 1e5, 1e6, 1e7], y: [91, 97, 98.9, 99.3, 99.4] }],
    }),
  contour: () =>
    contourFigure({
      title: 'Momentum swings through the valley, Adam walks along it',
      x: 'w1',
      y: 'w2',
      surface: (x, y) => 0.1 * x * x + 2 * y * y + 0.01,
      scale: 'loss',
      logHeights: true,
      xRange: [-5, 5],
      yRange: [-2, 2],
      paths: [
        {
          name: 'momentum',
          x: steps.map((s) => -4.5 * 0.97 ** s),
          y: steps.map((s) => 1.7 * 0.96 ** s * Math.cos(s / 2)),
        },
        {
          name: 'Adam',
          x: steps.map((s) => -4.5 + s * 0.022),
          y: steps.map((s) => 1.7 * 0.95 ** s),
        },
      ],
    }),
  slider: () => {
    const x = Array.from({ length: 101 }, (_, i) => i);
    const alphas = ['0.00001', '0.0001', '0.001', '0.01'];
    return sliderFigure({
      title: 'The larger alpha, the sooner local response normalization bends a strong signal down',
      x: 'amplitude before',
      y: 'amplitude after',
      slider: 'alpha',
      start: 1,
      fixed: [{ name: 'unchanged', y: x, x, dash: 'dot', color: 6 }],
      steps: alphas.map((alpha) => ({
        label: alpha,
        series: [
          {
            name: 'after LRN',
            x,
            y: x.map((a) => a / (1 + Number(alpha) * a * a) ** 0.75),
            markers: false,
          },
        ],
      })),
    });
  },
  buttons: () => {
    const x = Array.from({ length: 81 }, (_, i) => (i - 40) / 10);
    const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
    return sliderFigure({
      title: 'The derivative of the sigmoid never exceeds a quarter',
      x: 'input',
      y: 'output',
      slider: 'activation',
      control: 'buttons',
      steps: [
        {
          label: 'sigmoid',
          series: [
            { name: 'value', x, y: x.map(sigmoid) },
            { name: 'derivative', x, y: x.map((v) => sigmoid(v) * (1 - sigmoid(v))) },
          ],
        },
        {
          label: 'tanh',
          series: [
            { name: 'value', x, y: x.map(Math.tanh) },
            { name: 'derivative', x, y: x.map((v) => 1 - Math.tanh(v) ** 2) },
          ],
        },
        {
          label: 'ReLU',
          series: [
            { name: 'value', x, y: x.map((v) => Math.max(0, v)) },
            { name: 'derivative', x, y: x.map((v) => (v > 0 ? 1 : 0)) },
          ],
        },
      ],
    });
  },
  derivative: () => {
    const x = Array.from({ length: 121 }, (_, i) => (i - 60) / 10);
    const sigmoid = x.map((v) => 1 / (1 + Math.exp(-v)));
    return derivativeFigure({
      title: 'Sigmoid’s derivative is small even where it is largest',
      input: 'pre-activation x',
      output: 'activation',
      x,
      curves: [
        { name: 'sigmoid', y: sigmoid, derivative: sigmoid.map((y) => y * (1 - y)) },
        { name: 'tanh', y: x.map(Math.tanh), derivative: x.map((v) => 1 - Math.tanh(v) ** 2) },
        { name: 'relu', y: x.map((v) => Math.max(0, v)), derivative: x.map((v) => +(v > 0)) },
      ],
      yRange: [-1.2, 3],
    });
  },
  confusion: () =>
    confusionFigure({
      title: 'Nine in ten mistakes are between 4 and 9, 3 and 5, 7 and 2',
      matrix: Array.from({ length: 10 }, (_, i) =>
        Array.from({ length: 10 }, (_, j) =>
          i === j ? 970 : Math.max(0, Math.round(9 * normal())),
        ),
      ),
      examples: [
        {
          label: 3,
          prediction: 5,
          pixels: Array.from({ length: 784 }, (_, p) =>
            (Math.hypot((p % 28) - 14, p / 28 - 14) - 9) ** 2 < 4 ? 255 : 0,
          ),
        },
      ],
    }),
  panels: () =>
    panelFigure({
      title: 'The loss stands still while conv1 hears nothing',
      x: 'step',
      panels: [
        {
          y: 'training loss (nats)',
          logY: true,
          series: [
            { name: 'ReLU', y: fall(20), band: { low: fall(15), high: fall(26) } },
            { name: 'sigmoid', y: steps.map(() => 2.3) },
          ],
          references: [{ y: Math.log(10), label: 'guessing: ln 10' }],
        },
        {
          y: 'gradient norm of conv1',
          logY: true,
          series: [
            { name: 'ReLU', y: fall(90) },
            { name: 'sigmoid', y: fall(50).map((norm) => norm / 1e5) },
          ],
          references: [{ x: 100, label: 'epoch 2' }],
        },
      ],
    }),
  training: () =>
    trainingFigure({
      title:
        'Test accuracy stands still from the third epoch on while the training loss goes on falling',
      x: 'epoch',
      loss: [
        { name: 'training', y: [0.4, 0.1, 0.05, 0.02, 0.01] },
        { name: 'test', y: [0.2, 0.08, 0.05, 0.05, 0.06] },
      ],
      accuracy: [
        { name: 'training', y: [91, 97.5, 98.9, 99.4, 99.8] },
        { name: 'test', y: [96.8, 98.9, 99.1, 99.1, 99.2] },
      ],
    }),
  calibrationTail: () =>
    calibrationFigure({
      title: 'Where the network is nearly sure, it is wrong more often than it says',
      log: true,
      series: [
        {
          name: 'test images',
          bins: [0.2, 0.015, 1e-3, 1e-4, 1e-6, 1e-7].map((doubt, i) => {
            const wrong = [0.22, 0.03, 0.004, 0.001, 0, 0][i] ?? 0;
            const low = 1 - wrong - 0.004;
            const accuracy = 1 - wrong;
            return { confidence: 1 - doubt, accuracy, count: 1000, low, high: 1 - wrong / 2 };
          }),
        },
      ],
    }),
  calibration: () =>
    calibrationFigure({
      title: 'The network is surer than it is right',
      series: [
        {
          name: 'test set',
          bins: [0.35, 0.5, 0.65, 0.8, 0.99].map((confidence, i) => ({
            confidence,
            accuracy: confidence - 0.1 + i * 0.02,
            count: 10 ** i,
            low: confidence - 0.2 + i * 0.04,
            high: confidence + i * 0.002,
          })),
        },
      ],
    }),
};
