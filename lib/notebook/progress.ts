// Training as it goes, in place: where it is, how fast, how long it will take, and the loss.

import type { LabeledImages } from '../data/images';
import { lineFigure } from '../figures/line';
import { decimate, format } from '../figures/numbers';
import type { StepProgress, TrainOptions } from '../training/options';
import type { Training } from '../training/state';
import { train } from '../training/train';
import { display, newPlace, plotlyMime } from './display';
import { type ProgressState, progressSvg } from './progress-svg';
import { stopOnInterrupt } from './stop-button';

/** How much there is to do, and how often it is drawn: a `TrainingConfig` is one. */
export interface ProgressOptions {
  epochs: number;
  batchSize: number;
  /** Milliseconds between two drawings. */
  interval?: number;
}

/** What `train` is given: `train(training, data, { stop: bar, onStep: bar.update })`. */
export interface Progress {
  /** True once the stop button was pressed: training ends before its next step. */
  readonly stopped: boolean;
  update(progress: Omit<StepProgress, 'watched'>): void;
  /** Shows the end state and gives the stop button back to the kernel. */
  done(): void;
}

/**
 * `train`, with its progress shown in one output and the stop button heard, until it ends or throws.
 * Throws as `train` does.
 */
export async function trainWithProgress(
  training: Training,
  data: LabeledImages,
  options: Omit<TrainOptions, 'stop'> = {},
): Promise<void> {
  const bar = progress(training.config);
  try {
    const onStep = (step: StepProgress) => {
      bar.update(step);
      options.onStep?.(step);
    };
    await train(training, data, { ...options, stop: bar, onStep });
  } finally {
    bar.done();
  }
}

/**
 * Shows the progress of a training in one output that is redrawn at most twice a second: in a
 * notebook with a curve, on a terminal as one line, elsewhere as a line now and then. Until
 * `done`, the stop button sets `stopped` instead of breaking the cell off.
 */
export function progress({ epochs, batchSize, interval = 500 }: ProgressOptions): Progress {
  const place = newPlace();
  const terminal = process.stdout.isTTY === true;
  const pause = place || terminal ? interval : Math.max(interval, 10_000);
  const stop = stopOnInterrupt();
  const started = performance.now();
  const losses: { step: number; loss: number }[] = [];
  let drawn = started - pause;
  let first: number | undefined;
  let last: Omit<StepProgress, 'watched'> | undefined;

  const state = (now: number): ProgressState | undefined => {
    if (!last) return undefined;
    const { step, steps, loss, accuracy } = last;
    const seconds = (now - started) / 1000;
    const taken = step - (first as number) + 1;
    return {
      step,
      steps,
      loss,
      accuracy,
      epochs,
      epoch: Math.min(epochs, Math.floor(((step - 1) / steps) * epochs) + 1),
      seconds,
      imagesPerSecond: (taken * batchSize) / seconds,
      secondsLeft: ((steps - step) * seconds) / taken,
    };
  };
  const curve = () => smooth(losses);

  return {
    get stopped() {
      return stop.stopped;
    },
    update(step) {
      last = step;
      first ??= step.step;
      losses.push({ step: step.step, loss: step.loss });
      const now = performance.now();
      if (now - drawn < pause) return;
      drawn = now;
      const current = state(now) as ProgressState;
      const line = progressLine(current);
      if (place) place({ text: line, data: { 'image/svg+xml': progressSvg(current, curve()) } });
      else process.stdout.write(terminal ? `\r${line}\u001b[K` : `${line}\n`);
    },
    done() {
      const stopped = stop.stopped;
      stop.release();
      const end = state(performance.now());
      if (!end) return;
      const line = endLine(end, stopped);
      if (!place) {
        if (terminal) process.stdout.write('\r\u001b[K');
        return display({ text: line });
      }
      const { steps, values } = curve();
      const { data, layout, config, alt } = lineFigure({
        title: line,
        x: 'step',
        y: 'loss (nats)',
        series: [{ name: 'loss, smoothed', x: steps, y: values, markers: false }],
        logY: true,
        height: 320,
      });
      place({ text: alt, data: { [plotlyMime]: { data, layout, config } } });
    },
  };
}

/** The state in one line. */
export function progressLine(state: ProgressState): string {
  return [
    `epoch ${state.epoch}/${state.epochs}`,
    `step ${state.step}/${state.steps}`,
    `loss ${state.loss.toFixed(4)}`,
    `accuracy ${(100 * state.accuracy).toFixed(1)} %`,
    `${format(Math.round(state.imagesPerSecond))} images/s`,
    `${duration(state.secondsLeft)} left`,
  ].join(' · ');
}

function endLine(state: ProgressState, stopped: boolean): string {
  const how = stopped ? `Stopped at step ${state.step} of ${state.steps}` : `${state.step} steps`;
  return `${how} in ${duration(state.seconds)}, ${format(Math.round(state.imagesPerSecond))} images/s: last batch's loss ${state.loss.toFixed(4)}, accuracy ${(100 * state.accuracy).toFixed(1)} %`;
}

/** Seconds as people say them: 42 s, 3 min 05 s, 2 h 10 min. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (part: number) => String(part).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

// A running mean over about a fiftieth of the steps, at a few hundred places at most.
function smooth(losses: readonly { step: number; loss: number }[]) {
  const rate = Math.min(1, 50 / losses.length);
  let mean = losses[0]?.loss ?? 0;
  const means = losses.map(({ loss }) => {
    mean += rate * (loss - mean);
    return mean;
  });
  const kept = decimate(means, 300);
  return {
    steps: kept.map((i) => losses[i]?.step ?? 0),
    values: kept.map((i) => means[i] as number),
  };
}
