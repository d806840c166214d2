// The bench: what made the pixel that is pointed at, and what its filter answers to.
import { SIDE } from '../../../lib/images/centering';
import { byId, element } from './dom';
import { explain } from './explain';
import { type Explained, labeled } from './explained';
import { receptiveFields } from './field';
import type { LayerMaps, Reading } from './networks';
import { picture } from './paint';
import type { Selection } from './pointing';
import type { TestImages } from './test-images';

/** Shows what made a selection, and frames on the input what it sees, which it returns. */
export function showBench(reading: Reading, selection: Selection, images: TestImages | null) {
  const explained = explain(reading, selection);
  const seen = byId('seen');
  seen.hidden = !explained?.seen;
  if (!explained) return null;
  if (explained.seen) {
    const { left, top, width, height } = explained.seen;
    const share = (pixels: number) => `${(100 * pixels) / SIDE}%`;
    const [x, y] = [share(left), share(top)];
    Object.assign(seen.style, { left: x, top: y, width: share(width), height: share(height) });
  }
  byId('bench-title').textContent = explained.title;
  byId('bench-text').textContent = explained.text;
  byId('bench-pictures').replaceChildren(
    ...partSeen(reading, explained.seen),
    ...explained.pictures,
  );
  byId('bench-patches').replaceChildren(...patchesFor(reading, selection, images));
  return explained;
}

/** The part of the input that is framed, for narrow pages, where the frame has been scrolled away. */
function partSeen({ maps }: Reading, seen: Explained['seen']): HTMLElement[] {
  if (!seen) return [];
  const { left, top, width, height } = seen;
  const { values } = maps.input as LayerMaps;
  const part = Array.from({ length: width * height }, (_, i) => {
    const [row, column] = [top + Math.floor(i / width), left + (i % width)];
    return values[row * SIDE + column] as number;
  });
  const largest = Math.max(...part);
  const figure = labeled(picture(part, width, { largest, label: 'the part it sees' }), 'sees');
  figure.className = 'part-seen';
  return [figure];
}

/** What the filter behind a selection answers to, as one figure. */
function patchesFor(reading: Reading, selection: Selection, images: TestImages | null) {
  const { layers, network } = reading;
  const index = layers.findIndex(({ name }) => name === selection.layer);
  const begins = layers
    .slice(0, index + 1)
    .findLast(({ kind }) => kind === 'convolution' || kind === 'linear');
  const field = receptiveFields(layers).get(begins?.name ?? '');
  const best = network.patches(begins?.name ?? '', selection.channel);
  if (!images || !field || best.length === 0) return [];
  const parts = element('div', { className: 'digits' }, ...images.patches(best, field));
  const caption = `what filter ${selection.channel} of ${begins?.name} answers to most, in 200 test images`;
  return [labeled(parts, caption)];
}
