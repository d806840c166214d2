// What is not a file at all, or not for this user, for each reader of files.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadMnist } from '../../lib/data/mnist';
import { loadRun } from '../../lib/runs/record';
import { loadCheckpoint } from '../../lib/training/checkpoint';
import { folder, type Refusal } from './refusal';

const READERS: Record<string, [file: string, read: (file: string) => unknown]> = {
  MNIST: ['train-images-idx3-ubyte.gz', (file) => loadMnist(path.dirname(file))],
  checkpoint: ['last.safetensors', loadCheckpoint],
  'run record': ['run.json', loadRun],
};
const plain = path.join(folder, 'plain');
writeFileSync(plain, '');

/** Reads as a user who may do less, if this one may do everything. */
function asNobody(read: () => unknown): unknown {
  if (process.getuid?.() !== 0) return read();
  process.seteuid?.(65534);
  try {
    return read();
  } finally {
    process.seteuid?.(0);
  }
}

export const fileRefusals: Refusal[] = Object.entries(READERS).flatMap(([reader, [name, read]]) => {
  const own = path.join(folder, reader);
  mkdirSync(path.join(own, 'folder', name), { recursive: true });
  mkdirSync(path.join(own, 'closed'));
  const closed = path.join(own, 'closed', name);
  writeFileSync(closed, '');
  chmodSync(closed, 0o000);
  const at = (where: string, message: RegExp, as = (body: () => unknown) => body()) => ({
    where,
    message,
    read: () => as(() => read(where)),
  });
  return [
    { name: `${reader}, missing`, ...at(path.join(own, 'none', name), /^file is missing, expected /) }, // biome-ignore format: one line
    { name: `${reader}, a file as its folder`, ...at(path.join(plain, name), /^file is missing \(what should be its folder is a file\)/) }, // biome-ignore format: one line
    { name: `${reader}, a folder`, ...at(path.join(own, 'folder', name), /^file is a folder/) },
    { name: `${reader}, not for this user`, ...at(closed, /^file is closed to this user/, asNobody) }, // biome-ignore format: one line
  ];
});
