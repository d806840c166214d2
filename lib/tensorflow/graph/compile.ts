// Compiles functions over tensors and variables into one TensorFlow graph: what tf.function is
// to Python. A function is recorded the first time it meets inputs of a shape; from then on one
// native call runs all of it, optimised by TensorFlow, with the variables kept inside.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkChoice, InputError } from '../../base/errors';
import { removeIfPossible } from '../../base/files';
import { native, tf } from '../runtime';
import { type GraphNode, savedModelText } from './graphdef';
import { isRecording, type Recording, record, type Step, type Tensors } from './record';
import { handleName } from './recorder';

/** TensorFlow would not take a graph, or there was no place to hand it over, although recording it went well. */
export class GraphRefused extends Error {
  override readonly name = 'GraphRefused';
}

/** Steps and variables inside TensorFlow. */
export interface Graph<Steps extends Record<string, Step>> {
  /**
   * Runs a step. The variables change inside the graph alone, until `readVariables`. While another step is
   * recorded it runs op by op, and becomes a part of that one. The caller disposes of the outputs. Throws an
   * InputError for an unknown step, for inputs that are no tensors, for what a graph cannot hold (see
   * `record`), and after `dispose`; a GraphRefused if TensorFlow does not take the graph, or if there is no
   * folder for temporary files to hand it over in.
   */
  run<Name extends keyof Steps & string>(
    name: Name,
    inputs: Parameters<Steps[Name]>[0],
  ): ReturnType<Steps[Name]>;
  /**
   * Copies the graph's variables to the ones it was compiled with. Throws an InputError, as `writeVariables`
   * does, if the graph or one of them was disposed of.
   */
  readVariables(): void;
  /** Copies the variables it was compiled with to the graph's, after they were changed outside. */
  writeVariables(): void;
  /** The nodes recorded so far: what TensorFlow was given. */
  nodes(): GraphNode[];
  /** Frees the graph and its copies of the variables. */
  dispose(): void;
}

/**
 * Compiles `steps`, functions from named tensors to named tensors (at least one) that may assign to
 * `variables`. They share the variables. Throws an InputError if names collide, and at a step's first
 * run if it does what a graph cannot hold (see `record`).
 */
export function compile<Steps extends Record<string, Step>>(
  steps: Steps,
  variables: Record<string, tf.Variable>,
): Graph<Steps> {
  const recordings = new Map<string, Recording>();
  const transfer = transferNodes(variables);
  checkNames(transfer);
  let session: number | undefined;
  let disposed = false;

  const nodes = () => [...transfer, ...[...recordings.values()].flatMap((one) => one.nodes)];
  const call = (inputs: Tensors, names: string[], outputs: string[]) => {
    const infos = names.map((name) => ({ name: `${name}:0` }));
    const fetches = outputs.map((name) => `${name}:0`);
    return native().runSavedModel(session as number, Object.values(inputs), infos, fetches);
  };
  const names = Object.keys(variables);

  const graph: Graph<Steps> = {
    run(name, inputs) {
      const tensors = (inputs ?? {}) as Tensors;
      checkChoice('run', 'step', name, Object.keys(steps));
      checkInUse('run');
      checkTensors(tensors);
      if (isRecording())
        return (steps[name] as Step)(tensors as never) as ReturnType<Steps[typeof name]>;
      const shapes = Object.entries(tensors).map(([key, { shape, dtype }]) => `${key}_${dtype}_${shape.join('x')}`); // biome-ignore format: one line
      const scope = [name, ...shapes].join('/');
      const key = JSON.stringify([name, ...shapes]);
      let recording = recordings.get(key);
      if (!recording) {
        recording = record(scope, steps[name] as Step, tensors, variables);
        const larger = [...nodes(), ...recording.nodes];
        checkNames(larger);
        replaceSession(larger);
        recordings.set(key, recording);
      }
      const { inputs: placeholders, outputs } = recording;
      const feeds = Object.keys(tensors).map((key) => placeholders[key] as string);
      const results = call(tensors, feeds, Object.values(outputs));
      const entries = Object.keys(outputs).map((key, i) => [key, results[i]]);
      return Object.fromEntries(entries) as ReturnType<Steps[typeof name]>;
    },
    readVariables() {
      checkInUse('readVariables', variables);
      if (session === undefined || names.length === 0) return;
      const values = call({}, [], names.map(readName));
      names.forEach((name, i) => {
        variables[name]?.assign(values[i] as tf.Tensor);
        values[i]?.dispose();
      });
    },
    writeVariables() {
      checkInUse('writeVariables', variables);
      if (session === undefined || names.length === 0) return;
      call(variables, names.map(valueName), [WRITTEN])[0]?.dispose();
    },
    nodes,
    dispose() {
      unload();
      recordings.clear();
      disposed = true;
    },
  };
  /** Throws an InputError that names the graph, or the variable, that was disposed of. */
  const checkInUse = (where: string, used: Record<string, tf.Variable> = {}) => {
    const gone = Object.entries(used).find(([, variable]) => variable.isDisposed);
    if (!disposed && !gone) return;
    const [field, what] = gone && !disposed ? [gone[0], 'a variable'] : ['graph', 'a graph'];
    throw new InputError({
      where,
      field,
      found: 'disposed of',
      expected: `${what} that is in use`,
    });
  };
  const unload = () => {
    if (session !== undefined) native().binding.deleteSavedModel(session);
    session = undefined;
  };
  /** Moves to a larger graph. If TensorFlow refuses it, everything stays as it was. */
  const replaceSession = (larger: GraphNode[]) => {
    const loaded = load(larger);
    graph.readVariables();
    unload();
    session = loaded;
    graph.writeVariables();
  };
  return graph;
}

