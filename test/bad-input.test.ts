// Whatever is wrong with what is read, one error of our own says where, what was found and expected.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { InputError } from '../lib/errors';
import { checkpointRefusals } from './bad-input/checkpoint';
import { commandLineRefusals } from './bad-input/command-line';
import { configRefusals } from './bad-input/config';
import { environmentRefusals } from './bad-input/environment';
import { gzipRefusals } from './bad-input/gzip';
import { idxRefusals } from './bad-input/idx';
import { imageRefusals } from './bad-input/images';
import { fileRefusals } from './bad-input/no-file';
import { folder } from './bad-input/refusal';
import { runRefusals } from './bad-input/run-record';
import { safetensorsRefusals } from './bad-input/safetensors';
import { held } from './tiny';

const READERS = {
  gzip: gzipRefusals,
  IDX: idxRefusals,
  'images and labels': imageRefusals,
  safetensors: safetensorsRefusals,
  checkpoint: checkpointRefusals,
  'run record': runRefusals,
  'no file': fileRefusals,
  config: configRefusals,
  'command line': commandLineRefusals,
  environment: environmentRefusals,
};

const refused: Record<string, number> = {};
for (const [reader, refusals] of Object.entries(READERS)) {
  const names = refusals.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, `${reader} has a case twice`);
  for (const { name, where, read, message } of refusals) {
    test(`${reader} refused: ${name}`, () => {
      const before = held();
      assert.throws(read, (error) => {
        assert.ok(error instanceof InputError, String(error));
        assert.ok(error.message.startsWith(where), error.message);
        const { field, expected } = error.problem;
        assert.ok(field !== '' && expected !== '', error.message);
        assert.ok(!/\[object|ENOENT|EISDIR|EACCES|undefined/.test(error.message), error.message);
        assert.match(error.message.slice(where.length).replace(/^:? /, ''), message);
        return true;
      });
      assert.deepEqual(held(), before, 'nothing is left of it');
      refused[reader] = (refused[reader] ?? 0) + 1;
    });
  }
}

after(() => {
  rmSync(folder, { recursive: true });
  const counts = Object.entries(refused).map(([reader, count]) => `${reader} ${count}`);
  const total = Object.values(refused).reduce((sum, count) => sum + count, 0);
  console.log(`bad inputs refused: ${total} (${counts.join(', ')})`);
  assert.ok(total >= 60);
});
