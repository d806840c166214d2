// A training of seconds by `npm run train`'s own script, in a process that may be killed.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadRun } from '../../lib/runs/record';
import { decodeSafetensors } from '../../lib/training/safetensors';

/** Five steps an epoch, with all that depends on chance: order, dropout, shifts. */
export const tiny = (epochs = 24, displayStep = 2) => [
  ...['--width', '0.015625', '--images', '160', '--validation', '100', '--batch-size', '32'],
  ...['--epochs', `${epochs}`, '--display-step', `${displayStep}`, '--max-shift', '1'],
];
export const TINY = tiny();

const SCRIPT = path.join(__dirname, '..', '..', 'scripts', 'train.js');

export interface Sitting {
  child: ChildProcessWithoutNullStreams;
  /** All it has printed so far, on both streams. */
  printed: () => string;
  /** Resolves when it prints this, or ends without. */
  until: (text: string) => Promise<void>;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts a training in the folder, or goes on with the one that is there. */
export function sit(folder: string, options = TINY, env: NodeJS.ProcessEnv = {}): Sitting {
  const resume = existsSync(path.join(folder, 'last.safetensors'));
  const args = [
    '--enable-source-maps',
    SCRIPT,
    '--out',
    folder,
    ...(resume ? ['--resume'] : options),
  ];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
  let text = '';
  const ended: Sitting['ended'] = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
  }
  const until = async (wanted: string) => {
    const printed = new Promise<void>((resolve) => {
      const look = () => {
        if (text.includes(wanted)) resolve();
      };
      look();
      child.stdout.on('data', look);
    });
    await Promise.race([printed, ended]);
  };
  return { child, printed: () => text, until, ended };
}

/** What must be equal, however often a training was interrupted: all but times and memory. */
export function outcome(folder: string) {
  const {
    seconds: _seconds,
    peakMemory: _memory,
    history,
    ...run
  } = loadRun(path.join(folder, 'run.json'));
  const arrays = ['last', 'best', 'final'].map((name) => {
    const bytes = readFileSync(path.join(folder, `${name}.safetensors`));
    return Object.entries(decodeSafetensors(bytes).arrays).map(([array, { shape, values }]) => {
      return [name, array, shape, Buffer.from(values.buffer).toString('base64')];
    });
  });
  const epochs = history.epochs.map(({ seconds: _, ...record }) => record);
  return { run, steps: history.steps, epochs, arrays };
}
