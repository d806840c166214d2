// Asks for the smallest change and shows it.
import { type Change, largest, smallestChange } from './change';
import { byId, percent, short } from './dom';
import type { Reading } from './networks';
import { paintImage } from './paint';

/** Fills the list of digits to change into. */
export function fillTargets(): void {
  const target = byId<HTMLSelectElement>('target');
  target.append(new Option('the nearest other digit', ''));
  for (let digit = 0; digit < 10; digit++) target.append(new Option(String(digit)));
}

/** Takes a change away that was shown. */
export function hideChange(): void {
  byId<HTMLButtonElement>('forget').disabled = true;
  byId('added').hidden = true;
  byId('found-text').textContent = '';
}

/** Looks for the smallest change of what was read, for the digit that is chosen; null if none is found. */
export async function findChange(
  { network, logits, config }: Reading,
  image: Float32Array,
): Promise<Float32Array | null> {
  const text = byId('found-text');
  const chosen = byId<HTMLSelectElement>('target').value;
  const now = largest(logits);
  if (chosen === String(now)) {
    text.textContent = `It reads ${now} already.`;
    return null;
  }
  const button = byId<HTMLButtonElement>('find');
  button.disabled = true;
  const target = chosen === '' ? null : Number(chosen);
  const onStep = (step: number) => {
    text.textContent = step === 0 ? 'Looking at each digit …' : `Step ${step} …`;
  };
  const search = smallestChange(network, image, config.lrn !== null, target, onStep);
  const change = await search.finally(() => {
    button.disabled = false;
  });
  text.textContent = describe(change, image);
  if (!change.found) return null;
  const canvas = byId<HTMLCanvasElement>('added');
  paintImage(canvas, change.added, true);
  canvas.hidden = false;
  byId<HTMLButtonElement>('forget').disabled = false;
  return change.added;
}

function describe({ found, digit, length }: Change, image: Float32Array): string {
  if (!found) return `Not found in 80 steps: it reads ${digit}.`;
  const own = Math.sqrt(image.reduce((sum, value) => sum + value ** 2, 0));
  const share = own > 0 ? `, ${percent(length / own)} of the image’s own` : '';
  return `Read as ${digit} with this added: its length is ${short(length)}${share}. Red is more ink, blue is less.`;
}
