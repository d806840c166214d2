// The answers to the exercises of notebook 4, and how they are compared.
import { permutation } from '../../base/random';
import { byJudgment, type Exercises } from '../exercise';

/** `count` of each digit, in an order without a pattern. */
function mixed(count: number, seed: number): number[] {
  return Array.from(permutation(10 * count, seed), (i) => i % 10);
}

export const notebook04: Exercises = {
  '4.1': byJudgment({
    title: 'How large must the buffer be?',
    judge: (answer: number, labels: ArrayLike<number>) => {
      if (typeof answer !== 'number') return `found ${typeof answer}, expected a number`;
      const firstNine = Array.from(labels).indexOf(9);
      const smallest = firstNine - 638;
      if (Math.abs(answer - smallest) <= 2) return true;
      return `found ${answer}, too ${answer > smallest ? 'large' : 'small'}`;
    },
    hint: 'when output number 640 is drawn, how many items have gone into the buffer so far?',
  }),
  '4.2': byJudgment({
    title: 'Fair batches',
    judge: (answer: (labels: number[]) => number[], _given, grading) => {
      if (typeof answer !== 'function') return `found ${typeof answer}, expected a function`;
      for (const labels of [
        mixed(2, 1),
        mixed(5, 2),
        ...(grading ? [mixed(1, 3), mixed(20, 4)] : []),
      ]) {
        const order = answer([...labels]);
        const where = `for ${labels.length} labels`;
        if (!Array.isArray(order)) return `${where} it returns no list`;
        if (order.length !== labels.length || new Set(order).size !== labels.length || order.some((i) => labels[i] === undefined)) return `${where} not each position occurs once`; // biome-ignore format: one line
        for (let start = 0; start < order.length; start += 10) {
          const ten = order.slice(start, start + 10).map((i) => labels[i]);
          if (new Set(ten).size !== 10) return `${where} places ${start} to ${start + 9} show ${ten.join(', ')}`; // biome-ignore format: one line
        }
      }
      return true;
    },
    hint: 'make a list of the positions of each digit; then take one from each list in turn',
  }),
};
