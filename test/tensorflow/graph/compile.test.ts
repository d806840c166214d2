import assert from 'node:assert/strict';
import fs, { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, mock, test } from 'node:test';
import { compile, GraphRefused } from '../../../lib/tensorflow/graph/compile';
import { recordUpdate, type Tensors } from '../../../lib/tensorflow/graph/record';
import { tf } from '../../../lib/tensorflow/runtime';
import { assertClose, held } from '../../helpers/tiny';

// A folder of our own for temporary files shows that none is left.
const folder = mkdtempSync(path.join(tmpdir(), 'graph-test-'));
process.env.TMPDIR = folder;
after(() => rmSync(folder, { recursive: true }));

type Points = { x: tf.Tensor2D; y: tf.Tensor2D };

/** A variable, and no other tensor that stays. */
const variable = (values: tf.TensorLike, dtype?: 'int32') =>
  tf.tidy(() => tf.variable(tf.tensor(values, undefined, dtype)));

/** y = 2 a - 3 b + 1 at six points. */
const points = (): Points => ({
  x: tf.tensor2d([0, 0, 1, 0, 0, 1, 1, 1, -1, 2, 2, -1], [6, 2]),
  y: tf.tensor2d([1, 3, -2, 0, -7, 8], [6, 1]),
});

test('a linear regression compiles and finds the line', () => {
  const before = held();
  const slopes = variable([[0], [0]]);
  const offset = variable(0);
  const step = ({ x, y }: Points) => {
    const loss = () =>
      tf.losses.meanSquaredError(y, tf.add(tf.matMul(x, slopes), offset)) as tf.Scalar;
    const { value, grads } = tf.variableGrads(loss, [slopes, offset]);
    for (const variable of [slopes, offset]) {
      const change = tf.mul(grads[variable.name] as tf.Tensor, 0.1);
      variable.assign(tf.sub(variable, change));
    }
    return { loss: value };
  };
  const graph = compile({ step }, { slopes, offset });
  const data = points();
  // By hand: y sums to 3 over 6 points, and its squares to 1 + 9 + 4 + 0 + 49 + 64 = 127.
  assertClose(graph.run('step', data).loss.dataSync(), [127 / 6], 1e-6);
  for (let i = 0; i < 500; i++) tf.dispose(graph.run('step', data));
  assert.deepEqual([...slopes.dataSync()], [0, 0], 'outside, nothing changes until asked');
  graph.readVariables();
  assertClose(slopes.dataSync(), [2, -3], 1e-4);
  assertClose(offset.dataSync(), [1], 1e-4);
  graph.dispose();
  tf.dispose([slopes, offset, data]);
  assert.equal(held().graphs, before.graphs);
});

test('without a folder for temporary files the graph is refused; one that stays is no reason to', () => {
  const double = ({ x }: { x: tf.Scalar }) => ({ y: tf.mul(x, 2) });
  const x = tf.scalar(3);
  const refused = compile({ double }, {});
  const kept = compile({ double }, {});
  try {
    process.env.TMPDIR = path.join(folder, 'missing');
    assert.throws(() => refused.run('double', { x }), { name: 'GraphRefused', message: /ENOENT/ });
    process.env.TMPDIR = folder;
    mock.method(fs, 'rmSync', () => {
      throw new Error('EPERM');
    });
    const { y } = kept.run('double', { x });
    assert.deepEqual([...y.dataSync()], [6]);
    y.dispose();
  } finally {
    process.env.TMPDIR = folder;
    mock.restoreAll();
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true });
  }
  for (const graph of [refused, kept]) graph.dispose();
  x.dispose();
});

test('a net of two layers with tfjs ops alone: compiled is plain', () => {
  const make = (compiled: boolean) => {
    const hidden = variable([
      [0.1, -0.2, 0.3],
      [0.2, 0.1, -0.4],
    ]);
    const out = variable([[0.5], [-0.3], [0.2]]);
    const forward = (x: tf.Tensor2D) => tf.matMul(tf.elu(tf.matMul(x, hidden)), out);
    const step = ({ x, y }: Points) => {
      const loss = () => tf.losses.huberLoss(y, forward(x)) as tf.Scalar;
      const { value, grads } = tf.variableGrads(loss, [hidden, out]);
      for (const variable of [hidden, out]) {
        variable.assign(tf.sub(variable, tf.mul(grads[variable.name] as tf.Tensor, 0.3)));
      }
      return { loss: value };
    };
    const graph = compile({ step }, { hidden, out });
    const losses = Array.from({ length: 20 }, () =>
      tf.tidy(() => (compiled ? graph.run('step', points()) : step(points())).loss.arraySync()),
    );
    graph.readVariables();
    graph.dispose();
    return { losses: losses as number[], hidden: hidden.dataSync(), out: out.dataSync() };
  };
  const [plain, graph] = [make(false), make(true)];
  assert.ok((plain.losses[19] as number) < (plain.losses[0] as number) / 2);
  assertClose(graph.losses, plain.losses, 1e-5);
  assertClose(graph.hidden, plain.hidden, 1e-5);
  assertClose(graph.out, plain.out, 1e-5);
});

