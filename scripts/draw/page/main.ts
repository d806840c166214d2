// The page: what is drawn is read, and what is read is shown.
import { SIDE } from '../../../lib/images/centering';
import { showAnswer } from './answer';
import { explain, labelled } from './bench';
import { largest, smallestChange } from './change';
import { onPaletteChange } from './colors';
import { byId, element, percent, short } from './dom';
import { receptiveFields } from './field';
import { type Input, type InputSettings, inputOf, PATCH } from './input';
import { createLayersView, type Selection } from './layers-view';
import {
  loadNetwork,
  type Network,
  networkEntries,
  type Reading,
  readImage,
  UNTRAINED,
} from './networks';
import { showOverlay } from './overlay';
import { createPad, type Tool } from './pad';
import { paintImage } from './paint';
import { imageButton, loadTestImages, type TestImage, type TestImages } from './test-images';

let network: Network | null = null;
let images: TestImages | null = null;
let input: Input | null = null;
let reading: Reading | null = null;
let selection: Selection | null = null;
const settings: InputSettings = {
  prepare: true,
  noise: 0,
  hidden: null,
  added: null,
  exact: null,
};

const say = (text: string) => {
  byId('say').textContent = text;
};

const pad = createPad(byId<HTMLCanvasElement>('pad'), {
  onInk() {
    // The paper is now somebody's own, and a change was found for what it held before.
    Object.assign(settings, { exact: null });
    forgetChange();
    schedule();
  },
  onHide(point) {
    if (!input) return;
    const [x, y] = input.toImage(point);
    const corner = (place: number) => Math.round(place - PATCH / 2);
    settings.hidden = { row: corner(y), column: corner(x) };
    schedule();
  },
  say,
});

const view = createLayersView(byId('layers'), (to, byKey) => {
  selection = to;
  showSelection(byKey);
});

let waiting = false;
/** Reads once the browser has drawn what the hand has done. */
function schedule(): void {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() =>
    setTimeout(() => {
      waiting = false;
      read();
    }),
  );
}

function read(): void {
  input = inputOf(pad, settings);
  paintImage(byId<HTMLCanvasElement>('input'), input.image);
  byId('hint').hidden = !input.empty || pad.cursor.shown;
  if (!network) return;
  const started = performance.now();
  reading = readImage(network, input.image, byId<HTMLInputElement>('lrn').checked);
  const took = performance.now() - started;
  view.update(reading);
  showAnswer(reading, input.empty && !settings.added);
  showSelection(false);
  byId('speed').textContent = `Read in ${Math.round(took)} ms.`;
  document.body.dataset.readings = String(Number(document.body.dataset.readings ?? 0) + 1);
}

let spoken = 0;
function showSelection(byKey: boolean): void {
  const explained = reading && selection && explain(reading, selection);
  if (input) showOverlay(byId('over'), pad, input, settings.hidden, explained?.seen ?? null);
  const seen = byId('seen');
  seen.hidden = !explained?.seen;
  if (!explained || !reading || !selection) return;
  if (explained.seen) {
    const { left, top, width, height } = explained.seen;
    const share = (pixels: number) => `${(100 * pixels) / SIDE}%`;
    Object.assign(seen.style, {
      left: share(left),
      top: share(top),
      width: share(width),
      height: share(height),
    });
  }
  byId('bench-title').textContent = explained.title;
  byId('bench-text').textContent = explained.text;
  byId('bench-pictures').replaceChildren(...explained.pictures);
  const convolution = reading.layers
    .slice(0, reading.layers.findIndex(({ name }) => name === selection?.layer) + 1)
    .findLast(({ kind }) => kind === 'convolution' || kind === 'linear');
  const best = reading.network.patches(convolution?.name ?? '', selection.channel);
  const field = receptiveFields(reading.layers).get(convolution?.name ?? '');
  byId('bench-patches').replaceChildren(
    ...(best.length > 0 && field && images
      ? [
          labelled(
            element('div', { className: 'digits' }, ...images.patches(best, field)),
            `what filter ${selection.channel} of ${convolution?.name} answers to most, in 200 test images`,
          ),
        ]
      : []),
  );
  clearTimeout(spoken);
  if (byKey) spoken = window.setTimeout(() => say(`${explained.title}. ${explained.text}`), 400);
}

async function choose(name: string): Promise<void> {
  const text = byId('about-network');
  text.textContent = 'Loading …';
  try {
    network = await loadNetwork(name);
  } catch (error) {
    text.textContent = (error as Error).message;
    return;
  }
  const { accuracy, config } = network;
  byId<HTMLInputElement>('lrn').checked = config.lrn !== null;
  text.textContent =
    accuracy === null
      ? 'Its weights are as training would find them: drawn at random.'
      : `It reads ${(100 * accuracy).toFixed(2)} % of the 10,000 test images.`;
  forgetChange();
  showMistakes();
  schedule();
}

