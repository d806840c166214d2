import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, mock, test } from 'node:test';
import { readFileOrRefuse, writeFileWhole } from '../../lib/base/files';

const folder = fs.mkdtempSync(path.join(tmpdir(), 'files-test-'));
const file = path.join(folder, 'file');
after(() => fs.rmSync(folder, { recursive: true }));
beforeEach(() => fs.writeFileSync(file, 'before'));

const only = ['file'];

test('writes text and bytes in place of what was there', () => {
  writeFileWhole(file, 'grün');
  assert.equal(fs.readFileSync(file, 'utf8'), 'grün');
  writeFileWhole(file, Uint8Array.from([0, 255, 10]));
  assert.deepEqual([...fs.readFileSync(file)], [0, 255, 10]);
  writeFileWhole(file, '');
  assert.equal(fs.readFileSync(file, 'utf8'), '');
  assert.deepEqual(fs.readdirSync(folder), only);
});

test('a view of a larger buffer is written as what it shows', () => {
  writeFileWhole(file, Uint8Array.from([9, 1, 2, 9]).subarray(1, 3));
  assert.deepEqual([...fs.readFileSync(file)], [1, 2]);
});

test('a file system that writes a few bytes at a time', () => {
  const { writeSync } = fs;
  const few = (handle: number, bytes: Uint8Array, offset: number) =>
    writeSync(handle, bytes, offset, Math.min(3, bytes.length - offset));
  const mocked = mock.method(fs, 'writeSync', few);
  writeFileWhole(file, '0123456789');
  mocked.mock.restore();
  assert.equal(fs.readFileSync(file, 'utf8'), '0123456789');
});

test('the old content stays until the new is on the disk', () => {
  const order: string[] = [];
  for (const name of ['writeSync', 'fsyncSync', 'closeSync', 'renameSync'] as const) {
    const real = fs[name] as (...values: unknown[]) => unknown;
    mock.method(fs, name, (...values: unknown[]) => {
      order.push(name);
      if (name !== 'renameSync') assert.equal(fs.readFileSync(file, 'utf8') === 'after', order.includes('renameSync')); // biome-ignore format: one line
      return real(...values);
    });
  }
  writeFileWhole(file, 'after');
  mock.restoreAll();
  const written = ['writeSync', 'fsyncSync', 'closeSync', 'renameSync'];
  assert.deepEqual(order.slice(0, 4), written);
  assert.equal(fs.readFileSync(file, 'utf8'), 'after');
});

test('a folder that may be written to but not read takes a file without complaint', () => {
  const { openSync } = fs;
  const open = mock.method(fs, 'openSync', (name: string, ...rest: [string]) => {
    if (name !== folder) return openSync(name, ...rest);
    throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
  });
  writeFileWhole(file, 'after');
  mock.restoreAll();
  assert.equal(open.mock.callCount(), 2);
  assert.equal(fs.readFileSync(file, 'utf8'), 'after');
});

for (const [call, code] of [
  ['openSync', 'EACCES'],
  ['writeSync', 'ENOSPC'],
  ['fsyncSync', 'EIO'],
  ['renameSync', 'EPERM'],
] as const) {
  test(`when ${call} fails by ${code}, the old content stays and nothing else does`, () => {
    let calls = 0;
    const { writeSync } = fs;
    mock.method(fs, call, (handle: number, bytes: Uint8Array) => {
      // A full disk takes a part of the bytes first.
      if (call === 'writeSync' && calls === 0) {
        calls += 1;
        return writeSync(handle, bytes, 0, 2);
      }
      throw Object.assign(new Error(`${code}: injected`), { code });
    });
    assert.throws(() => writeFileWhole(file, 'after'), { code });
    mock.restoreAll();
    assert.equal(fs.readFileSync(file, 'utf8'), 'before');
    assert.deepEqual(fs.readdirSync(folder), only);
  });
}

