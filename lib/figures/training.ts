// The curves of a training.
import type { Figure, FigureOptions } from './figure';
import type { Series } from './line';
import { checkSome, format } from './numbers';
import { panelFigure } from './panels';

/** The curves of one training or more. */
export interface TrainingOptions extends FigureOptions {
  /** The x axis' title: "epoch" or "step". */
  x: string;
  /** Curves of the loss, drawn on a logarithmic axis. */
  loss: readonly Series[];
  /** Curves of the accuracy in percent; a name that also has a loss keeps its color. */
  accuracy: readonly Series[];
  /** The ends of the axis of the accuracy; from the data if left out. */
  accuracyRange?: readonly [number, number];
}

/** Loss above, accuracy below, over the same x. Throws an InputError where either is empty. */
export function trainingFigure(options: TrainingOptions): Figure {
  const { title, x, loss, accuracy } = options;
  checkSome('trainingFigure', 'loss', loss);
  checkSome('trainingFigure', 'accuracy', accuracy);
  const longest = Math.max(...[...loss, ...accuracy].map(({ y }) => y.length));
  const last = ({ name, y }: Series) => `${name} ${format(y[y.length - 1] as number)}`;
  return panelFigure({
    ...options,
    panels: [
      { y: 'loss (nats), log scale', logY: true, series: loss },
      { y: 'accuracy (%)', series: accuracy, yRange: options.accuracyRange },
    ],
    wholeX: longest <= 12,
    alt:
      options.alt ??
      `${title}. Training curves over ${x}. Last loss: ${loss.map(last).join(', ')}. Last accuracy in percent: ${accuracy.map(last).join(', ')}.`,
  });
}
