// The answers to the exercises of the lab graphs, and how they are compared.
import { compile } from '../../tensorflow/graph/compile';
import { tf } from '../../tensorflow/runtime';
import { difference } from '../compare';
import { byJudgment, type Exercises, isBlank, ofFunction, Unanswered } from '../exercise';

type Step = (inputs: { x: tf.Tensor }) => { y: tf.Tensor };

export const labGraphs: Exercises = {
  'graphs.1': ofFunction({
    title: 'How many recordings?',
    reference: (images: number, batchSize: number, _epochs: number) =>
      images % batchSize === 0 || images < batchSize ? 1 : 2,
    inputs: () => [
      [55_000, 64, 90],
      [6400, 64, 1],
      [6000, 64, 2],
    ],
    hidden: () => [
      [50, 64, 3],
      [64, 64, 5],
    ],
    tolerance: 0,
    hint: 'a recording for each shape of the inputs, and none twice',
  }),
  'graphs.2': byJudgment({
    title: 'A decision without if',
    judge: (answer: Step, _given, grading) => {
      if (typeof answer !== 'function') return `found ${typeof answer}, expected a function`;
      const lists = [[1, 2, 4], [0.25, 0.5, 0.125], ...(grading ? [[-3, -2], [1, 1]] : [])]; // biome-ignore format: one line
      for (const list of lists) {
        const graph = compile({ step: answer }, {});
        try {
          const { y } = graph.run('step', { x: tf.tensor1d(list) });
          if (isBlank(y)) throw new Unanswered();
          const expected = list.map((value) => value / Math.max(1, ...list));
          const wrong = difference(y, expected, 1e-5);
          if (wrong) return `for ${list.join(', ')} ${wrong}`;
        } finally {
          graph.dispose();
        }
      }
      return true;
    },
    hint: 'by what do you divide if the largest is below one? tf.maximum takes two tensors',
  }),
};
