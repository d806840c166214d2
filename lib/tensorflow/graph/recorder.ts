// The state of a recording: which node gives which tensor, and what variables stand for.
import { InputError } from '../../base/errors';
import { type Attribute, type Binding, native, type TensorMetadata, type tf } from '../runtime';
import { type GraphNode, nodeName } from './graphdef';

/** A variable in the graph, where it is a resource that outlives a run. */
export interface Resource {
  handle: string;
  dtype: number;
  /** The id of the tensor that the variable holds, and the node that reads it. */
  id: number;
  read: string;
  /** The last node to write it. */
  written?: string;
}

/** A recording in progress. */
export interface Recorder {
  /** The step and its inputs' shapes: what the names of nodes begin with. */
  scope: string;
  /** The real binding. */
  binding: Binding;
  nodes: GraphNode[];
  /** Of all constants so far. */
  constantBytes: number;
  /** Tensor id to the node output that gives it. */
  sources: Map<number, string>;
  /** Node output to the nodes that read it. */
  readers: Map<string, string[]>;
  resources: Map<tf.Variable, Resource>;
  /** Variables that are not the graph's, and the ids of the tensors that they hold. */
  foreign: Map<tf.Variable, number>;
}

/** What the constants of a step may come to, in bytes: they are written out as text. */
const MOST_CONSTANTS = 4 * 2 ** 20;

export const idOf = (tensor: tf.Tensor) => native().getInputTensorIds([tensor])[0] as number;
export const dtypeOf = (tensor: tf.Tensor) => native().tensorMap.get(tensor.dataId).dtype;

/** The node that holds a variable from run to run. */
export const handleName = (variable: string) => nodeName(`variable/${variable}`);

/** Throws the error for what a graph cannot hold. */
export function refuse(recorder: Recorder, found: string, expected: string): never {
  throw new InputError({ where: `compile ${recorder.scope}`, field: 'step', found, expected });
}

export function typeOf(recorder: Recorder, name: string, dtype: number): Attribute {
  return { name, type: recorder.binding.TF_ATTR_TYPE, value: dtype };
}

/**
 * The same values with an id of their own, by which the recorder finds their node: a tensor that is given
 * under two names, or that a variable holds as well, stands for each of them apart.
 */
export function ownCopy(recorder: Recorder, tensor: tf.Tensor): tf.Tensor {
  const type = typeOf(recorder, 'T', dtypeOf(tensor));
  return native().executeSingleOutput('Identity', [type], [tensor]);
}

/** Adds a node and gives its name. */
export function addNode(
  recorder: Recorder,
  op: string,
  from: string[],
  attributes: Attribute[],
): string {
  const name = nodeName(`${recorder.scope}/${op}_${recorder.nodes.length}`);
  recorder.nodes.push({ name, op, inputs: from, attributes });
  for (const input of from) {
    recorder.readers.set(input, [...(recorder.readers.get(input) ?? []), name]);
  }
  return name;
}

/** Adds a value as it is now. Refuses texts, and constants that come to too much. */
export function addConstant(
  recorder: Recorder,
  shape: number[],
  dtype: number,
  values: Uint8Array,
): string {
  if (dtype === recorder.binding.TF_STRING) refuse(recorder, 'using a text', 'numbers alone');
  recorder.constantBytes += values.byteLength;
  if (recorder.constantBytes > MOST_CONSTANTS) {
    const tenths = Math.ceil((recorder.constantBytes / 2 ** 20) * 10);
    const found = `using constants of ${(tenths / 10).toFixed(1)} MiB`;
    refuse(
      recorder,
      found,
      `at most ${MOST_CONSTANTS / 2 ** 20} MiB in all: give large ones as inputs`,
    );
  }
  const name = addNode(recorder, 'Const', [], [typeOf(recorder, 'dtype', dtype)]);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
  Object.assign(recorder.nodes.at(-1) as GraphNode, { constant: { shape: [...shape], bytes } });
  return name;
}

/** The node output that gives a tensor. One from outside the step becomes a constant. */
export function sourceOf(recorder: Recorder, id: number): string {
  const source = recorder.sources.get(id);
  if (source !== undefined) return source;
  if ([...recorder.foreign.values()].includes(id)) {
    refuse(recorder, 'using another variable', 'only the variables it was given');
  }
  const [copy] = recorder.binding.executeOp('Identity', [], [id], 1) as [TensorMetadata];
  try {
    const values = recorder.binding.tensorDataSync(copy.id);
    const constant = addConstant(recorder, copy.shape, copy.dtype, values);
    recorder.sources.set(id, constant);
    return constant;
  } finally {
    recorder.binding.deleteTensor(copy.id);
  }
}

/** Reads a variable, after its last write. */
export function addRead(recorder: Recorder, resource: Resource): void {
  const from = [resource.handle, ...waitFor(resource.written ? [resource.written] : [])];
  const attributes = [typeOf(recorder, 'dtype', resource.dtype)];
  resource.read = addNode(recorder, 'ReadVariableOp', from, attributes);
  recorder.sources.set(resource.id, resource.read);
}

/** Writes a variable that the step has assigned a new value to. */
export function addAssignment(recorder: Recorder, variable: tf.Variable): Resource {
  const resource = recorder.resources.get(variable);
  if (!resource) refuse(recorder, 'using another variable', 'only the variables it was given');
  const id = idOf(variable);
  if (id === resource.id) return resource;
  const value = sourceOf(recorder, id);
  const from = [resource.handle, value, ...before(recorder, resource)];
  const attributes = [typeOf(recorder, 'dtype', resource.dtype)];
  resource.written = addNode(recorder, 'AssignVariableOp', from, attributes);
  resource.id = id;
  resource.read = value;
  return resource;
}

/** What must be done before a variable is written: its last write, and all that reads it still. */
export function before(recorder: Recorder, resource: Resource): string[] {
  const readers = recorder.readers.get(resource.read) ?? [];
  return waitFor([...(resource.written ? [resource.written] : []), resource.read, ...readers]);
}

/** Control inputs: nodes to wait for, whose values are not used. */
export function waitFor(nodes: string[]): string[] {
  return [...new Set(nodes.map((node) => `^${node.split(':')[0]}`))];
}
