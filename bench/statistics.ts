// Plain arithmetic on repeated measurements, and tables for a terminal.

export interface Spread {
  median: number;
  low: number;
  high: number;
}

/** Median, least and greatest of some numbers, at least one. */
export function spread(values: number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(half)] as number) + (sorted[Math.ceil(half)] as number)) / 2;
  return { median, low: sorted[0] as number, high: sorted.at(-1) as number };
}

/** The median of a[i] / b[i]: what was measured in the same round met the same machine. */
export function ratio(a: number[], b: number[]): number {
  return spread(a.slice(0, b.length).map((value, i) => value / (b[i] as number))).median;
}

/** A number with three digits or more. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Columns, the first to the left and the others to the right; the first row is the head. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = rows;
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)].join(
    '\n',
  );
}
