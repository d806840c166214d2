import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { MNIST_FOLDER } from '../../lib/base/folders';
import { loadMnist } from '../../lib/data/mnist';
import { idx } from './idx-bytes';
import { folder, type Refusal } from './refusal';

// The first file that is read, and the smallest of the four.
const first = 'train-images-idx3-ubyte.gz';
const whole = readFileSync(path.join(MNIST_FOLDER, first));
const small = readFileSync(path.join(MNIST_FOLDER, 't10k-labels-idx1-ubyte.gz'));

/** A file that says what MNIST's largest does, with nothing but zeros behind, some of them too many. */
const zeros = (tooMany = 0, images = 60_000) =>
  Buffer.concat([idx(8, [images, 28, 28], []), Buffer.alloc(60_000 * 784 + tooMany)]);

const bad: Record<string, [content: () => Uint8Array, message: RegExp]> = {
  empty: [() => new Uint8Array(0), /^content is empty, expected an IDX file/],
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
    /^content is a pointer of Git LFS .*\(git lfs pull fetches it\), expected an IDX file/,
  ],
  'a page that says it is not there': [
    () => Buffer.from('\n<!DOCTYPE html><html><title>404</title>'),
    /^content is a web page \(HTML\)/,
  ],
  'a page that a browser packed': [
    () => gzipSync('<!doctype html><html><title>404</title>'),
    /^content is a web page \(HTML\)/,
  ],
  'packed twice': [() => gzipSync(whole), /^content is a gzip file, expected an IDX file/],
  'a zip archive': [() => Buffer.from('PK\x03\x04 and so on'), /^content is a zip archive/],
  'another of the files': [() => small, /^size is 10008 bytes, expected 47040016, as MNIST was/],
  'another of the files, unpacked': [() => gunzipSync(small), /^size is 10008 bytes/],
  'more than promised': [
    () => gzipSync(zeros(5_000_000), { level: 1 }),
    /^size is more, expected no more than its header says/,
  ],
  'less than promised': [
    () => gzipSync(zeros(0, 60_001), { level: 1 }),
    /^size is 47040016 bytes, expected 47040800, as its header says/,
  ],
  'more promised than there is memory for': [
    () => gzipSync(idx(8, [2 ** 31, 28, 28], [])),
    /^size is 1683627180048 bytes by its header, expected at most 1073741824/,
  ],
  'as long, but other bytes': [
    () => gzipSync(zeros(), { level: 1 }),
    /^SHA-256 is [0-9a-f]{64}, expected ba891046[0-9a-f]+, as MNIST was published/,
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
    message: /^size is 10008 bytes, expected 60008, as MNIST was published/,
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
