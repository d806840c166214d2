// TensorFlow's graph format, as text: the nodes of a graph to a SavedModel that holds it.
import type { Attribute } from '../runtime';

/** An op of a graph, by name. */
export interface GraphNode {
  name: string;
  op: string;
  /** The outputs it reads, `node` or `node:1`, and the nodes it waits for, `^node`. */
  inputs: string[];
  attributes: Attribute[];
  /** The value of a Const, its bytes as they are in memory. */
  constant?: { shape: number[]; bytes: Uint8Array };
}

/** A name as TensorFlow allows it: letters, digits, and _ . - / after a first letter, digit or dot. */
export const nodeName = (name: string) =>
  name.replace(/[^A-Za-z0-9_./-]/g, '_').replace(/^[^A-Za-z0-9.]/, '.$&');

/** The text of a `saved_model.pbtxt` with one graph, tagged `serve`. */
export function savedModelText(nodes: GraphNode[]): string {
  return `saved_model_schema_version: 1
meta_graphs {
  meta_info_def { tags: "serve" }
  graph_def {
    versions { producer: 1987 min_consumer: 12 }
${nodes.map(nodeText).join('\n')}
  }
}
`;
}

function nodeText({ name, op, inputs, attributes, constant }: GraphNode): string {
  const lines = [
    `name: "${name}" op: "${op}"`,
    ...inputs.map((input) => `input: "${input}"`),
    ...attributes.map(attributeText),
  ];
  if (constant) {
    const dtype = attributes.find((attribute) => attribute.name === 'dtype')?.value;
    const tensor = `dtype: ${dtype} tensor_shape { ${shapeText(constant.shape)} } tensor_content: "${octal(constant.bytes)}"`;
    lines.push(`attr { key: "value" value { tensor { ${tensor} } } }`);
  }
  return `    node { ${lines.join(' ')} }`;
}

/** How each kind of attribute is written, in the order of the C API's numbers. */
const KINDS = [
  (value: unknown) => `s: ${JSON.stringify(value)}`,
  (value: unknown) => `i: ${value}`,
  (value: unknown) => `f: ${value}`,
  (value: unknown) => `b: ${value}`,
  (value: unknown) => `type: ${value}`,
];
const SHAPE = 5;

function attributeText({ name, type, value }: Attribute): string {
  const kind = KINDS[type];
  let text: string;
  if (type === SHAPE && Array.isArray(value)) text = `shape { ${shapeText(value)} }`;
  else if (kind && Array.isArray(value)) text = `list { ${value.map(kind).join(' ')} }`;
  else if (kind) text = kind(value);
  else throw new Error(`attribute ${name} has the unknown type ${type}`);
  return `attr { key: "${name}" value { ${text} } }`;
}

function shapeText(shape: number[]): string {
  return shape.map((size) => `dim { size: ${size} }`).join(' ');
}

/** Each byte as protobuf's text has it: `\000` to `\377`. */
const OCTAL = Array.from({ length: 256 }, (_, byte) => `\\${byte.toString(8).padStart(3, '0')}`);
/** Bytes that are joined at once: of millions, a list of strings would take many times their memory. */
const CHUNK = 2 ** 14;

function octal(bytes: Uint8Array): string {
  const chunks = Array.from({ length: Math.ceil(bytes.length / CHUNK) }, (_, i) =>
    Array.from(bytes.subarray(i * CHUNK, (i + 1) * CHUNK), (byte) => OCTAL[byte]).join(''),
  );
  return chunks.join('');
}
