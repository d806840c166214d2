// Stands in for the notebook's kernel: keeps what is shown, or what is printed without one.

export interface Shown {
  content: {
    data: Record<string, unknown>;
    metadata: Record<string, unknown>;
    transient: { display_id?: string };
  };
  update: boolean;
}

const file = '/kernel/tslab/dist/jupyter.js';

/** What `run` shows in a notebook. */
export function shownBy(run: () => void): Shown[] {
  const shown: Shown[] = [];
  const lastWriteDisplayData = (content: Shown['content'], update: boolean) =>
    shown.push({ content, update });
  const exports = { lastWriteDisplayData };
  require.cache[file] = { exports } as unknown as NodeJS.Module;
  try {
    run();
  } finally {
    delete require.cache[file];
  }
  return shown;
}

/** What `run` prints outside a notebook. */
export function printedBy(run: () => void): string {
  const write = process.stdout.write;
  let printed = '';
  process.stdout.write = ((text: string) => {
    printed += text;
    return true;
  }) as typeof write;
  try {
    run();
  } finally {
    process.stdout.write = write;
  }
  return printed;
}
