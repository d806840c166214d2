import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import util from 'node:util';
import { native, tf, versions } from '../../lib/tensorflow/runtime';

test('TensorFlow runs natively, by its own library', () => {
  assert.equal(tf.getBackend(), 'tensorflow');
  const { node, tfjs, tensorflow, backend } = versions();
  assert.equal(node, process.versions.node);
  assert.equal(tfjs, tf.version_core);
  assert.match(tfjs, /^4\.\d+\.\d+/);
  assert.match(tensorflow, /^2\.\d+\.\d+/);
  assert.equal(backend, 'tensorflow');
  assert.deepEqual([...tf.add([1, 2], 3).dataSync()], [4, 5]);
});

test('a kernel that tfjs does not expose', () => {
  const x = tf.tensor1d([1, 4]);
  const { binding } = native();
  const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  const y = native().executeSingleOutput('Rsqrt', [type], [x]);
  assert.deepEqual([...y.dataSync()], [1, 0.5]);
});

test('what Node 23 took away is there, and tells nothing from something', () => {
  const { isNullOrUndefined } = util as unknown as { isNullOrUndefined(value: unknown): boolean };
  assert.deepEqual([null, undefined, 0, '', false].map(isNullOrUndefined), [true, true, false, false, false]); // biome-ignore format: one line
});

// TensorFlow prints these two where oneDNN is on, whatever the log level.
const ONE_DNN =
  /^(WARNING: All log messages before absl|I0000 .* oneDNN custom operations are on).*\n/gm;

test('nothing else is printed on start, on either stream, unless the reader asks for it', () => {
  const module = path.join(__dirname, '../../lib/tensorflow/runtime.js');
  const code = `const { tf } = require(${JSON.stringify(module)}); tf.add(1, 2).dataSync(); console.log(process.env.TF_CPP_MIN_LOG_LEVEL);`;
  const environment = { ...process.env };
  delete environment.TF_CPP_MIN_LOG_LEVEL;
  const run = (env: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, ['-e', code], { env, encoding: 'utf8' });
  const quiet = run(environment);
  assert.equal(quiet.status, 0, quiet.stderr);
  assert.deepEqual([quiet.stdout, quiet.stderr.replace(ONE_DNN, '')], ['2\n', '']);
  assert.equal(run({ ...environment, TF_CPP_MIN_LOG_LEVEL: '0' }).stdout, '0\n');
});