test('reads and writes of a variable keep their order', () => {
  const v = variable(5);
  const step = ({ x }: { x: tf.Scalar }) => {
    const old = tf.mul(v, 10);
    v.assign(tf.add(v, x));
    const between = tf.mul(v, 2);
    v.assign(tf.mul(v, 3));
    return { old, between, last: v, input: x };
  };
  const graph = compile({ step }, { v });
  const run = (x: number) => {
    const outputs = graph.run('step', { x: tf.scalar(x) });
    return Object.values(outputs).map((tensor) => tensor.dataSync()[0]);
  };
  assert.deepEqual(run(1), [50, 12, 18, 1]);
  assert.deepEqual(run(2), [180, 40, 60, 2]);
  assert.deepEqual(run(0), [600, 120, 180, 0]);
  graph.dispose();
});

test('steps share the variables, and a new shape or step keeps what they hold', () => {
  const sum = variable(0);
  const count = variable(0, 'int32');
  const traced: string[] = [];
  const steps = {
    add: ({ x }: { x: tf.Tensor1D }) => {
      traced.push(`add ${x.size}`);
      sum.assign(tf.add(sum, tf.sum(x)));
      count.assign(tf.add(count, tf.scalar(1, 'int32')));
      return { sum };
    },
    look: (_: Tensors) => {
      traced.push('look');
      return { sum, count };
    },
  };
  const graph = compile(steps, { sum, count });
  const add = (...x: number[]) => graph.run('add', { x: tf.tensor1d(x) }).sum.dataSync()[0];
  assert.equal(add(1, 2, 3), 6);
  assert.equal(add(10), 16, 'another shape');
  assert.equal(add(1, 1, 1), 19, 'the first shape again');
  const seen = graph.run('look', {});
  assert.deepEqual([seen.sum.dataSync()[0], seen.count.dataSync()[0]], [19, 3]);
  assert.equal(seen.count.dtype, 'int32');
  assert.equal(add(100), 119);
  assert.deepEqual(traced, ['add 3', 'add 1', 'look'], 'each is recorded once');

  sum.assign(tf.scalar(1000));
  assert.equal(add(1), 120, 'a change outside is not seen');
  sum.assign(tf.scalar(1000));
  graph.writeVariables();
  assert.equal(add(1), 1001, 'until it is written');
  graph.dispose();
});

test('tensors from outside the step become constants', () => {
  const factor = tf.tensor1d([1, 2, 3]);
  const graph = compile({ scale: ({ x }: { x: tf.Tensor1D }) => ({ y: tf.mul(x, factor) }) }, {});
  const scale = () => [...graph.run('scale', { x: tf.tensor1d([1, 10, 100]) }).y.dataSync()];
  assert.deepEqual(scale(), [1, 20, 300]);
  factor.dispose();
  assert.deepEqual(scale(), [1, 20, 300]);
  graph.dispose();
});

test('every type that a step needs goes in and out', () => {
  const graph = compile(
    {
      types: ({ f, i, b }: { f: tf.Tensor1D; i: tf.Tensor1D; b: tf.Tensor1D }) => ({
        f: tf.mul(f, 2),
        i: tf.add(i, tf.scalar(1, 'int32')),
        b: tf.logicalNot(b),
        cast: tf.cast(tf.greater(f, 1), 'int32'),
      }),
    },
    {},
  );
  const inputs = {
    f: tf.tensor1d([1, 2]),
    i: tf.tensor1d([1, 2], 'int32'),
    b: tf.tensor1d([true, false], 'bool'),
  };
  const outputs = graph.run('types', inputs);
  const seen = Object.values(outputs).map((tensor) => [tensor.dtype, ...tensor.dataSync()]);
  assert.deepEqual(seen, [
    ['float32', 2, 4],
    ['int32', 2, 3],
    ['bool', 0, 1],
    ['int32', 0, 1],
  ]);
  graph.dispose();
});

