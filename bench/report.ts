// The second table, and the figures.
import { barFigure } from '../lib/figures/bar';
import type { Figure } from '../lib/figures/figure';
import type { KernelReport } from './kernels';
import { type Comparison, TASKS } from './speed';
import { spread, table } from './statistics';

export function kernelTable({ rows, step, limit, stockLimit }: KernelReport): string {
  const ms = (value: number) => (Number.isFinite(value) ? value.toFixed(2) : '');
  const head = ['', 'calls', 'op by op', 'as a graph', 'least'];
  const shown = rows.filter((row) => row.least >= 0.002 * step.least);
  const body = shown.map(({ name, calls, eager, graph, least }) => [
    name,
    String(calls),
    ms(eager),
    ms(graph),
    ms(least),
  ]);
  const whole = ['the whole step', '', '', ms(step.median), ms(step.least)];
  const alone = ['its convolutions and products', '', '', ms(limit.median), ms(limit.least)];
  const stock = ["TensorFlow's own of them", '', '', ms(stockLimit.median), ms(stockLimit.least)];
  const share = (part: { least: number }) => `${((100 * part.least) / step.least).toFixed(0)} %`;
  const note =
    `Its convolutions and matrix products alone are ${share(limit)} of the step; those that TensorFlow\n` +
    `itself would compute for this network and its gradients would take ${share(stockLimit)} of it.`;
  return `${table([head, ...body, whole, alone, stock])}\n${note}`;
}

/** Bars of training and of inference, as far as they were measured, a color for each width. */
export function speedFigures(comparisons: Comparison[]): Figure[] {
  return TASKS.flatMap((task) => {
    const rows = comparisons[0]?.rows.filter((row) => row.rates[task].length > 0) ?? [];
    if (rows.length === 0) return [];
    return barFigure({
      title: `Images per second, ${task === 'train' ? 'training' : 'inference'}: median, least and most`,
      x: 'variant',
      y: 'images per second',
      categories: rows.map((row) => row.variant.title),
      horizontal: true,
      logY: true,
      series: comparisons.map((comparison) => {
        const spreads = rows.map(({ variant }) => {
          const same = comparison.rows.find((row) => row.variant.name === variant.name);
          const rates = same?.rates[task] ?? [];
          return spread(rates.length > 0 ? rates : [Number.NaN]);
        });
        return {
          name: `width ${comparison.width}`,
          values: spreads.map(({ median }) => median),
          errors: { low: spreads.map(({ low }) => low), high: spreads.map(({ high }) => high) },
        };
      }),
    });
  });
}
