// A file of ours, read by Python's own safetensors: by the Python that GOLDEN_PYTHON names, or the bench's,
// if it has that package.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ROOT } from '../../lib/base/folders';
import { encodeSafetensors } from '../../lib/training/safetensors';

const folder = mkdtempSync(path.join(tmpdir(), 'safetensors-'));
after(() => rmSync(folder, { recursive: true }));

const python = process.env.GOLDEN_PYTHON ?? path.join(ROOT, '.venv-bench', 'bin', 'python');
const has = spawnSync(python, ['-c', 'import numpy, safetensors']).status === 0;
const skip = has ? false : 'no Python with numpy and safetensors; GOLDEN_PYTHON names one';

const READ = `
import json, sys
from safetensors import safe_open
with safe_open(sys.argv[1], framework="numpy") as file:
    arrays = {name: file.get_tensor(name) for name in file.keys()}
    print(json.dumps({"metadata": file.metadata(), "arrays": {
        name: [str(array.dtype), list(array.shape), [float(x) for x in array.ravel()]]
        for name, array in arrays.items()}}))
`;

test("Python's safetensors reads what is written here", { skip }, () => {
  const arrays = {
    'weights/conv1/filters': {
      shape: [2, 1, 3],
      values: Float32Array.of(1, -2, 3.5, 0, 1e-38, 1e38),
    },
    'weights/ß λ "quoted"': { shape: [], values: Float32Array.of(0.1) },
    'weights/none': { shape: [0, 4], values: new Float32Array(0) },
  };
  const file = path.join(folder, 'ours.safetensors');
  const metadata = { format: 'alexnet-mnist training', text: 'ß λ "quoted"\n' };
  writeFileSync(file, encodeSafetensors({ arrays, metadata }));
  const { status, stdout, stderr } = spawnSync(python, ['-c', READ, file], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const read = JSON.parse(stdout);
  const expected = Object.entries(arrays).map(([name, { shape, values }]) => {
    return [name, ['float32', shape, [...values]]];
  });
  assert.deepEqual(read.arrays, Object.fromEntries(expected));
  const { format, text } = read.metadata;
  assert.deepEqual({ format, text }, metadata);
});
