// The guide for teachers says the same of every notebook.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../lib/base/folders';
import { CORE } from '../helpers/lesson';

test('teachers are told the same of each notebook', () => {
  const parts = fs
    .readFileSync(path.join(ROOT, 'docs/teaching.md'), 'utf8')
    .split(/^### /m)
    .slice(1);
  assert.equal(parts.length, CORE.length);
  for (const [i, part] of parts.entries()) {
    assert.ok(part.startsWith(`${i + 1}. `), part.split('\n')[0]);
    for (const word of 'Aims Before Minutes Running Guesses Stumbles Discuss Varies'.split(' ')) {
      assert.ok(part.includes(`**${word}**`), `${part.split('\n')[0]}: ${word}`);
    }
  }
});
