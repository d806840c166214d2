// The confusion matrix, with the digits behind its numbers.
import { InputError } from '../base/errors';
import { confusions } from '../evaluation/confusion';
import type { Figure } from './figure';
import { heatmapFigure } from './heatmap';
import { checkSome, format } from './numbers';

/** A picture behind a cell of the matrix: a square of gray values, 0 to 1 or 0 to 255. */
export interface Example {
  label: number;
  prediction: number;
  pixels: ArrayLike<number>;
}

/** A confusion matrix, and what its cells show. */
export interface ConfusionOptions {
  /** The finding, in a sentence. */
  title: string;
  /** matrix[label][prediction] is a count. */
  matrix: readonly (readonly number[])[];
  /** The names of the classes; 0, 1, 2 … if left out. */
  classes?: readonly string[];
  /** Pictures of the mistakes; under the pointer a cell shows its first three. */
  examples?: readonly Example[];
  alt?: string;
}

/**
 * A confusion matrix: true labels down, predictions across. Correct ones stay white, so that
 * the colors are for the mistakes; under the pointer a cell says its share of its row and
 * shows its digits. Throws an InputError unless the matrix is square.
 */
export function confusionFigure({
  title,
  matrix,
  classes = matrix.map((_, i) => String(i)),
  examples = [],
  alt,
}: ConfusionOptions): Figure {
  checkSome('confusionFigure', 'matrix', matrix);
  const ragged = matrix.findIndex((row) => row.length !== matrix.length);
  if (ragged >= 0) {
    throw new InputError({
      where: 'confusionFigure',
      field: `matrix[${ragged}]`,
      found: `${matrix[ragged]?.length} long`,
      expected: `${matrix.length} values, as many as there are rows`,
    });
  }
  const mistakes = matrix.map((row, i) => row.map((count, j) => (i === j ? Number.NaN : count)));
  const hover = matrix.map((row, i) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, j) => {
      const share = total > 0 ? ` (${format((100 * count) / total)} %)` : '';
      const digits = examples.filter((e) => e.label === i && e.prediction === j).slice(0, 3);
      return `${count} of ${total}${share}${digits.map((e) => `<br><br>${braille(e.pixels)}`).join('')}`;
    });
  });
  const figure = heatmapFigure({
    title,
    x: 'predicted digit',
    y: 'true digit',
    columns: classes,
    rows: classes,
    values: mistakes,
    scale: 'mistakes',
    text: matrix.map((row) => row.map((count) => (count === 0 ? '·' : String(count)))),
    labels: true,
    hover,
    height: 150 + 36 * matrix.length,
    alt: alt ?? describe(title, matrix, classes),
  });
  const [trace] = figure.data;
  Object.assign(trace ?? {}, {
    hovertemplate: 'true %{y}, predicted %{x}<br>%{customdata}<extra></extra>',
    hoverongaps: true,
    hoverlabel: { font: { family: 'monospace', size: 12 } },
  });
  return figure;
}

/**
 * A square of gray values as lines of Braille characters, 2 by 4 pixels each, joined by `<br>`:
 * a picture that fits in a hover label, which takes text alone. Throws an InputError unless the
 * pixels form a square.
 */
export function braille(pixels: ArrayLike<number>): string {
  const side = Math.sqrt(pixels.length);
  if (!Number.isInteger(side) || side === 0) {
    const found = `${pixels.length} pixels`;
    throw new InputError({ where: 'braille', field: 'pixels', found, expected: 'a square' });
  }
  let brightest = 0;
  for (let i = 0; i < pixels.length; i++) brightest = Math.max(brightest, pixels[i] as number);
  const lit = (row: number, column: number) =>
    row < side && column < side && (pixels[row * side + column] as number) > 0.4 * brightest;
  // The dot of each bit of U+2800 … U+28FF, as [row, column].
  const dots = [0, 0, 1, 0, 2, 0, 0, 1, 1, 1, 2, 1, 3, 0, 3, 1];
  const lines: string[] = [];
  for (let row = 0; row < side; row += 4) {
    let line = '';
    for (let column = 0; column < side; column += 2) {
      let bits = 0;
      for (let bit = 0; bit < 8; bit++) {
        const on = lit(row + (dots[2 * bit] as number), column + (dots[2 * bit + 1] as number));
        if (on) bits |= 1 << bit;
      }
      line += String.fromCharCode(0x2800 + bits);
    }
    lines.push(line);
  }
  return lines.join('<br>');
}

function describe(
  title: string,
  matrix: readonly (readonly number[])[],
  classes: readonly string[],
): string {
  const total = matrix.flat().reduce((sum, count) => sum + count, 0);
  const right = matrix.reduce((sum, row, i) => sum + (row[i] as number), 0);
  const worst = confusions(matrix)
    .slice(0, 3)
    .map((one) => `${classes[one.label]} taken for ${classes[one.prediction]}: ${one.count}`);
  return `${title}. Confusion matrix: ${right} of ${total} right. Most frequent mistakes: ${worst.join('; ') || 'none'}.`;
}
