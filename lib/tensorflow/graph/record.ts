// Records the TensorFlow ops that a function executes, as the nodes of a graph that does the same.
import { InputError } from '../../base/errors';
import { type Attribute, type Binding, native, type TensorMetadata, tf } from '../runtime';
import { type GraphNode, nodeName } from './graphdef';

export type Tensors = Record<string, tf.Tensor>;
export type Step = (inputs: never) => Tensors;

export interface Recording {
  nodes: GraphNode[];
  /** Name of an input or output to its node. */
  inputs: Record<string, string>;
  outputs: Record<string, string>;
}

/** A variable in the graph, where it is a resource that outlives a run. */
interface Resource {
  handle: string;
  dtype: number;
  /** The id of the tensor that the variable holds, and the node that reads it. */
  id: number;
  read: string;
  /** The last node to write it. */
  written?: string;
}

interface Recorder {
  scope: string;
  binding: Binding;
  nodes: GraphNode[];
  /** Tensor id to the node output that gives it. */
  sources: Map<number, string>;
  /** Node output to the nodes that read it. */
  readers: Map<string, string[]>;
  resources: Map<tf.Variable, Resource>;
  /** Ids of variables that the graph was not told of. */
  strangers: Set<number>;
}

let current: Recorder | undefined;

const idOf = (tensor: tf.Tensor) => native().getInputTensorIds([tensor])[0] as number;
const dtypeOf = (tensor: tf.Tensor) => native().tensorMap.get(tensor.dataId).dtype;

/** The node that holds a variable from run to run. */
export const handleName = (variable: string) => nodeName(`variable/${variable}`);

/** Ops whose output has a size that depends on values, which a graph of fixed sizes cannot hold. */
const SIZE_FROM_VALUES = ['Where', 'Unique', 'UniqueV2', 'NonMaxSuppressionV3'];

/**
 * Runs `step` once on `inputs` and returns what it executed as graph nodes. What it assigns to
 * `variables` becomes a write to the graph's resources; here they keep their values.
 * Throws an InputError for what a graph cannot hold: reading values inside the step, numbers drawn
 * in JavaScript, sizes that depend on values, variables that are not in `variables`.
 */
export function record(
  scope: string,
  step: Step,
  inputs: Tensors,
  variables: Record<string, tf.Variable>,
): Recording {
  const { binding } = native();
  const recorder: Recorder = {
    scope,
    binding,
    nodes: [],
    sources: new Map(),
    readers: new Map(),
    resources: new Map(),
    strangers: new Set(),
  };
  const placeholders: Record<string, string> = {};
  for (const [name, tensor] of Object.entries(inputs)) {
    const node = addNode(
      recorder,
      'Placeholder',
      [],
      [
        type(recorder, 'dtype', dtypeOf(tensor)),
        { name: 'shape', type: binding.TF_ATTR_SHAPE, value: tensor.shape },
      ],
    );
    placeholders[name] = node;
    recorder.sources.set(idOf(tensor), node);
  }
  for (const [name, variable] of Object.entries(variables)) {
    const dtype = dtypeOf(variable);
    const resource = { handle: handleName(name), dtype, id: idOf(variable), read: '' };
    recorder.resources.set(variable, resource);
    addRead(recorder, resource);
  }
  const registered = Object.values(tf.engine().registeredVariables);
  const others = registered.filter((variable) => !recorder.resources.has(variable));
  recorder.strangers = new Set(others.map(idOf));

  const values = Object.values(variables).map((variable) => variable.clone());
  const { random } = Math;
  Math.random = () =>
    refuse(recorder, 'using a number drawn in JavaScript', 'statelessRandom with a seed');
  native().binding = recordingBinding(recorder);
  current = recorder;
  try {
    return tf.tidy(() => {
      const outputs = (step as (inputs: Tensors) => Tensors)(inputs);
      const results = Object.values(outputs ?? {});
      if (results.length === 0 || results.some((result) => !(result instanceof tf.Tensor))) {
        refuse(
          recorder,
          'without an output',
          'a function that returns named tensors, at least one',
        );
      }
      for (const variable of recorder.resources.keys()) addAssignment(recorder, variable);
      for (const other of others) {
        if (recorder.strangers.has(idOf(other))) continue;
        refuse(recorder, 'assigning to another variable', 'only the variables it was given');
      }
      const writes = [...recorder.resources.values()].flatMap((r) => r.written ?? []);
      const ends = Object.entries(outputs).map(([name, tensor]) => {
        const from = [sourceOf(recorder, idOf(tensor)), ...waitFor(writes)];
        return [
          name,
          addNode(recorder, 'Identity', from, [type(recorder, 'T', dtypeOf(tensor))]),
        ] as const;
      });
      return {
        nodes: recorder.nodes,
        inputs: placeholders,
        outputs: Object.fromEntries(ends),
      } as never;
    });
  } finally {
    current = undefined;
    native().binding = binding;
    Math.random = random;
    Object.values(variables).forEach((variable, i) => {
      variable.assign(values[i] as tf.Tensor);
      values[i]?.dispose();
    });
  }
}

/**
 * While a step is recorded, records one TensorFlow kernel that updates `variables` in place
 * (`ResourceApplyAdam`, say) and returns true. Otherwise does nothing and returns false: the
 * caller then does the same in plain ops.
 */
