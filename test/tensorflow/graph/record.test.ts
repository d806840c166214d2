import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../../lib/base/errors';
import { compile } from '../../../lib/tensorflow/graph/compile';
import { record, recordUpdate, type Tensors } from '../../../lib/tensorflow/graph/record';
import { biasAdd, relu } from '../../../lib/tensorflow/kernels';
import { dropout } from '../../../lib/tensorflow/ops';
import { native, tf } from '../../../lib/tensorflow/runtime';
import { held } from '../../helpers/tiny';

// The sum is TensorFlow's from the start; a tensor made of numbers is only once it is used.
const x = tf.tidy(() => tf.add(tf.tensor1d([1, 2, 3]), 0)) as tf.Tensor1D;
const known = tf.tidy(() => tf.variable(tf.add(x, 3)));
const stranger = tf.tidy(() => tf.variable(tf.add(x, 6)));

/** What a graph cannot hold, and what the message must say. */
const refused: Record<string, [step: () => unknown, message: RegExp]> = {
  'a value read': [() => ({ y: tf.mul(x, tf.add(x, 1).dataSync()[0] as number) }), /dataSync/],
  'an array read': [
    () => ({ y: tf.mul(x, tf.add(x, 1).arraySync() as number[]) }),
    /reading a value/,
  ],
  'a print': [
    () => {
      tf.add(x, 1).print();
      return { y: x };
    },
    /print/,
  ],
  'a variable read as numbers': [
    () => ({ y: tf.mul(x, known.dataSync()[0] as number) }),
    /dataSync/,
  ],
  'tf.randomUniform': [
    () => ({ y: tf.mul(x, tf.randomUniform([3])) }),
    /drawn in JavaScript.*seed/,
  ],
  'tf.randomNormal': [() => ({ y: tf.mul(x, tf.randomNormal([3])) }), /drawn in JavaScript/],
  'tf.truncatedNormal': [() => ({ y: tf.mul(x, tf.truncatedNormal([3])) }), /JavaScript/],
  'tf.dropout': [() => ({ y: tf.dropout(x, 0.5) }), /drawn in JavaScript/],
  'tf.multinomial': [() => ({ y: tf.multinomial(x, 2) }), /drawn in JavaScript/],
  'Math.random': [() => ({ y: tf.mul(x, Math.random()) }), /drawn in JavaScript/],
  'tf.unique': [() => ({ y: tf.unique(x).values }), /UniqueV2.*size depends on values/],
  'the op Where': [
    () => ({ y: native().executeSingleOutput('Where', [], [tf.greater(x, 1)]) }),
    /Where.*size depends on values/,
  ],
  'another variable read': [() => ({ y: tf.add(x, stranger) }), /another variable/],
  'another variable assigned': [
    () => {
      stranger.assign(tf.add(x, 1));
      return { y: tf.add(x, 1) };
    },
    /another variable/,
  ],
  'another variable updated': [
    () => {
      recordUpdate('ResourceApplyAdam', [stranger], []);
      return { y: x };
    },
    /another variable/,
  ],
  'no outputs': [() => ({}), /without an output.*at least one/],
  'an asynchronous step': [async () => ({ y: tf.add(x, 1) }), /without an output/],
  'nothing returned': [() => undefined, /without an output/],
  'a number returned': [() => ({ y: 3 }), /without an output/],
};

for (const [name, [step, message]] of Object.entries(refused)) {
  test(`refused when it is compiled: ${name}`, () => {
    const before = held();
    const { binding } = native();
    const { random } = Math;
    const graph = compile(
      {
        bad: (_: Tensors) => {
          known.assign(tf.add(known, 1));
          return step() as Tensors;
        },
      },
      { known },
    );
    assert.throws(
      () => graph.run('bad', {}),
      (error) => {
        assert.ok(error instanceof InputError, String(error));
        assert.match(error.message, /^compile bad: /);
        assert.match(error.message, message);
        return true;
      },
    );
    assert.deepEqual([...known.dataSync()], [4, 5, 6], 'variables keep their values');
    assert.equal(native().binding, binding, 'the binding is back');
    assert.equal(Math.random, random, 'Math.random is back');
    graph.dispose();
    tf.tidy(() => stranger.assign(tf.add(x, 6)));
    assert.deepEqual(held(), before);
  });
}

test('an error of the step itself comes through, and all is put back', () => {
  const before = held();
  const { binding } = native();
  const { random } = Math;
  const graph = compile(
    {
      bad: (_: Tensors) => {
        known.assign(tf.add(known, 1));
        tf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3]));
        return { known };
      },
    },
    { known },
  );
  for (let i = 0; i < 2; i++) {
    assert.throws(() => graph.run('bad', {}), /size-incompatible/);
    assert.deepEqual([...known.dataSync()], [4, 5, 6]);
    assert.equal(native().binding, binding);
    assert.equal(Math.random, random);
    assert.deepEqual(held(), before);
  }
});

