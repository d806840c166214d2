import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GraphNode, nodeName, savedModelText } from '../../../lib/tensorflow/graph/graphdef';
import { type Attribute, native } from '../../../lib/tensorflow/runtime';

const { binding } = native();
const node = (overrides: Partial<GraphNode>): GraphNode => ({
  name: 'n',
  op: 'Op',
  inputs: [],
  attributes: [],
  ...overrides,
});

/** The line of the one node. */
const line = (overrides: Partial<GraphNode>) =>
  savedModelText([node(overrides)])
    .split('\n')
    .find((text) => text.includes(' node { '))
    ?.trim();

test('names become what TensorFlow allows', () => {
  assert.equal(nodeName('train/images_64x28x28x1/Relu_3'), 'train/images_64x28x28x1/Relu_3');
  assert.equal(nodeName('my step "ä"'), 'my_step____');
  assert.match(nodeName('a:0^b\n'), /^[A-Za-z0-9_./-]+$/);
  for (const name of ['_step', '-a', '/a', ' a']) assert.match(nodeName(name), /^\.[_/a-z-]+$/);
});

test('a node has its name, op, inputs and attributes, in order', () => {
  const text = line({
    name: 's/MatMul_2',
    op: 'MatMul',
    inputs: ['a', 'b:1', '^c'],
    attributes: [
      { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
      { name: 'transpose_a', type: 3, value: false },
    ],
  });
  assert.equal(
    text,
    'node { name: "s/MatMul_2" op: "MatMul" input: "a" input: "b:1" input: "^c" ' +
      'attr { key: "T" value { type: 1 } } attr { key: "transpose_a" value { b: false } } }',
  );
});

test('each kind of attribute, alone and as a list', () => {
  const kinds: [type: number, value: Attribute['value'], text: string][] = [
    [binding.TF_ATTR_STRING, 'SAME', 's: "SAME"'],
    [binding.TF_ATTR_INT, 3, 'i: 3'],
    [binding.TF_ATTR_FLOAT, 0.5, 'f: 0.5'],
    [3, true, 'b: true'],
    [binding.TF_ATTR_TYPE, 3, 'type: 3'],
    [binding.TF_ATTR_SHAPE, [2, 3], 'shape { dim { size: 2 } dim { size: 3 } }'],
    [binding.TF_ATTR_SHAPE, [], 'shape {  }'],
    [binding.TF_ATTR_INT, [1, 2, 2, 1], 'list { i: 1 i: 2 i: 2 i: 1 }'],
  ];
  for (const [type, value, text] of kinds) {
    const attributes = [{ name: 'a', type, value }];
    assert.equal(line({ attributes }), `node { name: "n" op: "Op" attr { key: "a" value { ${text} } } }`); // biome-ignore format: one line
  }
  const attributes = [{ name: 'a', type: 99, value: 1 }];
  assert.throws(() => line({ attributes }), /attribute a has the unknown type 99/);
});

test('text in an attribute cannot break out of its quotes', () => {
  const attributes = [{ name: 'a', type: binding.TF_ATTR_STRING, value: 'say "a\\b"\n' }];
  assert.match(line({ attributes }) ?? '', /value { s: "say \\"a\\\\b\\"\\n" }/);
});

test('a constant is written bit by bit', () => {
  const bytes = new Uint8Array(Float32Array.of(1).buffer);
  const attributes = [{ name: 'dtype', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }];
  const text = line({ op: 'Const', attributes, constant: { shape: [1], bytes } });
  assert.match(
    text ?? '',
    /tensor { dtype: 1 tensor_shape { dim { size: 1 } } tensor_content: "\\000\\000\\200\\077" }/,
  );
});

test('a large constant is written whole, every byte of it', () => {
  const bytes = Uint8Array.from({ length: 3 * 2 ** 14 + 5 }, (_, i) => (i * 7 + (i >> 8)) % 256);
  const attributes = [{ name: 'dtype', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }];
  const text = line({ op: 'Const', attributes, constant: { shape: [], bytes } }) ?? '';
  const written = text
    .match(/\\[0-3][0-7][0-7]/g)
    ?.map((byte) => Number.parseInt(byte.slice(1), 8));
  assert.deepEqual(Uint8Array.from(written ?? []), bytes);
});

test('the model is one graph, tagged for use', () => {
  const text = savedModelText([node({ name: 'a' }), node({ name: 'b' })]);
  assert.match(
    text,
    /^saved_model_schema_version: 1\nmeta_graphs \{\n {2}meta_info_def \{ tags: "serve" \}/,
  );
  assert.equal(text.match(/ node \{ /g)?.length, 2);
  assert.equal(text.match(/\{/g)?.length, text.match(/\}/g)?.length);
});
