import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { MNIST_FOLDER } from '../../lib/base/folders';
import { loadMnist } from '../../lib/data/mnist';
import { folder, type Refusal } from './refusal';

// The first file that is read, and the smallest of the four.
const first = 'train-images-idx3-ubyte.gz';
const whole = readFileSync(path.join(MNIST_FOLDER, first));
const small = readFileSync(path.join(MNIST_FOLDER, 't10k-labels-idx1-ubyte.gz'));
const size = 47_040_016;

const bad: Record<string, [content: () => Uint8Array, message: RegExp]> = {
  empty: [() => new Uint8Array(0), /^gzip data is unreadable \(unexpected end of file\)/],
  'not gzip': [() => gunzipSync(small), /^gzip data is unreadable \(incorrect header check\)/],
  'cut in its header': [() => whole.subarray(0, 5), /^gzip data is unreadable/],
  'cut in the middle': [
    () => whole.subarray(0, 100_000),
    /^gzip data is unreadable \(unexpected end of file\), expected a whole gzip file/,
  ],
  'cut before its checksum': [() => whole.subarray(0, -8), /^gzip data is unreadable/],
  'with a bad checksum': [
    () => Buffer.from(small).fill(0, small.length - 8, small.length - 4),
    /^gzip data is unreadable \(incorrect data check\)/,
  ],
  'with a bad length': [
    () => Buffer.from(small).fill(0, small.length - 4),
    /^gzip data is unreadable \(incorrect length check\)/,
  ],
  'a pointer to a file kept elsewhere': [
    () => Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:ba89\n'),
    /^gzip data is unreadable/,
  ],
  'another of the files': [() => small, /^size is 10008 bytes, expected 47040016 bytes/],
  'more than promised': [
    () => gzipSync(Buffer.alloc(size + 5_000_000), { level: 1 }),
    /^size is more than 47040016 bytes, expected 47040016 bytes/,
  ],
  'larger than what should be inside': [
    () => Buffer.alloc(size + 1),
    /^size is 47040017 bytes, expected at most 47040016/,
  ],
  'as long, but other bytes': [
    () => gzipSync(Buffer.alloc(size), { level: 1 }),
    /^SHA-256 is [0-9a-f]{64}, expected ba891046/,
  ],
};

export const gzipRefusals: Refusal[] = [
  ...Object.entries(bad).map(([name, [content, message]]) => ({
    name,
    where: path.join(folder, first),
    message,
    read: () => {
      writeFileSync(path.join(folder, first), content());
      return loadMnist(folder);
    },
  })),
  {
    name: 'the labels are another file',
    where: path.join(folder, 'train-labels-idx1-ubyte.gz'),
    message: /^size is 10008 bytes, expected 60008 bytes/,
    read: () => {
      copyFileSync(path.join(MNIST_FOLDER, first), path.join(folder, first));
      writeFileSync(path.join(folder, 'train-labels-idx1-ubyte.gz'), small);
      return loadMnist(folder);
    },
  },
  {
    name: 'a folder in its place',
    where: path.join(folder, 'taken', first),
    message: /^file is a folder, expected the file from the repository/,
    read: () => {
      mkdirSync(path.join(folder, 'taken', first), { recursive: true });
      return loadMnist(path.join(folder, 'taken'));
    },
  },
];
