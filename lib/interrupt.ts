// The stop button. JupyterLab's sends the kernel SIGINT, and tslab's own answer is to call the
// cell failed while its `await` loop runs on.

/** `stopped` becomes true when the stop button (or Ctrl+C) is pressed. */
export interface Stop {
  readonly stopped: boolean;
  /** Gives the stop button back to whoever had it. */
  release(): void;
}

/**
 * Takes the stop button until `release`: the first press only sets `stopped`, for a loop that
 * looks at it between steps and lets the event loop turn. A second press, for a loop that does
 * not, gives the button back and does what it does without this.
 */
export function stopOnInterrupt(): Stop {
  const others = process.listeners('SIGINT');
  let stopped = false;
  const onInterrupt = () => {
    if (!stopped) {
      stopped = true;
      return;
    }
    release();
    process.kill(process.pid, 'SIGINT');
  };
  const release = () => {
    if (!process.listeners('SIGINT').includes(onInterrupt)) return;
    process.removeListener('SIGINT', onInterrupt);
    for (const listener of others) process.on('SIGINT', listener);
  };
  process.removeAllListeners('SIGINT');
  process.on('SIGINT', onInterrupt);
  return {
    get stopped() {
      return stopped;
    },
    release,
  };
}
