// The page: what is drawn is read, and what is read is shown.
import { showAnswer } from './answer';
import { showBench } from './bench';
import { fillTargets, findChange, hideChange } from './change-panel';
import { onPaletteChange } from './colors';
import { byId } from './dom';
import { showExamples, showMistakes } from './images-panel';
import { type Input, type InputSettings, inputOf, PATCH } from './input';
import { createLayersView } from './layers-view';
import { loadNetwork, type Network, networkEntries, type Reading, readImage } from './networks';
import { showOverlay } from './overlay';
import { createPad, type Point, type Tool } from './pad';
import { paintImage } from './paint';
import type { Selection } from './pointing';
import { loadTestImages, type TestImage, type TestImages } from './test-images';

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

const checked = (id: string) => byId<HTMLInputElement>(id).checked;
const say = (text: string) => {
  byId('say').textContent = text;
};

const pad = createPad(byId<HTMLCanvasElement>('pad'), {
  onInk: () => edit(() => {}),
  onMove: showSelection,
  onHide,
  say,
});
const view = createLayersView(byId('layers'), (to, byKey) => {
  selection = to;
  showSelection(byKey);
});

/** Changes the paper, which is somebody's own from then on; what was found for it holds no longer. */
function edit(change: () => void): void {
  change();
  settings.exact = null;
  forget();
}

function forget(): void {
  settings.added = null;
  hideChange();
  schedule();
}

function onHide(point: Point): void {
  if (!input) return;
  const [column, row] = input.toImage(point).map((place) => Math.round(place - PATCH / 2));
  settings.hidden = { row: row as number, column: column as number };
  schedule();
}

function take({ values }: TestImage): void {
  pad.show(values);
  forget();
  settings.exact = values;
}

let changes = 0;
let waiting = false;
/** Reads once the browser has drawn what the hand has done. */
function schedule(): void {
  changes++;
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
  if (!network) return;
  const started = performance.now();
  reading = readImage(network, input.image, checked('lrn'));
  byId('speed').textContent = `Read in ${Math.round(performance.now() - started)} ms.`;
  view.update(reading);
  showAnswer(reading, input.empty && !settings.added);
  showSelection();
  document.body.dataset.readings = String(Number(document.body.dataset.readings ?? 0) + 1);
}

let spoken = 0;
function showSelection(byKey = false): void {
  const explained = reading && selection && showBench(reading, selection, images);
  if (input) {
    byId('hint').hidden = !input.empty || pad.cursor.shown;
    showOverlay(byId('over'), pad, input, settings.hidden, explained?.seen ?? null);
  }
  clearTimeout(spoken);
  if (!byKey || !explained) return;
  spoken = window.setTimeout(() => say(`${explained.title}. ${explained.text}`), 400);
}

let chosen = '';
async function choose(name: string): Promise<void> {
  chosen = name;
  const text = byId('about-network');
  text.textContent = 'Loading …';
  let loaded: Network | null = null;
  let failure = '';
  try {
    loaded = await loadNetwork(name);
  } catch (error) {
    failure = (error as Error).message;
  }
  if (chosen !== name) return;
  if (!loaded) {
    text.textContent = failure;
    if (network) byId<HTMLSelectElement>('network').value = network.name;
    return;
  }
  network = loaded;
  const { accuracy, config } = network;
  byId<HTMLInputElement>('lrn').checked = config.lrn !== null;
  text.textContent =
    accuracy === null
      ? 'Its weights are drawn at random: what training would start from.'
      : `It reads ${(100 * accuracy).toFixed(2)} % of the 10,000 test images.`;
  if (images) showMistakes(network, images, take);
  forget();
}

function wire(): void {
  const select = byId<HTMLSelectElement>('network');
  for (const { name, title } of networkEntries) select.append(new Option(title, name));
  fillTargets();
  const on = (id: string, type: string, call: () => void) => byId(id).addEventListener(type, call);
  on('network', 'change', () => choose(select.value));
  on('tools', 'change', () => {
    const tool = document.querySelector<HTMLInputElement>('input[name=tool]:checked');
    pad.tool = tool?.value as Tool;
    if (pad.tool !== 'hide') settings.hidden = null;
    schedule();
  });
  on('clear', 'click', () => edit(pad.clear));
  on('undo', 'click', () => edit(pad.undo));
  on('prepare', 'change', () => {
    settings.prepare = checked('prepare');
    forget();
  });
  on('lrn', 'change', schedule);
  on('noise', 'input', () => {
    settings.noise = byId<HTMLInputElement>('noise').valueAsNumber;
    schedule();
  });
  on('find', 'click', async () => {
    settings.added = null;
    hideChange();
    read();
    const asked = changes;
    const added = reading && input && (await findChange(reading, input.image));
    // It was looked for in what was on the page then.
    if (changes !== asked) return hideChange();
    settings.added = added;
    schedule();
  });
  on('forget', 'click', forget);
  onPaletteChange(() => {
    view.repaint();
    schedule();
  });
}

async function start(): Promise<void> {
  wire();
  schedule();
  await choose(networkEntries[0]?.name as string);
  images = await loadTestImages();
  showExamples(images, take);
  if (network) showMistakes(network, images, take);
  document.body.dataset.ready = 'true';
}

start();
