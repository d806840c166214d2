// What lies over the paper: the part that a pixel sees, the patch that hides, the keyboard's pen.
import type { Box } from '../../../lib/images/centering';
import { type Input, type InputSettings, PATCH } from './input';
import type { Pad } from './pad';

export function showOverlay(
  svg: Element,
  { cursor }: Pad,
  { toPaper }: Input,
  hidden: InputSettings['hidden'],
  seen: Box | null,
): void {
  const shapes: string[] = [];
  const rectangle = ({ left, top, width, height }: Box, name: string) => {
    const [x, y] = toPaper([left, top]);
    const [right, bottom] = toPaper([left + width, top + height]);
    shapes.push(
      `<rect class="${name}" x="${x}" y="${y}" width="${right - x}" height="${bottom - y}"/>`,
    );
  };
  if (hidden)
    rectangle({ left: hidden.column, top: hidden.row, width: PATCH, height: PATCH }, 'hides');
  if (seen) rectangle(seen, 'sees');
  if (cursor.shown) {
    const [x, y] = cursor.at;
    shapes.push(`<circle class="cursor${cursor.down ? ' down' : ''}" cx="${x}" cy="${y}" r="11"/>`);
  }
  svg.innerHTML = shapes.join('');
}
