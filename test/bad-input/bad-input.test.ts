// Whatever is wrong with what is read, one error of our own says where, what was found and expected.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { held } from '../helpers/tiny';
import { checkpointRefusals } from './checkpoint';
import { commandLineRefusals } from './command-line';
import { configRefusals } from './config';
import { gzipRefusals } from './gzip';
import { idxRefusals } from './idx';
import { imageRefusals } from './images';
import { networkRefusals } from './network';
import { fileRefusals } from './no-file';
import { notebookRefusals } from './notebook';
import { folder } from './refusal';
import { runRefusals } from './run-record';
import { safetensorsRefusals } from './safetensors';
import { trainingRefusals } from './training';

const READERS = {
  gzip: gzipRefusals,
  IDX: idxRefusals,
  'images and labels': imageRefusals,
  safetensors: safetensorsRefusals,
  checkpoint: checkpointRefusals,
  'run record': runRefusals,
  notebook: notebookRefusals,
  'no file': fileRefusals,
  config: configRefusals,
  network: networkRefusals,
  training: trainingRefusals,
  'command line': commandLineRefusals,
};

assert.ok(Object.values(READERS).every(({ length }) => length > 0));
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
    });
  }
}

after(() => rmSync(folder, { recursive: true }));
