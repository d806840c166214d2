// The answers to the exercises of notebook 2, and how they are compared.
import { byJudgment, type Exercises, ofFunction } from '../exercise';

/** v = (1 - 2 rate)^2 v + rate^2, solved for the variance v. */
const hover = (rate: number) => Math.sqrt(rate / (4 * (1 - rate)));

export const notebook02: Exercises = {
  '2.1': ofFunction({
    title: 'Where is the border?',
    reference: (c: number) => 1 / c,
    inputs: () => [[1], [10], [0.5]],
    hidden: () => [[3], [0.01]],
    hint: 'by which factor does a step multiply w now, and when is that factor -1?',
  }),
  '2.2': byJudgment({
    title: 'Why a constant rate never comes to rest',
    judge: (answer: (rate: number) => number, _given, grading) => {
      if (typeof answer !== 'function') return `found ${typeof answer}, expected a function`;
      for (const rate of [0.1, 0.2, 0.5, ...(grading ? [0.02, 0.8] : [])]) {
        const found = answer(rate);
        if (typeof found !== 'number') return `for ${rate} it returns no number`;
        const ratio = found / hover(rate);
        if (!(Math.abs(ratio - 1) <= 0.05)) return `for ${rate} found ${found.toPrecision(3)}, ${ratio.toPrecision(3)} times what is expected`; // biome-ignore format: one line
      }
      return true;
    },
    hint: 'the variance v of w must be the same before and after a step: v = (1 - 2 rate)² v + what the noise adds. Or take many steps and measure, leaving out the first.',
  }),
};