test('the recorded nodes can be listed', () => {
  const v = variable(1);
  const graph = compile({ step: ({ x }: { x: tf.Scalar }) => ({ y: tf.mul(x, v) }) }, { v });
  tf.dispose(graph.run('step', { x: tf.scalar(2) }));
  const ops = graph.nodes().map(({ op }) => op);
  for (const op of ['VarHandleOp', 'AssignVariableOp', 'ReadVariableOp', 'Placeholder', 'Mul']) {
    assert.ok(ops.includes(op), `${op} in ${ops.join(', ')}`);
  }
  const names = graph.nodes().map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, 'each has its own name');
  graph.dispose();
});

test('nothing leaks: not over steps, not after dispose, and no temporary folder', () => {
  const before = held();
  const v = variable([0, 0, 0, 0]);
  const graph = compile(
    {
      step: ({ x }: { x: tf.Tensor1D }) => {
        v.assign(tf.add(v, tf.mean(tf.square(x))));
        return { v, mean: tf.mean(v) };
      },
    },
    { v },
  );
  const run = (size: number) => {
    const x = tf.zeros([size]) as tf.Tensor1D;
    tf.dispose([graph.run('step', { x }), x]);
  };
  run(3);
  const running = held();
  assert.equal(running.graphs, before.graphs + 1);
  for (let i = 0; i < 50; i++) run(3);
  assert.deepEqual(held(), running);
  for (let size = 4; size < 8; size++) run(size);
  graph.readVariables();
  graph.writeVariables();
  assert.equal(held().graphs, before.graphs + 1, 'a larger graph takes the place of the smaller');
  assert.equal(held().tensors, before.tensors + 1);
  graph.dispose();
  v.dispose();
  assert.deepEqual(held(), before);
  assert.deepEqual(readdirSync(folder), []);
});

test('a graph that TensorFlow refuses leaves the variables and no temporary folder', () => {
  const before = held();
  const v = variable(1);
  const graph = compile({ 'step "x': (_: Tensors) => ({ v }) }, { v });
  tf.dispose(graph.run('step "x', {})); // names are made fit for TensorFlow
  graph.dispose();
  const step = (_: Tensors) => {
    recordUpdate('NoSuchKernel', [v], []);
    return { w: tf.add(v, 1) };
  };
  const broken = compile({ step }, { v });
  assert.throws(() => broken.run('step', {}), GraphRefused);
  assert.equal(v.dataSync()[0], 1);
  broken.dispose();
  v.dispose();
  assert.deepEqual(held(), before);
  assert.deepEqual(readdirSync(folder), []);
});

test('steps may have any name, as long as TensorFlow can tell them apart', () => {
  const x = tf.tensor1d([1, 2]);
  const add = (amount: number) => (inputs: { x: tf.Tensor1D }) => ({ y: tf.add(inputs.x, amount) });
  const steps = { _step: add(1), 'a b': add(2), a_b: add(3), 'ä"\\': add(4), '/': add(5) };
  const graph = compile(steps, {});
  const run = (name: keyof typeof steps) => [...graph.run(name, { x }).y.dataSync()];
  assert.deepEqual(run('_step'), [2, 3]);
  assert.deepEqual(run('a b'), [3, 4]);
  assert.throws(() => run('a_b'), /a_b.*differ/);
  // The others still run.
  assert.deepEqual(run('ä"\\'), [5, 6]);
  assert.deepEqual(run('/'), [6, 7]);
  assert.deepEqual(run('a b'), [3, 4]);
  graph.dispose();
});

test('variables that TensorFlow cannot tell apart are refused at once', () => {
  const [one, two] = [variable([1]), variable([2])];
  const pairs: Record<string, tf.Variable>[] = [
    { 'a b': one, a_b: two },
    { a: one, 'a/read': two },
    { written: one },
  ];
  for (const pair of pairs) {
    assert.throws(() => compile({}, pair), /compile.*variable\/.*differ/);
  }
  const graph = compile(
    { step: (_: Tensors) => ({ y: tf.add(one, two) }) },
    { _a: one, '-a': two },
  );
  assert.deepEqual([...graph.run('step', {}).y.dataSync()], [3]);
  graph.dispose();
  tf.dispose([one, two]);
});

