// The second table, and the figures.
import { barFigure } from '../lib/figure-bar';
import type { Figure } from '../lib/figure-type';
import type { KernelReport } from './kernels';
import { type Comparison, TASKS } from './speed';
import { spread, table } from './statistics';

export function kernelTable({ rows, step, limit }: KernelReport): string {
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
  const alone = ['convolutions, products', '', '', ms(limit.median), ms(limit.least)];
  const share = (100 * limit.least) / step.least;
  const note = `Convolutions and matrix products alone: ${share.toFixed(0)} % of the step.`;
  return `${table([head, ...body, whole, alone])}\n${note}`;
}

/** Bars of training and of inference, a colour for each width. */
export function speedFigures(comparisons: Comparison[]): Figure[] {
  return TASKS.map((task) => {
    const rows = comparisons[0]?.rows.filter((row) => row.rates[task].length > 0) ?? [];
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