export function recordUpdate(op: string, variables: tf.Variable[], inputs: tf.Tensor[]): boolean {
  const recorder = current;
  if (!recorder) return false;
  const resources = variables.map((variable) => {
    addAssignment(recorder, variable);
    return recorder.resources.get(variable) as Resource;
  });
  const from = [
    ...resources.map((resource) => resource.handle),
    ...inputs.map((tensor) => sourceOf(recorder, idOf(tensor))),
    ...resources.flatMap((resource) => before(recorder, resource)),
  ];
  const node = addNode(recorder, op, from, [type(recorder, 'T', recorder.binding.TF_FLOAT)]);
  variables.forEach((variable, i) => {
    // From here on the variable stands for what the kernel left in it.
    const resource = resources[i] as Resource;
    resource.written = node;
    variable.assign(tf.add(variable, 0));
    resource.id = idOf(variable);
    addRead(recorder, resource);
  });
  return true;
}

/** The binding, but every op that is executed and every tensor that is made is recorded too. */
function recordingBinding(recorder: Recorder): Binding {
  const real = recorder.binding;
  const copy = Object.getOwnPropertyNames(real).map((key) => {
    const value = real[key as keyof Binding] as unknown;
    return [key, typeof value === 'function' ? value.bind(real) : value];
  });
  const own: Pick<Binding, 'executeOp' | 'createTensor' | 'tensorDataSync'> = {
    executeOp(op, attributes, inputs, outputs) {
      if (SIZE_FROM_VALUES.includes(op)) {
        refuse(recorder, `using the op ${op}, whose size depends on values`, 'ops of a fixed size');
      }
      const from = inputs.map((id) => sourceOf(recorder, id));
      const results = real.executeOp(op, attributes, inputs, outputs);
      const node = addNode(recorder, op, from, attributes);
      results.forEach(({ id }, i) => {
        recorder.sources.set(id, i === 0 ? node : `${node}:${i}`);
      });
      return results;
    },
    createTensor(shape, dtype, values) {
      const id = real.createTensor(shape, dtype, values);
      recorder.sources.set(id, addConstant(recorder, shape, dtype, values));
      return id;
    },
    tensorDataSync: () =>
      refuse(recorder, 'reading a value (dataSync, print, …)', 'ops on tensors alone'),
  };
  return { ...Object.fromEntries(copy), ...own };
}

function refuse(recorder: Recorder, found: string, expected: string): never {
  throw new InputError({ where: `compile ${recorder.scope}`, field: 'step', found, expected });
}

function type(recorder: Recorder, name: string, dtype: number): Attribute {
  return { name, type: recorder.binding.TF_ATTR_TYPE, value: dtype };
}

function addNode(recorder: Recorder, op: string, from: string[], attributes: Attribute[]): string {
  const name = nodeName(`${recorder.scope}/${op}_${recorder.nodes.length}`);
  recorder.nodes.push({ name, op, inputs: from, attributes });
  for (const input of from) {
    recorder.readers.set(input, [...(recorder.readers.get(input) ?? []), name]);
  }
  return name;
}

function addConstant(
  recorder: Recorder,
  shape: number[],
  dtype: number,
  values: Uint8Array,
): string {
  const name = addNode(recorder, 'Const', [], [type(recorder, 'dtype', dtype)]);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
  Object.assign(recorder.nodes.at(-1) as GraphNode, { constant: { shape: [...shape], bytes } });
  return name;
}

/** The node output that gives a tensor. One from outside the step becomes a constant. */
function sourceOf(recorder: Recorder, id: number): string {
  const source = recorder.sources.get(id);
  if (source !== undefined) return source;
  if (recorder.strangers.has(id)) {
    refuse(recorder, 'using another variable', 'only the variables it was given');
  }
  const [copy] = recorder.binding.executeOp('Identity', [], [id], 1) as [TensorMetadata];
  const values = recorder.binding.tensorDataSync(copy.id);
  const constant = addConstant(recorder, copy.shape, copy.dtype, values);
  recorder.binding.deleteTensor(copy.id);
  recorder.sources.set(id, constant);
  return constant;
}

/** Reads a variable, after its last write. */
function addRead(recorder: Recorder, resource: Resource): void {
  const from = [resource.handle, ...waitFor(resource.written ? [resource.written] : [])];
  const attributes = [type(recorder, 'dtype', resource.dtype)];
  resource.read = addNode(recorder, 'ReadVariableOp', from, attributes);
  recorder.sources.set(resource.id, resource.read);
}

/** Writes a variable that the step has assigned a new value to. */
function addAssignment(recorder: Recorder, variable: tf.Variable): void {
  const resource = recorder.resources.get(variable);
  if (!resource) refuse(recorder, 'using another variable', 'only the variables it was given');
  const id = idOf(variable);
  if (id === resource.id) return;
  const value = sourceOf(recorder, id);
  const from = [resource.handle, value, ...before(recorder, resource)];
  const attributes = [type(recorder, 'dtype', resource.dtype)];
  resource.written = addNode(recorder, 'AssignVariableOp', from, attributes);
  resource.id = id;
  resource.read = value;
}

/** What must be done before a variable is written: its last write, and all that reads it still. */
function before(recorder: Recorder, resource: Resource): string[] {
  const readers = recorder.readers.get(resource.read) ?? [];
  return waitFor([...(resource.written ? [resource.written] : []), resource.read, ...readers]);
}

/** Control inputs: nodes to wait for, whose values are not used. */
function waitFor(nodes: string[]): string[] {
  return [...new Set(nodes.map((node) => `^${node.split(':')[0]}`))];
}