test('a compiled step inside another becomes a part of it', () => {
  const counter = tf.variable(tf.scalar(0));
  const inner = compile({ add: ({ x }: { x: tf.Tensor }) => ({ y: tf.add(x, 10) }) }, {});
  const outer = compile(
    {
      step: ({ x }: { x: tf.Tensor }) => {
        counter.assign(tf.add(counter, 1));
        return inner.run('add', { x });
      },
    },
    { counter },
  );
  const values = [1, 11].map((x) => outer.run('step', { x: tf.scalar(x) }).y.dataSync()[0]);
  assert.deepEqual(values, [11, 21]);
  assert.equal(inner.run('add', { x: tf.scalar(5) }).y.dataSync()[0], 15);
  outer.readVariables();
  assert.equal(counter.dataSync()[0], 2);
  inner.dispose();
  outer.dispose();
  assert.throws(() => inner.run('add', { x: tf.scalar(1) }), /run: graph is disposed of/);
});

test('a graph that was disposed of is refused, and so is a variable', () => {
  const v = variable(1);
  const make = () => compile({ step: (_: Tensors) => ({ y: tf.add(v, 1) }) }, { v });
  for (const used of [true, false]) {
    const graph = make();
    if (used) tf.dispose(graph.run('step', {}));
    graph.dispose();
    graph.dispose();
    for (const [where, call] of [
      ['run', () => graph.run('step', {})],
      ['readVariables', () => graph.readVariables()],
      ['writeVariables', () => graph.writeVariables()],
    ] as const) {
      const message = `${where}: graph is disposed of, expected a graph that is in use`;
      assert.throws(call, { name: 'InputError', message });
    }
  }
  const graph = make();
  graph.readVariables();
  graph.writeVariables();
  tf.dispose(graph.run('step', {}));
  v.dispose();
  assert.throws(() => graph.readVariables(), /^InputError: readVariables: v is disposed of/);
  assert.throws(() => graph.writeVariables(), /^InputError: writeVariables: v is disposed of/);
  graph.dispose();
});

test('inputs that are no tensors are refused by name, and nothing is left', () => {
  const graph = compile({ add: ({ x, y }: Tensors) => ({ z: tf.add(x as tf.Tensor, y as tf.Tensor) }) }, {}); // biome-ignore format: one line
  const x = tf.tidy(() => tf.add(tf.scalar(1), 0));
  const before = held();
  for (const [y, found] of [
    [3, '3'],
    [[1, 2], '\\[1, 2\\]'],
    [undefined, 'missing'],
    [null, 'null'],
  ] as const) {
    const message = new RegExp(`^run: y is ${found}, expected a tensor$`);
    const run = () => graph.run('add', { x, y: y as never });
    assert.throws(run, { name: 'InputError', message });
    assert.deepEqual(held(), before);
  }
  assert.equal(graph.run('add', { x, y: x }).z.dataSync()[0], 2);
  graph.dispose();
});

test('variables of the inner step must be those of the outer', () => {
  const own = tf.variable(tf.scalar(1));
  const inner = compile({ add: ({ x }: { x: tf.Tensor }) => ({ y: tf.add(x, own) }) }, { own });
  const step = ({ x }: { x: tf.Tensor }) => inner.run('add', { x });
  const without = compile({ step }, {});
  assert.throws(() => without.run('step', { x: tf.scalar(1) }), /using another variable/);
  const withIt = compile({ step }, { own });
  assert.equal(withIt.run('step', { x: tf.scalar(1) }).y.dataSync()[0], 2);
});

test('what would be frozen into the graph is refused: texts, and constants of megabytes', () => {
  const large = tf.zeros([1200, 1024]);
  const table: [string, () => tf.Tensor, RegExp][] = [
    ['a tensor from outside', () => large, /using constants of 4\.7 MiB, expected at most 4 MiB in all: give large ones as inputs/],
    ['a tensor made inside', () => tf.tensor(new Float32Array(1200 * 1024)), /constants of 4\.7 MiB/],
    ['many that are small', () => tf.addN(Array.from({ length: 5 }, () => tf.tensor(new Float32Array(2 ** 18)))), /constants of 4\.1 MiB, expected at most 4 MiB in all/],
    ['a text', () => tf.tensor1d(['a', 'b']), /using a text/],
  ]; // biome-ignore format: a table
  for (const [what, make, message] of table) {
    const graph = compile(
      { step: ({ x }: { x: tf.Tensor }) => ({ y: tf.add(x, 0), z: make() }) },
      {},
    );
    assert.throws(
      () => graph.run('step', { x: tf.scalar(1) }),
      { name: 'InputError', message },
      what,
    );
    graph.dispose();
  }
});
