// The four IDX files of a set of images: found in a folder by their names, read gzipped or not.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { failing, InputError } from '../base/errors';
import { readFileOrRefuse } from '../base/files';
import { parseIdxHeader } from './idx';

/** The four files, by the names that MNIST's have. */
export const FILES = {
  trainImages: 'train-images-idx3-ubyte.gz',
  trainLabels: 'train-labels-idx1-ubyte.gz',
  testImages: 't10k-images-idx3-ubyte.gz',
  testLabels: 't10k-labels-idx1-ubyte.gz',
};
/** One of the four. */
export type Part = keyof typeof FILES;

/** "emnist-letters-train-images-idx3-ubyte.gz", "train-images.idx3-ubyte": set, part, what is in it. */
const NAME = /^(.*?)[-_.]?(train|test|t10k)[-_](images|labels)[-.]idx\d-ubyte(\.gz)?$/;

/** Decompressed, a file may have so many bytes: more than any set of digits or letters has. */
const LARGEST = 2 ** 30;

/**
 * The paths of the four files in a folder, and the set's name if their names begin with one. Where
 * one is not there it is named as MNIST's is, so that its reader says what is missing. Of a file that is
 * there packed and unpacked it is the packed one, which has a checksum. Throws an InputError that names
 * the folder if it holds several sets, or two files otherwise named for one part.
 */
export function findIdxFiles(folder: string): { set: string; files: Record<Part, string> } {
  const refuse = (field: string, found: string, expected: string): never => {
    throw new InputError({ where: folder, field, found, expected });
  };
  const names: Partial<Record<Part, string>> = {};
  const sets = new Set<string>();
  const twice: [part: Part, names: string][] = [];
  for (const name of namesIn(folder).sort()) {
    const [, set = '', use, content] = NAME.exec(name) ?? [];
    if (!use) continue;
    sets.add(set);
    const images = content === 'images';
    let part: Part = images ? 'testImages' : 'testLabels';
    if (use === 'train') part = images ? 'trainImages' : 'trainLabels';
    const before = names[part];
    if (before && `${before}.gz` !== name) twice.push([part, `${before} and ${name}`]);
    names[part] = name;
  }
  if (sets.size > 1) {
    const found = [...sets].map((set) => `"${set}"`).join(' and ');
    refuse('sets of images', found, 'one a folder');
  }
  for (const [part, found] of twice) refuse(part, found, 'one file');
  const files = Object.entries({ ...FILES, ...names }).map(([part, name]) => {
    return [part, path.join(folder, name)];
  });
  return { set: [...sets][0] ?? '', files: Object.fromEntries(files) };
}

/** The names in a folder; none if it can't be read, which its files' reader will say. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * The bytes of an IDX file, decompressed if it is gzipped. Throws an InputError that names the file
 * if it is damaged, or holds more or less than its header says: before memory is taken for more.
 */
export function readIdxFile(file: string, expected: string): Uint8Array {
  const fail = failing(file);
  const content = readFileOrRefuse(file, expected, LARGEST);
  const gzipped = content[0] === 0x1f && content[1] === 0x8b;
  try {
    const { length } = parseIdxHeader(gzipped ? beginningOf(content) : content, file);
    if (length > LARGEST) fail('size', `${length} bytes by its header`, `at most ${LARGEST}`);
    const bytes = gzipped ? gunzipSync(content, { maxOutputLength: length }) : content;
    if (bytes.length === length) return bytes;
    return fail('size', `${bytes.length} bytes`, `${length}, as its header says`);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_BUFFER_TOO_LARGE') {
      return fail('gzip data', `unreadable (${message})`, 'a whole gzip file', error);
    }
    return fail('size', 'more', 'no more than its header says', error);
  }
}

/** What the first bytes of a gzipped file decompress to. Throws as `gunzipSync` does. */
function beginningOf(gzipped: Uint8Array): Uint8Array {
  const beginning = gunzipSync(gzipped.subarray(0, 4096), { finishFlush: constants.Z_SYNC_FLUSH });
  return beginning.length > 0 ? beginning : gunzipSync(gzipped, { maxOutputLength: LARGEST });
}
