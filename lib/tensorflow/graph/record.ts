// Records the TensorFlow ops that a function executes, as the nodes of a graph that does the same.
import { type Binding, native, tf, withBinding } from '../runtime';
import type { GraphNode } from './graphdef';
import {
  addAssignment,
  addConstant,
  addNode,
  addRead,
  before,
  dtypeOf,
  handleName,
  idOf,
  ownCopy,
  type Recorder,
  refuse,
  sourceOf,
  typeOf,
  waitFor,
} from './recorder';

export type Tensors = Record<string, tf.Tensor>;
/** A function from named tensors to named tensors, at least one. */
export type Step = (inputs: never) => Tensors;

/** A step as graph nodes. */
export interface Recording {
  nodes: GraphNode[];
  /** Name of an input or output to its node. */
  inputs: Record<string, string>;
  outputs: Record<string, string>;
}

/** The recording that goes on, if one does: ops are global, and so is this. */
let current: Recorder | undefined;

/** Whether ops are being recorded. */
export const isRecording = (): boolean => current !== undefined;

/** Ops whose output has a size that depends on values, which a graph of fixed sizes cannot hold. */
const SIZE_FROM_VALUES = ['Where', 'Unique', 'UniqueV2', 'NonMaxSuppressionV3'];

/**
 * Runs `step` once on `inputs` and returns what it executed as graph nodes. What it assigns to `variables`
 * becomes a write to the graph's resources; here they keep their values. Throws an InputError for what a
 * graph cannot hold: reading values inside the step, numbers drawn in JavaScript, sizes that depend on
 * values, texts, constants of megabytes, variables that are not in `variables`.
 */
export function record(
  scope: string,
  step: Step,
  inputs: Tensors,
  variables: Record<string, tf.Variable>,
): Recording {
  const recorder = newRecorder(scope, variables);
  const copies = Object.entries(inputs).map(([name, tensor]) => [name, ownCopy(recorder, tensor)]);
  const own: Tensors = Object.fromEntries(copies);
  try {
    const placeholders = declareInputs(recorder, own);
    let outputs: Record<string, string> = {};
    restoring(recorder, Object.values(variables), () => {
      declareVariables(recorder, variables);
      withoutRandomness(recorder, () =>
        withBinding(recordingFunctions(recorder), () => {
          current = recorder;
          try {
            // Nothing large is returned from here: tf.tidy would look at every element.
            tf.tidy(() => {
              outputs = tieEnds(recorder, (step as (inputs: Tensors) => Tensors)(own));
            });
          } finally {
            current = undefined;
          }
        }),
      );
    });
    return { nodes: recorder.nodes, inputs: placeholders, outputs };
  } finally {
    tf.dispose(own);
  }
}

/**
 * While a step is recorded, records one TensorFlow kernel that updates `variables` in place
 * (`ResourceApplyAdam`, say) and returns true. Otherwise does nothing and returns false: the caller then
 * does the same in plain ops.
 */
export function recordUpdate(op: string, variables: tf.Variable[], inputs: tf.Tensor[]): boolean {
  const recorder = current;
  if (!recorder) return false;
  const resources = variables.map((variable) => addAssignment(recorder, variable));
  const from = [
    ...resources.map((resource) => resource.handle),
    ...inputs.map((tensor) => sourceOf(recorder, idOf(tensor))),
    ...resources.flatMap((resource) => before(recorder, resource)),
  ];
  const node = addNode(recorder, op, from, [typeOf(recorder, 'T', recorder.binding.TF_FLOAT)]);
  for (const [i, resource] of resources.entries()) {
    const variable = variables[i] as tf.Variable;
    // From here on the variable stands for what the kernel left in it.
    resource.written = node;
    variable.assign(tf.add(variable, 0));
    resource.id = idOf(variable);
    addRead(recorder, resource);
  }
  return true;
}

function newRecorder(scope: string, variables: Record<string, tf.Variable>): Recorder {
  const own = new Set(Object.values(variables));
  const others = Object.values(tf.engine().registeredVariables).filter((other) => !own.has(other));
  return {
    scope,
    binding: native().binding,
    nodes: [],
    constantBytes: 0,
    sources: new Map(),
    readers: new Map(),
    resources: new Map(),
    foreign: new Map(others.map((other) => [other, idOf(other)])),
  };
}

/** A placeholder for each input; gives their nodes by name. */
function declareInputs(recorder: Recorder, inputs: Tensors): Record<string, string> {
  const nodes = Object.entries(inputs).map(([name, tensor]) => {
    const dtype = typeOf(recorder, 'dtype', dtypeOf(tensor));
    const shape = { name: 'shape', type: recorder.binding.TF_ATTR_SHAPE, value: tensor.shape };
    const node = addNode(recorder, 'Placeholder', [], [dtype, shape]);
    recorder.sources.set(idOf(tensor), node);
    return [name, node] as const;
  });
  return Object.fromEntries(nodes);
}

function declareVariables(recorder: Recorder, variables: Record<string, tf.Variable>): void {
  for (const [name, variable] of Object.entries(variables)) {
    const dtype = dtypeOf(variable);
    const resource = { handle: handleName(name), dtype, id: idOf(variable), read: '' };
    recorder.resources.set(variable, resource);
    addRead(recorder, resource);
  }
}

/** Writes what the step assigned, and gives the node of each output, which waits for all writes. */
function tieEnds(recorder: Recorder, outputs: Tensors): Record<string, string> {
  const results = Object.values(outputs ?? {});
  if (results.length === 0 || results.some((result) => !(result instanceof tf.Tensor))) {
    const expected = 'a function that returns named tensors, at least one';
    refuse(recorder, 'without an output', expected);
  }
  for (const variable of recorder.resources.keys()) addAssignment(recorder, variable);
  for (const [variable, id] of recorder.foreign) {
    if (idOf(variable) === id) continue;
    refuse(recorder, 'assigning to another variable', 'only the variables it was given');
  }
  const writes = [...recorder.resources.values()].flatMap(({ written }) => written ?? []);
  const ends = Object.entries(outputs).map(([name, tensor]) => {
    const from = [sourceOf(recorder, idOf(tensor)), ...waitFor(writes)];
    const type = typeOf(recorder, 'T', dtypeOf(tensor));
    return [name, addNode(recorder, 'Identity', from, [type])] as const;
  });
  return Object.fromEntries(ends);
}

/** Runs `body` with variables that share no tensor, and gives them back the values they had. */
function restoring(recorder: Recorder, variables: tf.Variable[], body: () => void): void {
  const values = variables.map((variable) => variable.clone());
  try {
    for (const variable of variables) {
      tf.tidy(() => variable.assign(ownCopy(recorder, variable)));
    }
    body();
  } finally {
    for (const [i, variable] of variables.entries()) variable.assign(values[i] as tf.Tensor);
    tf.dispose(values);
  }
}

/** Runs `body` with `Math.random` refused: its numbers would be the same at every run. */
function withoutRandomness(recorder: Recorder, body: () => void): void {
  const { random } = Math;
  Math.random = () =>
    refuse(recorder, 'using a number drawn in JavaScript', 'statelessRandom with a seed');
  try {
    body();
  } finally {
    Math.random = random;
  }
}

/** The binding's functions that execute ops and make tensors, recording on the side. */
const recordingFunctions =
  (recorder: Recorder) =>
  (real: Binding): Partial<Binding> => ({
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
  });
