// The live picture of a training: one small SVG, cheap enough to be sent twice a second.
import { extent, format } from '../figures/numbers';
import { grid, ink, palette, quiet } from '../figures/theme';
import type { StepProgress } from '../training/options';

/** Where a training is, and how fast it goes. */
export interface ProgressState extends Omit<StepProgress, 'watched'> {
  epoch: number;
  epochs: number;
  seconds: number;
  imagesPerSecond: number;
  secondsLeft: number;
}

const width = 640;
const height = 190;
const plot = { left: 58, right: width - 16, top: 76, bottom: height - 26 };

/** The state as text and a bar, and below it the loss so far on a logarithmic axis. */
export function progressSvg(
  state: ProgressState,
  curve: { steps: readonly number[]; values: readonly number[] },
): string {
  const done = (state.step / state.steps) * (width - 32);
  const text = (x: number, y: number, words: string, more = '') =>
    `<text x="${x}" y="${y}" ${more}>${words}</text>`;
  const accuracy = `${(100 * state.accuracy).toFixed(1)} %`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="14" fill="${ink}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(16, 24, `epoch ${state.epoch} of ${state.epochs} · step ${state.step} of ${state.steps}`),
    text(
      width - 16,
      24,
      `${format(Math.round(state.imagesPerSecond))} images/s · ${clock(state.secondsLeft)} left`,
      'text-anchor="end"',
    ),
    `<rect x="16" y="34" width="${width - 32}" height="8" rx="4" fill="${grid}"/>`,
    `<rect x="16" y="34" width="${done.toFixed(1)}" height="8" rx="4" fill="${palette[0]}"/>`,
    text(16, 64, `loss ${state.loss.toFixed(4)} · accuracy ${accuracy} (this batch)`),
    curveSvg(curve.steps, curve.values),
    '</svg>',
  ].join('');
}

// 0:07, 12:30, 2:05:00
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  return parts.map((part, i) => (i ? String(part).padStart(2, '0') : String(part))).join(':');
}

function curveSvg(steps: readonly number[], values: readonly number[]): string {
  const logs = values.map((value) => Math.log10(Math.max(value, 1e-12)));
  const [low, high] = extent(logs);
  if (Number.isNaN(low)) return '';
  const room = Math.max(0.05, (high - low) * 0.05);
  const last = steps.at(-1) ?? 1;
  const x = (step: number) => plot.left + (step / last) * (plot.right - plot.left);
  const y = (log: number) =>
    plot.bottom - ((log - low + room) / (high - low + 2 * room)) * (plot.bottom - plot.top);
  const points = logs
    .map((log, i) => `${x(steps[i] as number).toFixed(1)},${y(log).toFixed(1)}`)
    .join(' ');
  const label = (value: number, at: number) =>
    `<text x="${plot.left - 6}" y="${at + 4}" font-size="12" fill="${quiet}" text-anchor="end">${format(Number(value.toPrecision(2)))}</text>`;
  return [
    `<path d="M${plot.left} ${plot.top}V${plot.bottom}H${plot.right}" fill="none" stroke="${quiet}"/>`,
    high > low ? label(10 ** high, y(high)) : '',
    label(10 ** low, y(low)),
    `<text x="${plot.right}" y="${height - 8}" font-size="12" fill="${quiet}" text-anchor="end">loss (nats, log scale, smoothed) over ${last} steps</text>`,
    `<polyline points="${points}" fill="none" stroke="${palette[0]}" stroke-width="2" stroke-linejoin="round"/>`,
  ].join('');
}