const readName = (variable: string) => `${handleName(variable)}/read`;
const valueName = (variable: string) => `${handleName(variable)}/value`;
const WRITTEN = 'variable/written';

/** The resources that hold the variables, and the nodes that fill and read them from outside. */
function transferNodes(variables: Record<string, tf.Variable>): GraphNode[] {
  const { binding } = native();
  const nodes = Object.entries(variables).flatMap(([name, variable]): GraphNode[] => {
    const handle = handleName(name);
    const type = native().tensorMap.get(variable.dataId).dtype;
    const dtype = { name: 'dtype', type: binding.TF_ATTR_TYPE, value: type };
    const shape = { name: 'shape', type: binding.TF_ATTR_SHAPE, value: variable.shape };
    const shared = { name: 'shared_name', type: binding.TF_ATTR_STRING, value: handle };
    const value = valueName(name);
    return [
      { name: handle, op: 'VarHandleOp', inputs: [], attributes: [dtype, shape, shared] },
      { name: value, op: 'Placeholder', inputs: [], attributes: [dtype, shape] },
      {
        name: `${handle}/assign`,
        op: 'AssignVariableOp',
        inputs: [handle, value],
        attributes: [dtype],
      },
      { name: readName(name), op: 'ReadVariableOp', inputs: [handle], attributes: [dtype] },
    ];
  });
  const assignments = nodes.filter((node) => node.op === 'AssignVariableOp');
  const done: GraphNode = {
    name: WRITTEN,
    op: 'Const',
    inputs: assignments.map((node) => `^${node.name}`),
    attributes: [{ name: 'dtype', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }],
    constant: { shape: [], bytes: new Uint8Array(4) },
  };
  return [...nodes, done];
}

/** Throws an InputError that names the input that is no tensor. */
function checkTensors(inputs: Tensors): void {
  for (const [field, found] of Object.entries(inputs)) {
    if (found instanceof tf.Tensor) continue;
    throw new InputError({ where: 'run', field, found, expected: 'a tensor' });
  }
}

/** Throws an InputError if steps or variables, `a b` and `a_b` say, have names that look the same to
 * TensorFlow. */
function checkNames(nodes: GraphNode[]): void {
  const seen = new Set<string>();
  for (const { name } of nodes) {
    if (seen.has(name)) {
      const expected = 'steps and variables whose letters, digits and _ . - / differ';
      throw new InputError({ where: 'compile', field: 'two nodes', found: name, expected });
    }
    seen.add(name);
  }
}

/** Hands TensorFlow the graph, by way of a temporary folder that does not outlive the call. */
function load(nodes: GraphNode[]): number {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(path.join(tmpdir(), 'alexnet-graph-'));
    writeFileSync(path.join(folder, 'saved_model.pbtxt'), savedModelText(nodes));
    return native().binding.loadSavedModel(folder, 'serve');
  } catch (error) {
    throw new GraphRefused((error as Error).message, { cause: error });
  } finally {
    if (folder) removeIfPossible(folder);
  }
}
