// Receptive fields: which part of the input a pixel of a map can see.
import type { Window } from '../../../lib/base/shape';
import type { Layer } from '../../../lib/network/layers';

/** Of a map's pixel along one side, in pixels of the input: where pixel 0's begins, its length, and
 * how far the next one's is moved. */
export interface Field {
  start: number;
  size: number;
  jump: number;
}

/** The first row or column of the window that pixel `at` of a map looks at, in pixels of its input. */
export function windowStart(at: number, window: Window, input: number, output: number): number {
  return at * window.strides - zerosBefore(window, input, output);
}

function zerosBefore({ kernelSize, strides, padding }: Window, input: number, output: number) {
  if (padding === 'valid') return 0;
  if (typeof padding === 'number') return padding;
  return Math.floor(Math.max(0, (output - 1) * strides + kernelSize - input) / 2);
}

/** The receptive field of each layer with maps, by name. */
export function receptiveFields(layers: readonly Layer[]): Map<string, Field> {
  const fields = new Map<string, Field>();
  let field: Field = { start: 0, size: 1, jump: 1 };
  for (const { name, window, input, output } of layers) {
    if (output.length !== 3) break;
    if (window) {
      const before = zerosBefore(window, input[0] as number, output[0] as number);
      field = {
        start: field.start - before * field.jump,
        size: field.size + (window.kernelSize - 1) * field.jump,
        jump: field.jump * window.strides,
      };
    }
    fields.set(name, field);
  }
  return fields;
}

/** The part of the input, cut off at its borders, that the pixel in a row and column sees. */
export function seenBy({ start, size, jump }: Field, row: number, column: number, side: number) {
  const along = (at: number) => {
    const from = Math.max(0, start + at * jump);
    return { from, length: Math.min(side, start + at * jump + size) - from };
  };
  const [down, across] = [along(row), along(column)];
  return { left: across.from, top: down.from, width: across.length, height: down.length };
}
