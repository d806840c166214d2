import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { kindOf } from '../../lib/base/kind';

test('what a file is by its beginning, in words', () => {
  const kinds: [content: Uint8Array | string, kind: RegExp | null][] = [
    ['', /^empty$/],
    [gzipSync('x'), /^a gzip file$/],
    ['PK\x03\x04…', /^a zip archive$/],
    [Buffer.from('894e554d5059', 'hex').fill(0x93, 0, 1), /NumPy/],
    [Buffer.from('89504e470d0a1a0a', 'hex'), /PNG/],
    [Buffer.from('ffd8ffe0', 'hex'), /JPEG/],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:…', /Git LFS.*git lfs pull/],
    ['<!DOCTYPE html>\n<html>', /web page/],
    ['\ufeff\r\n  <html lang="en">', /web page/],
    ['<?xml version="1.0"?>', /XML/],
    [' {"a": 1}', /JSON/],
    ['[1, 2]', /JSON/],
    ['epochs: 3', null],
    [Uint8Array.of(0, 0, 8, 3), null],
    [brotliCompressSync('x'), null],
  ];
  for (const [content, kind] of kinds) {
    const found = kindOf(Buffer.from(content as string));
    if (kind === null) assert.equal(found, null, String(content));
    else assert.match(String(found), kind);
  }
});
