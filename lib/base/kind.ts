// What a file is that is not what was expected, in words: most wrong files are of a few kinds.

/** First bytes, as latin1, and what they are the beginning of. */
const BEGINNINGS: [beginning: string, kind: string][] = [
  ['\x1f\x8b', 'a gzip file'],
  ['PK\x03\x04', 'a zip archive'],
  ['BZh', 'a bzip2 file'],
  ['\xfd7zXZ', 'an xz file'],
  ['\x28\xb5\x2f\xfd', 'a zstd file'],
  ['7z\xbc\xaf', 'a 7z archive'],
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['%PDF', 'a PDF document'],
  ['\x93NUMPY', 'a NumPy array (.npy)'],
  ['\x89HDF', 'an HDF5 file'],
  ['version https://git-lfs', 'a pointer of Git LFS to a file that was not fetched (git lfs pull fetches it)'], // biome-ignore format: one line
];

/** Beginnings of text, white space aside. */
const TEXTS: [pattern: RegExp, kind: string][] = [
  [/^<(!doctype html|html|head|body)/i, 'a web page (HTML), such as a server sends in place of a file'], // biome-ignore format: one line
  [/^<\?xml/i, 'an XML document'],
  [/^[{[]/, 'JSON text'],
];

/** What bytes are by their beginning: "a gzip file"; or null if they are of no kind known here. */
export function kindOf(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return 'empty';
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const binary = BEGINNINGS.find(([beginning]) => start.startsWith(beginning));
  if (binary) return binary[1];
  const text = start.replace(/^\xef\xbb\xbf/, '').trimStart();
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
