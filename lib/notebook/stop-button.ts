// The stop button. JupyterLab's sends the kernel SIGINT, and tslab's own answer is to call the
// cell failed while its `await` loop runs on.

/** `stopped` becomes true when the stop button (or Ctrl+C) is pressed. */
export interface Stop {
  readonly stopped: boolean;
  /** Gives the stop button back to whoever had it. */
  release(): void;
}

// Who has the stop button now, and whom it belonged to before the first of them took it.
const holders = new Set<{ stopped: boolean }>();
let others: NodeJS.SignalsListener[] = [];

function onInterrupt(): void {
  const running = [...holders].filter(({ stopped }) => !stopped);
  for (const holder of running) holder.stopped = true;
  if (running.length > 0) return;
  holders.clear();
  giveBack();
  process.kill(process.pid, 'SIGINT');
}

function giveBack(): void {
  process.removeListener('SIGINT', onInterrupt);
  for (const listener of others) process.on('SIGINT', listener);
}

/**
 * Takes the stop button until `release`: the first press only sets `stopped`, for a loop that
 * looks at it between steps and lets the event loop turn. A second press, for a loop that does
 * not, gives the button back and does what it does without this. Of several at once all are stopped,
 * and the last that is released gives the button back.
 */
export function stopOnInterrupt(): Stop {
  const holder = { stopped: false };
  const take = () => {
    if (holders.size === 0) {
      others = process.listeners('SIGINT') as NodeJS.SignalsListener[];
      process.removeAllListeners('SIGINT');
      process.on('SIGINT', onInterrupt);
    }
    holders.add(holder);
  };
  // Not at once: while the first, synchronous part of a cell runs, Node's vm keeps all listeners
  // aside to break endless loops, and a listener added meanwhile leaves SIGINT fatal afterwards.
  const later = setImmediate(take);
  return {
    get stopped() {
      return holder.stopped;
    },
    release() {
      clearImmediate(later);
      if (holders.delete(holder) && holders.size === 0) giveBack();
    },
  };
}