test('a folder that is missing, and a path that is a folder', () => {
  const refused: [name: string, code: string, why: RegExp][] = [
    ['no/file', 'ENOENT', /could not be written: its folder is missing; what was/],
    ['file/x', 'ENOTDIR', /could not be written: what should be its folder is a file; what was/],
    [
      'x'.repeat(256),
      'ENAMETOOLONG',
      /could not be written: its name is longer than names may be;/,
    ],
  ];
  for (const [name, code, message] of refused) {
    assert.throws(() => writeFileWhole(path.join(folder, name), 'x'), { code, message });
  }
  const other = path.join(folder, 'folder');
  fs.mkdirSync(other);
  assert.throws(() => writeFileWhole(other, 'x'), /a folder has that name|ENOTEMPTY|EEXIST/);
  assert.deepEqual(fs.readdirSync(folder).sort(), ['file', 'folder']);
  fs.rmdirSync(other);
});

test('what killed writers left is removed, and what others write is not, here or elsewhere', () => {
  const dead = spawnSync(process.execPath, ['--version']).pid;
  const here = hostname();
  const removed = [
    `file.${here}.${dead}.unfinished`,
    `other.${here}.${dead}.unfinished`,
    `old.elsewhere.${dead}.unfinished`,
  ];
  const kept = [
    `file.elsewhere.${dead}.unfinished`,
    `other.elsewhere.${dead}.unfinished`,
    `other.${here}.${process.ppid}.unfinished`,
    'other.unfinished',
    `other.${here}.${dead}.part`,
  ];
  for (const name of [...removed, ...kept]) fs.writeFileSync(path.join(folder, name), 'half');
  const hourAgo = Date.now() / 1000 - 3600;
  for (const name of [removed[2], kept[2]]) {
    fs.utimesSync(path.join(folder, name as string), hourAgo, hourAgo);
  }
  writeFileWhole(file, 'after');
  assert.deepEqual(fs.readdirSync(folder).sort(), ['file', ...kept].sort());
  for (const name of kept) fs.rmSync(path.join(folder, name));
});

test('a leftover that may not be removed keeps nobody from writing', () => {
  mock.method(fs, 'rmSync', () => {
    throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
  });
  const left = path.join(folder, `file.${hostname()}.${2 ** 22 + 1}.unfinished`);
  fs.writeFileSync(left, 'half');
  try {
    writeFileWhole(file, 'after');
  } finally {
    mock.restoreAll();
    fs.rmSync(left, { force: true });
  }
  assert.equal(fs.readFileSync(file, 'utf8'), 'after');
});

test('a file is read whole, and refused before memory is taken if it is too large', () => {
  assert.equal(readFileOrRefuse(file, 'text', 6).toString(), 'before');
  assert.throws(() => readFileOrRefuse(file, 'text', 5), {
    name: 'InputError',
    message: `${file}: size is 6 bytes, expected at most 5`,
  });
  const large = path.join(folder, 'large');
  fs.writeFileSync(large, '');
  fs.truncateSync(large, 2 ** 40);
  assert.throws(
    () => readFileOrRefuse(large, 'text'),
    /size is 1099511627776 bytes, expected at most/,
  );
  fs.rmSync(large);
  if (process.platform !== 'win32') {
    assert.throws(() => readFileOrRefuse('/dev/zero', 'text'), /file is a device or a pipe/);
  }
});

test('nothing else writes a file of this repository: what is half written would stay', () => {
  const root = path.join(__dirname, '..', '..', '..');
  // A folder of its own, away again a moment later.
  const allowed = [path.join('lib', 'tensorflow', 'graph', 'compile.ts')];
  const writers = ['lib', 'scripts', 'bench'].flatMap((part) =>
    fs
      .readdirSync(path.join(root, part), { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(part, name))
      .filter((name) => name.endsWith('.ts'))
      .filter((name) => /\b(writeFile|writeFileSync|createWriteStream|appendFileSync)\(/.test(fs.readFileSync(path.join(root, name), 'utf8'))),
  ); // biome-ignore format: one line
  assert.deepEqual(writers, allowed);
});
