// Starts workers and asks them for work, one at a time.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Answer {
  seconds: number;
  /** Seconds of processors, over all threads. */
  cpu: number;
  /** The last step's loss, or a logit. */
  last: number;
  /** The most bytes that were resident so far. */
  memory: number;
}

export interface Worker {
  /** What it runs on, with versions. */
  ready: string;
  ask(task: 'train' | 'predict', times: number): Promise<Answer>;
  end(): void;
}

/** Starts a worker; it is ready, though not warm. Throws with the worker's last words if it fails. */
export async function startWorker(command: string[], threads?: number): Promise<Worker> {
  const [program, ...args] = command as [string, ...string[]];
  const limits = ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'OMP_NUM_THREADS'];
  const env = Object.fromEntries(threads ? limits.map((name) => [name, String(threads)]) : []);
  const child = spawn(program, args, { env: { ...process.env, ...env } });
  let complaints = '';
  child.stderr.on('data', (text) => {
    complaints = (complaints + text).slice(-2000);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const hear = async () => {
    const { value, done } = await lines.next();
    if (!done) return JSON.parse(value);
    const last = complaints.trim().split('\n').slice(-3).join('\n');
    throw new Error(`its worker ended (${child.signalCode ?? child.exitCode}) ${last}`);
  };
  const { ready } = await hear();
  return {
    ready,
    ask: (task, times) => {
      child.stdin.write(`${task} ${times}\n`);
      return hear();
    },
    end: () => void child.stdin.end(),
  };
}
