// What the tables of bad input have in common.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One bad input: how it is read, and the error's message after `where` and a colon. */
export interface Refusal {
  name: string;
  where: string;
  read: () => unknown;
  message: RegExp;
}

/** Name to bytes that are handed to a parser, and the message that it must refuse them with. */
export type ByteTable = Record<string, [bytes: Uint8Array, message: RegExp]>;

/** For the files of all tables; the test removes it. */
export const folder = mkdtempSync(path.join(tmpdir(), 'bad-input-'));

/** Each content, written to a file and read from there. */
export function asFiles(
  file: string,
  table: Record<string, [content: Uint8Array | string, message: RegExp]>,
  read: (file: string) => unknown,
): Refusal[] {
  const where = path.join(folder, file);
  return Object.entries(table).map(([name, [content, message]]) => ({
    name,
    where,
    message,
    read: () => {
      writeFileSync(where, content);
      return read(where);
    },
  }));
}