test('recording runs the step once, and gives each op as a node with its inputs', () => {
  const before = held();
  let runs = 0;
  const a = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const b = tf.tidy(() => tf.variable(tf.tensor1d([1, 1])));
  const step = ({ a }: { a: tf.Tensor2D }) => {
    runs += 1;
    return { y: biasAdd(relu(a), b), z: tf.split(a, 2, 1)[1] as tf.Tensor };
  };
  const { nodes, inputs, outputs } = record('s', step, { a }, { b });
  assert.equal(runs, 1);
  const by = (name = '') => nodes.find((node) => node.name === name);
  const find = (op: string) => nodes.find((node) => node.op === op);
  assert.equal(by(inputs.a)?.op, 'Placeholder');
  assert.deepEqual(find('Relu')?.inputs, [inputs.a]);
  assert.deepEqual(find('BiasAdd')?.inputs, [find('Relu')?.name, find('ReadVariableOp')?.name]);
  assert.deepEqual(by(outputs.y)?.inputs, [find('BiasAdd')?.name]);
  // The second of the outputs that a split has.
  assert.match(by(outputs.z)?.inputs[0] ?? '', /SplitV_\d+:1$/);
  tf.dispose([a, b]);
  assert.deepEqual(held(), before);
});

test('a variable is written only after all that read its old value', () => {
  const v = tf.tidy(() => tf.variable(tf.add(x, 1)));
  const step = () => {
    const old = tf.exp(v);
    v.assign(tf.square(v));
    return { old };
  };
  const { nodes } = record('s', step, {}, { v });
  const nameOf = (op: string) => nodes.find((node) => node.op === op)?.name;
  const write = nodes.find(({ op }) => op === 'AssignVariableOp');
  for (const op of ['ReadVariableOp', 'Exp', 'Square']) {
    assert.ok(write?.inputs.includes(`^${nameOf(op)}`), `waits for ${op}`);
  }
  // And what the step gives is given once all is written.
  assert.ok(nodes.find(({ op }) => op === 'Identity')?.inputs.includes(`^${write?.name}`));
  v.dispose();
});

test('what shares a tensor when a step is recorded may differ at every run after', () => {
  const before = held();
  const shared = tf.tidy(() => tf.add(tf.scalar(5), 0)) as tf.Scalar;
  const [v, w] = [tf.variable(shared), tf.variable(shared)];
  const steps = {
    inputs: ({ a, b }: Tensors) => ({ y: tf.sub(a as tf.Tensor, b as tf.Tensor) }),
    variable: ({ a }: Tensors) => ({ y: tf.add(a as tf.Tensor, v) }),
    variables: () => {
      v.assign(tf.add(v, 1));
      return { y: tf.sub(tf.mul(v, 10), w) };
    },
    constant: ({ a }: Tensors) => ({ y: tf.sub(tf.mul(a as tf.Tensor, shared), v) }),
  };
  const graph = compile(steps, { v, w });
  const run = (step: keyof typeof steps, inputs: Tensors) =>
    graph.run(step, inputs).y.dataSync()[0];
  tf.tidy(() => {
    assert.equal(run('inputs', { a: shared, b: shared }), 0);
    assert.equal(run('inputs', { a: tf.scalar(10), b: tf.scalar(3) }), 7);
    assert.equal(run('inputs', { a: shared, b: shared.clone() }), 0);
    assert.equal(run('variable', { a: v }), 10);
    assert.equal(run('variable', { a: tf.scalar(1) }), 6);
    assert.equal(run('constant', { a: shared }), 20);
    assert.equal(run('variables', {}), 55, '10 (5 + 1) - 5');
    assert.equal(run('constant', { a: tf.scalar(2) }), 4, '2 x 5 - 6');
    assert.equal(run('variables', {}), 65);
  });
  // First with a clone, then with others: a graph of its own, since the first run decides.
  const again = compile({ inputs: steps.inputs }, {});
  tf.tidy(() => {
    const of = (a: tf.Tensor, b: tf.Tensor) => again.run('inputs', { a, b }).y.dataSync()[0];
    assert.equal(of(shared, shared.clone()), 0);
    assert.equal(of(tf.scalar(10), tf.scalar(3)), 7);
  });
  graph.dispose();
  again.dispose();
  tf.dispose([v, w, shared]);
  assert.deepEqual(held(), before);
});

test('assigning to either of two other variables that share a tensor is refused', () => {
  const shared = tf.tidy(() => tf.add(tf.scalar(5), 0));
  const others = [tf.variable(shared), tf.variable(shared)];
  for (const other of others) {
    const step = () => {
      other.assign(tf.scalar(1));
      return { y: tf.scalar(2) };
    };
    const graph = compile({ step }, {});
    assert.throws(() => graph.run('step', undefined as never), /assigning to another variable/);
    tf.tidy(() => other.assign(shared));
    graph.dispose();
  }
  tf.dispose([shared, others]);
});

test('outside a recording, recordUpdate does nothing and says so', () => {
  assert.equal(recordUpdate('ResourceApplyAdam', [known], []), false);
  assert.deepEqual([...known.dataSync()], [4, 5, 6]);
});

test('dropout by a seed that is an input differs from run to run as it does op by op', () => {
  const step = ({ seed }: { seed: tf.Tensor1D }) => ({ y: dropout(tf.ones([64]), 0.5, seed) });
  const graph = compile({ step }, {});
  const run = (value: number) => {
    const seed = tf.tensor1d([1, value], 'int32');
    const compiled = [...graph.run('step', { seed }).y.dataSync()];
    assert.deepEqual(compiled, [...step({ seed }).y.dataSync()]);
    return compiled;
  };
  assert.notDeepEqual(run(1), run(2));
  assert.deepEqual(run(1), run(1));
  graph.dispose();
});
