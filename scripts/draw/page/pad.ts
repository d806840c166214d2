// The paper: drawn on with mouse, finger, pen or keyboard.
import type { GrayImage } from '../../../lib/images/centering';

/** The paper's side, in its own pixels. */
export const PAPER = 280;
/** About as wide, for its digit, as MNIST's strokes. */
const PEN = 22;
const ERASER = 34;
/** How far an arrow key moves, and with Shift. */
const [STEP, FINE] = [10, 3];
const UNDO = 50;

export type Tool = 'pen' | 'eraser' | 'hide';
export type Point = [x: number, y: number];

export interface PadEvents {
  /** Something was drawn or taken away. */
  onInk: () => void;
  /** The keyboard's pen has moved or is gone. */
  onMove: () => void;
  /** The hiding tool is at a point. */
  onHide: (point: Point) => void;
  /** Something that a screen reader should say. */
  say: (text: string) => void;
}

export interface Pad {
  tool: Tool;
  /** Where the keyboard's pen is, and whether it touches the paper. */
  cursor: { at: Point; down: boolean; shown: boolean };
  ink(): GrayImage;
  clear(): void;
  undo(): void;
  /** Puts an image [28, 28] of 0 to 1 on the paper. */
  show(image: Float32Array): void;
}

/** Makes a canvas of 280x280 a pad. */
export function createPad(canvas: HTMLCanvasElement, events: PadEvents): Pad {
  const context = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  const before: ImageData[] = [];
  const whole = () => context.getImageData(0, 0, PAPER, PAPER);
  const remember = () => {
    before.push(whole());
    if (before.length > UNDO) before.shift();
  };

  const stroke = (from: Point, to: Point, tool: Tool) => {
    context.globalCompositeOperation = tool === 'eraser' ? 'destination-out' : 'source-over';
    context.lineWidth = tool === 'eraser' ? ERASER : PEN;
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  };

  const pad: Pad = {
    tool: 'pen',
    cursor: { at: [PAPER / 2, PAPER / 2], down: false, shown: false },
    ink() {
      const { data } = whole();
      const values = Float32Array.from(
        { length: PAPER * PAPER },
        (_, i) => (data[4 * i + 3] as number) / 255,
      );
      return { values, width: PAPER, height: PAPER };
    },
    clear() {
      remember();
      context.clearRect(0, 0, PAPER, PAPER);
      pad.cursor.down = false;
    },
    undo() {
      const last = before.pop();
      if (last) context.putImageData(last, 0, 0);
    },
    show(image) {
      remember();
      const picture = context.createImageData(PAPER, PAPER);
      const zoom = PAPER / 28;
      for (let i = 0; i < PAPER * PAPER; i++) {
        const [x, y] = [Math.floor((i % PAPER) / zoom), Math.floor(i / PAPER / zoom)];
        picture.data[4 * i + 3] = Math.round(255 * (image[28 * y + x] as number));
      }
      context.putImageData(picture, 0, 0);
    },
  };
  followPointer(canvas, pad, { remember, stroke, ...events });
  followKeys(canvas, pad, { remember, stroke, ...events });
  return pad;
}

interface Hand extends PadEvents {
  remember: () => void;
  stroke: (from: Point, to: Point, tool: Tool) => void;
}

function followPointer(canvas: HTMLCanvasElement, pad: Pad, hand: Hand): void {
  let last: Point | null = null;
  const pointOf = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((clientX - left) / width) * PAPER, ((clientY - top) / height) * PAPER];
  };
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    pad.cursor.shown = false;
    const point = pointOf(event);
    if (pad.tool === 'hide') return hand.onHide(point);
    hand.remember();
    hand.stroke(point, point, pad.tool);
    last = point;
    hand.onInk();
  });
  canvas.addEventListener('pointermove', (event) => {
    if (pad.tool === 'hide') return hand.onHide(pointOf(event));
    if (!last) return;
    // Where the pointer was between two frames, so that a quick hand draws curves.
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length > 0 ? events : [event]) {
      const point = pointOf(one);
      hand.stroke(last, point, pad.tool);
      last = point;
    }
    hand.onInk();
  });
  for (const end of ['pointerup', 'pointercancel'] as const) {
    canvas.addEventListener(end, () => {
      last = null;
    });
  }
}

const ARROWS: Record<string, Point> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function followKeys(canvas: HTMLCanvasElement, pad: Pad, hand: Hand): void {
  const { cursor } = pad;
  canvas.addEventListener('blur', () => {
    Object.assign(cursor, { shown: false, down: false });
    hand.onMove();
  });
  canvas.addEventListener('keydown', (event) => {
    const arrow = ARROWS[event.key];
    if (event.key === 'z' && (event.ctrlKey || event.metaKey)) {
      pad.undo();
      hand.onInk();
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      pad.clear();
      hand.say('Paper cleared');
      hand.onInk();
    } else if (arrow) {
      move(arrow, event.shiftKey ? FINE : STEP);
    } else if ((event.key === ' ' || event.key === 'Enter') && pad.tool !== 'hide') {
      lift();
    } else return;
    event.preventDefault();
  });

  const lift = () => {
    cursor.down = !cursor.down;
    cursor.shown = true;
    hand.say(cursor.down ? `${pad.tool} down` : `${pad.tool} up`);
    if (!cursor.down) return hand.onMove();
    hand.remember();
    hand.stroke(cursor.at, cursor.at, pad.tool);
    hand.onInk();
  };
  const move = ([right, down]: Point, step: number) => {
    const within = (value: number) => Math.min(PAPER, Math.max(0, value));
    const next: Point = [within(cursor.at[0] + right * step), within(cursor.at[1] + down * step)];
    if (cursor.down) hand.stroke(cursor.at, next, pad.tool);
    Object.assign(cursor, { at: next, shown: true });
    if (pad.tool === 'hide') hand.onHide(next);
    else if (cursor.down) hand.onInk();
    else hand.onMove();
  };
}
