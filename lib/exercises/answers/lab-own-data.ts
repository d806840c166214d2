// The answers to the exercises of the lab own-data, and how they are compared.
import { uniform } from '../../base/random';
import { byJudgment, type Exercises, ofFunction } from '../exercise';

/** `count` images by `people` writers, whose shares differ, in no order. */
function written(count: number, people: number): string[] {
  const next = uniform(`${count}/${people}`);
  return Array.from({ length: count }, () => `writer ${Math.floor(people * next() ** 1.5)}`);
}

export const labOwnData: Exercises = {
  'own-data.1': ofFunction({
    title: 'Big-endian',
    reference: (list: number[]) => list.reduce((number, byte) => 256 * number + byte, 0),
    inputs: () => [[[7]], [[1, 0]], [[0, 0, 234, 96]], [[255, 255, 255, 255]]],
    hidden: () => [[[]], [[1, 2, 3, 4, 5, 6]]],
    tolerance: 0,
    hint: 'what you have so far is worth 256 times as much with each byte that follows; mind that bit operators stop at 32 bits',
  }),
  'own-data.2': byJudgment({
    title: 'A validation set that does not flatter',
    judge: (answer: (writers: string[]) => number[], _given, grading) => {
      if (typeof answer !== 'function') return `found ${typeof answer}, expected a function`;
      const sets = [written(200, 40), written(1000, 60), ...(grading ? [written(500, 30)] : [])];
      for (const writers of sets) {
        const positions = answer([...writers]);
        const where = `for ${writers.length} images`;
        if (!Array.isArray(positions)) return `${where} it returns no list`;
        const held = new Set(positions);
        if (held.size !== positions.length) return `${where} a position occurs twice`;
        if (positions.some((i) => writers[i] === undefined)) return `${where} a position is beyond the images`; // biome-ignore format: one line
        const share = positions.length / writers.length;
        if (share < 0.05 || share > 0.2) return `${where} it holds back ${positions.length}`;
        const there = new Set(positions.map((i) => writers[i]));
        const both = writers.find((writer, i) => !held.has(i) && there.has(writer));
        if (both !== undefined) return `${where} ${both} is on both sides`;
      }
      return true;
    },
    hint: 'split the list of writers, not that of images',
  }),
};
