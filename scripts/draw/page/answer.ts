// The answer: the digit, how sure, and a row for each of the ten.
import { largest } from './change';
import { byId, element, percent, short } from './dom';
import type { Reading } from './networks';

let spoken = 0;

/** Shows what a reading says; on empty paper the network answers, too, but nobody asked. */
export function showAnswer({ logits, probabilities }: Reading, empty: boolean): void {
  const digit = largest(logits);
  const sure = probabilities[digit] as number;
  byId('digit').textContent = empty ? '–' : String(digit);
  const text = empty ? 'nothing drawn yet' : `${percent(sure)} sure`;
  byId('sure').textContent = text;
  const body = byId('probabilities').querySelector('tbody') as HTMLElement;
  if (body.children.length === 0) body.append(...Array.from(logits, (_, i) => row(i)));
  for (const [i, line] of [...body.children].entries()) {
    const [bar, share, logit] = [...line.children].slice(1) as [
      HTMLElement,
      HTMLElement,
      HTMLElement,
    ];
    const probability = probabilities[i] as number;
    line.classList.toggle('first', i === digit && !empty);
    (bar.firstElementChild as HTMLElement).style.width = `${100 * probability}%`;
    share.textContent = percent(probability);
    logit.textContent = short(logits[i] as number);
    logit.dataset.value = String(logits[i]);
  }
  clearTimeout(spoken);
  if (!empty)
    spoken = window.setTimeout(() => {
      byId('say').textContent = `Read as ${digit}, ${text}`;
    }, 800);
}

function row(digit: number): HTMLElement {
  const bar = element('td', { className: 'bar' }, element('span'));
  bar.setAttribute('aria-hidden', 'true');
  const name = element('th', { scope: 'row' }, String(digit));
  return element('tr', {}, name, bar, element('td'), element('td'));
}
