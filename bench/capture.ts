// The TensorFlow ops that a function executes: what they are, how long each takes op by op, and how
// to run some of them again as a graph of nothing else.
import { compile } from '../lib/tensorflow/graph/compile';
import { type Attribute, native, type TensorMetadata, tf } from '../lib/tensorflow/runtime';

interface Input {
  shape: number[];
  dtype: number;
  /** Some kernels are slower for some numbers, so that made-up ones would not do. */
  values: Float32Array | Int32Array | Uint8Array;
}

export interface Call {
  op: string;
  attributes: Attribute[];
  inputs: Input[];
  outputs: number;
  /** How long it took. */
  seconds: number;
}

/**
 * Starts to watch. The function that it returns gives the calls since the last time it was called;
 * those that follow keep their inputs if it is told so. Tensors made before the watch are unknown.
 */
export function watch(): (keepNext?: boolean) => Call[] {
  const { binding } = native();
  const known = new Map<number, Omit<Input, 'values'>>();
  const kept = new Map<number, Input>();
  let keep = false;
  let calls: Call[] = [];
  const learn = ({ id, shape, dtype }: TensorMetadata) => {
    known.set(id, { shape: [...shape], dtype });
  };
  const describe = (id: number): Input => {
    const about = known.get(id);
    if (!about) throw new Error(`an op reads tensor ${id}, which was made before the watch`);
    const values = binding.tensorDataSync(id) as Input['values'];
    const input = kept.get(id) ?? { ...about, values: values.slice() };
    kept.set(id, input);
    return input;
  };
  const copy = Object.getOwnPropertyNames(binding).map((key) => {
    const value = binding[key as keyof typeof binding] as unknown;
    return [key, typeof value === 'function' ? value.bind(binding) : value];
  });
  const own: Pick<typeof binding, 'executeOp' | 'createTensor'> = {
    executeOp(op, attributes, ids, outputs) {
      const inputs = keep ? ids.map(describe) : [];
      const started = performance.now();
      const results = binding.executeOp(op, attributes, ids, outputs);
      const seconds = (performance.now() - started) / 1000;
      results.forEach(learn);
      calls.push({ op, attributes: [...attributes], inputs, outputs, seconds });
      return results;
    },
    createTensor(shape, dtype, values) {
      const id = binding.createTensor(shape, dtype, values);
      learn({ id, shape, dtype });
      return id;
    },
  };
  native().binding = { ...Object.fromEntries(copy), ...own };
  return (keepNext = false) => {
    const taken = calls;
    calls = [];
    keep = keepNext;
    kept.clear();
    return taken;
  };
}

/** A graph of these calls alone, whose inputs lie ready: runs them all once. */
export function compileCalls(calls: Call[]): { run(): void; dispose(): void } {
  const { binding } = native();
  const type = ({ dtype }: Input) => {
    if (dtype === binding.TF_FLOAT) return 'float32';
    return dtype === binding.TF_INT32 ? 'int32' : 'bool';
  };
  // Whole numbers say what an op is to do (axes, sizes, seeds) and belong in the graph itself.
  const data = [...new Set(calls.flatMap(({ inputs }) => inputs))].filter(
    (input) => type(input) !== 'int32',
  );
  const variables = data.map((input) => {
    const initial = tf.tensor(input.values, input.shape, type(input));
    const variable = tf.variable(initial, false);
    initial.dispose();
    return variable;
  });
  const tensorOf = (input: Input) =>
    variables[data.indexOf(input)] ?? tf.tensor(input.values, input.shape, 'int32');
  // A corner of each result is fetched, lest TensorFlow find out that nobody needs it.
  const corner = (x: tf.Tensor) => tf.slice(tf.cast(tf.reshape(x, [-1]), 'float32'), [0], [1]);
  const step = (_inputs: tf.NamedTensorMap) => {
    const corners = calls.flatMap(({ op, attributes, inputs, outputs }) =>
      native().executeMultipleOutputs(op, attributes, inputs.map(tensorOf), outputs).map(corner),
    );
    return { corners: tf.concat(corners) };
  };
  const graph = compile({ step }, Object.fromEntries(variables.map((one, i) => [`${i}`, one])));
  return {
    run: () => graph.run('step', {}).corners.dispose(),
    dispose: () => {
      graph.dispose();
      tf.dispose(variables);
    },
  };
}
