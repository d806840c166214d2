// The stop button. JupyterLab's sends the kernel SIGINT, and tslab's own answer is to call the
// cell failed while its `await` loop runs on.

/** `stopped` becomes true when the stop button (or Ctrl+C) is pressed. */
export interface Stop {
  readonly stopped: boolean;
  /** Gives the stop button back to whoever had it. */
  release(): void;
}

type Listener = NodeJS.SignalsListener;

/**
 * Takes the stop button until `release`: the first press only sets `stopped`, for a loop that
 * looks at it between steps and lets the event loop turn. A second press, for a loop that does
 * not, gives the button back and does what it does without this.
 */
export function stopOnInterrupt(): Stop {
  let stopped = false;
  let others: Listener[] | undefined;

  const onInterrupt = () => {
    if (!stopped) {
      stopped = true;
      return;
    }
    release();
    process.kill(process.pid, 'SIGINT');
  };
  const take = () => {
    others = process.listeners('SIGINT') as Listener[];
    process.removeAllListeners('SIGINT');
    process.on('SIGINT', onInterrupt);
  };
  // Not at once: while the first, synchronous part of a cell runs, Node's vm keeps all listeners
  // aside to break endless loops, and a listener added meanwhile leaves SIGINT fatal afterwards.
  const later = setImmediate(take);
  const release = () => {
    clearImmediate(later);
    if (!others) return;
    process.removeListener('SIGINT', onInterrupt);
    for (const listener of others) process.on('SIGINT', listener);
    others = undefined;
  };
  return {
    get stopped() {
      return stopped;
    },
    release,
  };
}
