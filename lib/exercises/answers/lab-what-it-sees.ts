// The answers to the exercises of the lab "What it sees", and how they are compared.
import { type Exercises, ofFunction } from '../exercise';

type Windows = { kernelSize: number; strides: number }[];
const window = (kernelSize: number, strides = 1) => ({ kernelSize, strides });

export const labWhatItSees: Exercises = {
  'what-it-sees.1': ofFunction({
    title: 'how far a unit sees',
    reference: (layers: Windows) => {
      let [side, distance] = [1, 1];
      for (const { kernelSize, strides } of layers) {
        side += (kernelSize - 1) * distance;
        distance *= strides;
      }
      return side;
    },
    inputs: () => [
      [[window(5)]],
      [[window(5), window(3, 2), window(5)]],
      [[window(11, 4), window(3, 2), window(5)]],
    ],
    hidden: () => [[[window(5), window(3, 2), window(5), window(3, 2), window(3)]], [[]]],
    hint: 'Start with a side of 1 and a distance of 1, and go through the layers.',
  }),
  'what-it-sees.2': ofFunction({
    title: 'the weakest place',
    reference: (costs: number[][]) => {
      const highest = Math.max(...costs.flat());
      const row = costs.findIndex((one) => one.includes(highest));
      return [row, (costs[row] as number[]).indexOf(highest)];
    },
    inputs: () => [
      [
        [
          [1, 2],
          [4, 3],
        ],
      ],
      [[[-5, -1, -3]]],
    ],
    hidden: () => [[[[0], [-2], [7], [6]]]],
    hint: 'Costs may all be negative.',
  }),
};