function showMistakes(): void {
  const list = network && images ? images.mistakes(network.name) : [];
  const title =
    network?.name === UNTRAINED
      ? 'Misread: choose a trained network'
      : `Misread by this network: ${list.length} of 10,000`;
  byId('mistakes-title').textContent = title;
  byId('mistakes').replaceChildren(
    ...list.map(({ image, prediction }) => {
      const { label, index } = image;
      const name = `test image ${index}, a ${label} read as ${prediction}`;
      return takes(imageButton(image, `${label}→${prediction}`, name), image);
    }),
  );
}

function takes(button: HTMLButtonElement, image: TestImage): HTMLButtonElement {
  button.addEventListener('click', () => {
    pad.show(image.values);
    forgetChange();
    settings.exact = image.values;
    schedule();
  });
  return button;
}

function forgetChange(): void {
  settings.added = null;
  byId<HTMLButtonElement>('forget').disabled = true;
  byId('added').hidden = true;
  byId('found-text').textContent = '';
}

async function findChange(): Promise<void> {
  if (!network || !input) return;
  const button = byId<HTMLButtonElement>('find');
  const text = byId('found-text');
  forgetChange();
  const { image } = inputOf(pad, settings);
  const lrn = byId<HTMLInputElement>('lrn').checked;
  const chosen = byId<HTMLSelectElement>('target').value;
  const before = reading ? largest(reading.logits) : 0;
  if (chosen === String(before)) {
    text.textContent = `It reads ${before} already.`;
    return;
  }
  button.disabled = true;
  const target = chosen === '' ? null : Number(chosen);
  const change = await smallestChange(network, image, lrn, target, (step) => {
    text.textContent = step === 0 ? 'Looking at each digit …' : `Step ${step} …`;
  });
  button.disabled = false;
  const share = change.length / Math.sqrt(image.reduce((sum, value) => sum + value ** 2, 0) || 1);
  text.textContent = change.found
    ? `Read as ${change.digit} after adding this: length ${short(change.length)}, ${percent(share)} of the image’s own. Red is more ink, blue is less.`
    : `Not found within 30 steps: it still reads ${change.digit}.`;
  if (!change.found) return;
  settings.added = change.added;
  const canvas = byId<HTMLCanvasElement>('added');
  paintImage(canvas, change.added, true);
  canvas.hidden = false;
  byId<HTMLButtonElement>('forget').disabled = false;
  schedule();
}

function wire(): void {
  const select = byId<HTMLSelectElement>('network');
  for (const { name, title } of networkEntries) select.append(new Option(title, name));
  select.addEventListener('change', () => choose(select.value));
  const target = byId<HTMLSelectElement>('target');
  target.append(new Option('the nearest other digit', ''));
  for (let digit = 0; digit < 10; digit++) target.append(new Option(String(digit), String(digit)));
  for (const radio of document.querySelectorAll<HTMLInputElement>('input[name=tool]')) {
    radio.addEventListener('change', () => {
      pad.tool = radio.value as Tool;
      byId('pad').dataset.tool = radio.value;
      if (pad.tool !== 'hide') settings.hidden = null;
      schedule();
    });
  }
  const on = (id: string, type: string, call: () => void) => byId(id).addEventListener(type, call);
  on('clear', 'click', () => edit(pad.clear));
  on('undo', 'click', () => edit(pad.undo));
  on('prepare', 'change', () => {
    settings.prepare = byId<HTMLInputElement>('prepare').checked;
    forgetChange();
    schedule();
  });
  on('lrn', 'change', schedule);
  on('noise', 'input', () => {
    settings.noise = byId<HTMLInputElement>('noise').valueAsNumber;
    schedule();
  });
  on('find', 'click', findChange);
  on('forget', 'click', () => {
    forgetChange();
    schedule();
  });
  onPaletteChange(() => {
    view.repaint();
    schedule();
  });
}

function edit(change: () => void): void {
  change();
  settings.exact = null;
  forgetChange();
  schedule();
}

async function start(): Promise<void> {
  wire();
  schedule();
  await choose(networkEntries[0]?.name ?? UNTRAINED);
  images = await loadTestImages();
  byId('examples').replaceChildren(
    ...images.examples.map((image) =>
      takes(imageButton(image, '', `test image ${image.index}, a ${image.label}`), image),
    ),
  );
  showMistakes();
  document.body.dataset.ready = 'true';
}

start();
