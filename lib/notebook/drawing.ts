// A drawing pad in a notebook. What is drawn is saved beside the notebook, where the next cell reads it.
import { InputError } from '../base/errors';
import { display, escapeHtml } from './display';

/**
 * Shows a pad to draw on with mouse, finger or keyboard. After each stroke the page saves the drawing
 * as a PNG file in the notebook's folder, through the Jupyter server that it came from: alone, or behind a
 * hub. The next cell reads it: `readPicture(file, { single: true }).images` is [1, 28, 28, 1]. Where there
 * is no such server (a saved page, GitHub) the pad says what to do. Throws an InputError for a name that is
 * not a PNG file's without a folder.
 */
export function drawingPad(file = 'my-digit.png'): void {
  if (!/^[^/\\]+\.png$/.test(file)) {
    const expected = "a file name that ends in .png, in the notebook's folder";
    throw new InputError({ where: 'drawingPad', field: 'file', found: file, expected });
  }
  const name = escapeHtml(file);
  const settings = JSON.stringify({ file, kernel: kernelId() }).replaceAll('<', '\\u003c');
  const html = `<div class="alexnet-pad" data-lm-suppress-shortcuts="true">
<p class="alexnet-say">A pad to draw a digit on is here once this cell has run in JupyterLab. Anywhere else: save a picture of a digit as <code>${name}</code> beside the notebook.</p>
<script>(${SCRIPT})(${settings}, document.currentScript)</script>
</div>`;
  display({
    text: `Draw a digit, or save a picture of one as ${file}.`,
    data: { 'text/html': html },
  });
}

/** The id by which the Jupyter server knows this kernel, from the name of its connection file. */
function kernelId(): string {
  const id = /kernel-([\w-]+)\.json/;
  return process.argv.map((word) => id.exec(word)?.[1]).find((found) => found) ?? '';
}

// What the page runs. JupyterLab runs the scripts of an output without saying which of them runs, so the
// pad is the last one that has none yet.
const SCRIPT = `function ({ file, kernel }, script) {
  const root = script ? script.parentElement : [...document.querySelectorAll('.alexnet-pad:not([data-ready])')].at(-1);
  if (!root) return;
  root.dataset.ready = 'true';
  const text = root.querySelector('.alexnet-say');
  const say = (words) => { text.textContent = words; };
  const element = (tag, properties) => Object.assign(document.createElement(tag), properties);

  const canvas = element('canvas', { width: 280, height: 280, tabIndex: 0 });
  canvas.setAttribute('role', 'application');
  canvas.setAttribute('aria-label', 'Paper. Space puts the pen down or up, arrow keys move it, Delete clears.');
  canvas.style.cssText = 'border: 1px solid #8c959f; border-radius: 8px; background: #fff; touch-action: none; cursor: crosshair; display: block';
  const clear = element('button', { type: 'button', textContent: 'Clear' });
  const link = element('a', { textContent: 'download it', download: file, hidden: true });
  const line = element('p');
  line.append(clear, ' ', link);
  text.setAttribute('role', 'status');
  root.prepend(canvas, line);

  const config = document.getElementById('jupyter-config-data');
  const { baseUrl = '/', token = '' } = config ? JSON.parse(config.textContent) : {};
  const cookie = config && /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie);
  const headers = { 'Content-Type': 'application/json' };
  if (token) headers.Authorization = 'token ' + token;
  if (cookie) headers['X-XSRFToken'] = cookie[1];
  const ask = async (path, options) => {
    const answer = await fetch(baseUrl + path, { credentials: 'same-origin', headers, cache: 'no-store', ...options });
    if (!answer.ok) throw new Error('the server answered ' + answer.status);
    return answer.json();
  };
  // The notebook's folder on the server, which is the kernel's own.
  const folder = async () => {
    const sessions = await ask('api/sessions');
    const own = sessions.find((session) => session.kernel && session.kernel.id === kernel);
    if (!own) throw new Error('this pad belongs to a kernel that is gone: run the cell again');
    return own.path.split('/').slice(0, -1);
  };
  const save = async (data) => {
    link.href = data;
    try {
      if (!config) throw new Error('there is no Jupyter server behind this page');
      const path = [...(await folder()), file].map(encodeURIComponent).join('/');
      const body = { type: 'file', format: 'base64', content: data.split(',')[1] };
      await ask('api/contents/' + path, { method: 'PUT', body: JSON.stringify(body) });
      link.hidden = true;
      say('Saved as ' + file + ' beside the notebook. The next cell can read it.');
    } catch (error) {
      link.hidden = false;
      say('Not saved: ' + error.message + '. Or download the drawing and put it beside the notebook as ' + file + '.');
    }
  };

  // One after the other, so that the last stroke's drawing is the one that stays.
  let saving = Promise.resolve();
  const saveInTurn = () => {
    const data = canvas.toDataURL('image/png');
    saving = saving.then(() => save(data));
  };

  const context = canvas.getContext('2d');
  Object.assign(context, { lineWidth: 22, lineCap: 'round', lineJoin: 'round' });
  const stroke = (from, to) => {
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  };
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * 280, ((event.clientY - box.top) / box.height) * 280];
  };
  let last = null;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
    stroke(last, last);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!last) return;
    stroke(last, place(event));
    last = place(event);
  });
  for (const end of ['pointerup', 'pointercancel']) {
    canvas.addEventListener(end, () => {
      if (last) saveInTurn();
      last = null;
    });
  }
  const wipe = () => {
    context.clearRect(0, 0, 280, 280);
    say('Draw a digit.');
  };
  clear.addEventListener('click', wipe);
  let [pen, down] = [[140, 140], false];
  const arrows = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, -10], ArrowDown: [0, 10] };
  canvas.addEventListener('keydown', (event) => {
    const step = arrows[event.key];
    if (event.key === ' ') {
      down = !down;
      if (down) stroke(pen, pen);
      else saveInTurn();
      if (down) say('Pen down at ' + pen.join(', '));
    } else if (step) {
      const next = pen.map((at, i) => Math.min(280, Math.max(0, at + step[i])));
      if (down) stroke(pen, next);
      pen = next;
      if (!down) say('Pen at ' + pen.join(', '));
    } else if (event.key === 'Delete' || event.key === 'Backspace') wipe();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  say(config ? 'Draw a digit. Each stroke is saved as ' + file + '.' : 'There is no Jupyter server behind this page: what you draw can be downloaded.');
}`;
