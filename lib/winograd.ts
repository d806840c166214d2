// Convolution with fewer multiplications. To convolve is to multiply polynomials, and m outputs of r
// weights take n = m + r - 1 products of numbers instead of m r: with matrices from n points,
//   y = A (G w * B x)
// x the n inputs, w the r weights, * element by element (Toom 1963, Cook 1966; Winograd 1980). In an
// image it is done along rows and columns, tile by tile, and the products, summed over channels, are
// n^2 matrix products (Lavin, Gray 2016, "Fast algorithms for convolutional neural networks").
import { native, tf } from './runtime';

/** Outputs of a tile along each side: 3x3 windows then take 25 products for 9 outputs instead of 81,
 * 5x5 windows 49 instead of 225. Larger tiles take fewer, and lose digits. */
const OUTPUTS = 3;

type Matrix = number[][];

/** A [m, n], B [n, n] and G [n, r], for m outputs of r weights. */
export function toomCook(m: number, r: number): { A: Matrix; B: Matrix; G: Matrix } {
  const points = [0, 1, -1, 2, -2, 1 / 2, -1 / 2].slice(0, m + r - 2); // the last point is infinity
  const powers = (x: number, count: number) => Array.from({ length: count }, (_, k) => x ** k);
  const infinity = (count: number) => powers(0, count).reverse();
  const product = (roots: number[]) =>
    roots.reduce((p, root) => p.concat(0).map((_, k) => (p[k - 1] ?? 0) - root * (p[k] ?? 0)), [1]);
  const others = (x: number) => points.filter((point) => point !== x);
  const scale = (x: number) => others(x).reduce((all, point) => all * (x - point), 1);
  return {
    A: transpose([...points.map((x) => powers(x, m)), infinity(m)]),
    B: [...points.map((x) => [...product(others(x)), 0]), product(points)],
    G: [...points.map((x) => powers(x, r).map((value) => value / scale(x))), infinity(r)],
  };
}

const transpose = (matrix: Matrix): Matrix =>
  (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] as number));

/**
 * Convolution with stride 1 that keeps the size, for r x r windows with r 3 or 5. Gives also the
 * transformed `inputs` [n n, tiles, C], which the gradient of the filters needs again.
 * x [N, H, W, C] and filters [r, r, C, F] in, y [N, H, W, F] out.
 */
export function convolveTiles(
  x: tf.Tensor4D,
  filters: tf.Tensor4D,
): { y: tf.Tensor4D; inputs: tf.Tensor3D } {
  const [r, , channels, outputs] = filters.shape;
  const { A, B, G } = toomCook(OUTPUTS, r);
  const inputs = onBothSides(B, inputTiles(x, r)); // [n n, tiles, C]
  const kernel = tf.reshape(filters, [r * r, channels, outputs]) as tf.Tensor3D;
  const products = tf.matMul(inputs, onBothSides(G, kernel)) as tf.Tensor3D; // [n n, tiles, F]
  return { y: joinTiles(onBothSides(A, products), x.shape), inputs };
}

/** The gradient of the filters [r, r, C, F], from the `inputs` of `convolveTiles` and dy [N, H, W, F]. */
export function tilesFilterGradient(inputs: tf.Tensor3D, dy: tf.Tensor4D, r: number): tf.Tensor4D {
  const { A, G } = toomCook(OUTPUTS, r);
  const products = onBothSides(transpose(A), outputTiles(dy)); // [n n, tiles, F]
  const kernel = tf.matMul(inputs, products, true, false) as tf.Tensor3D; // [n n, C, F]
  const gradient = onBothSides(transpose(G), kernel); // [r r, C, F]
  return tf.reshape(gradient, [r, r, inputs.shape[2], dy.shape[3]]);
}

/** matrix . tile . matrixT for every tile and channel: [k k, tiles, C] in, [l l, tiles, C] out. */
function onBothSides(matrix: Matrix, tiles: tf.Tensor3D): tf.Tensor3D {
  const rows = matrix.flatMap((a) => matrix.map((b) => a.flatMap((x) => b.map((y) => x * y))));
  const [size, count, channels] = tiles.shape;
  const product = tf.matMul(tf.tensor2d(rows), tf.reshape(tiles, [size, count * channels]));
  return tf.reshape(product, [rows.length, count, channels]);
}

const tileCount = (side: number) => Math.ceil(side / OUTPUTS);
const range = (length: number) => Array.from({ length }, (_, i) => i);

/** [N, H, W, C] to the tiles that windows of r x r need, which overlap: [n n, tiles, C]. */
function inputTiles(x: tf.Tensor4D, r: number): tf.Tensor3D {
  const [count, height, width, channels] = x.shape;
  const n = OUTPUTS + r - 1;
  const before = (r - 1) / 2;
  const [rows, columns] = [tileCount(height), tileCount(width)];
  const [h, w] = [rows * OUTPUTS + r - 1, columns * OUTPUTS + r - 1];
  const border = (side: number, padded: number): [number, number] => [
    before,
    padded - side - before,
  ];
  const padded = tf.pad(x, [[0, 0], border(height, h), border(width, w), [0, 0]]);
  // Where in the padded images each tile begins, and where from there each of its pixels is.
  const starts = range(count).flatMap((image) =>
    range(rows).flatMap((row) =>
      range(columns).map((column) => (image * h + row * OUTPUTS) * w + column * OUTPUTS),
    ),
  );
  const pixels = range(n).flatMap((row) => range(n).map((column) => row * w + column));
  const places = tf.add(
    tf.tensor2d(pixels, [pixels.length, 1], 'int32'),
    tf.tensor2d(starts, [1, starts.length], 'int32'),
  );
  return gatherRows(tf.reshape(padded, [-1, channels]), places) as tf.Tensor3D;
}

/** The rows of x [rows, C] at `places` [...]; tf.gather would read a value, which no graph can. */
function gatherRows(x: tf.Tensor, places: tf.Tensor): tf.Tensor {
  const { binding } = native();
  const type = (name: string, value: number) => ({ name, type: binding.TF_ATTR_TYPE, value });
  const attributes = [
    type('Tparams', binding.TF_FLOAT),
    type('Tindices', binding.TF_INT32),
    type('Taxis', binding.TF_INT32),
  ];
  return native().executeSingleOutput('GatherV2', attributes, [x, places, tf.scalar(0, 'int32')]);
}

/** [N, H, W, F] to tiles side by side: [m m, tiles, F]. */
function outputTiles(y: tf.Tensor4D): tf.Tensor3D {
  const [count, height, width, channels] = y.shape;
  const [rows, columns] = [tileCount(height), tileCount(width)];
  const [more, wider] = [rows * OUTPUTS - height, columns * OUTPUTS - width];
  const padded = tf.pad(y, [
    [0, 0],
    [0, more],
    [0, wider],
    [0, 0],
  ]);
  const tiles = tf.reshape(padded, [count, rows, OUTPUTS, columns, OUTPUTS, channels]);
  const pixelsFirst = tf.transpose(tiles, [2, 4, 0, 1, 3, 5]);
  return tf.reshape(pixelsFirst, [OUTPUTS ** 2, count * rows * columns, channels]);
}

/** The reverse: [m m, tiles, F] to [N, H, W, F], for N, H, W of `shape`. */
function joinTiles(tiles: tf.Tensor3D, shape: number[]): tf.Tensor4D {
  const [count = 0, height = 0, width = 0] = shape;
  const [rows, columns] = [tileCount(height), tileCount(width)];
  const channels = tiles.shape[2];
  const pixelsFirst = tf.reshape(tiles, [OUTPUTS, OUTPUTS, count, rows, columns, channels]);
  const whole = tf.reshape(tf.transpose(pixelsFirst, [2, 3, 0, 4, 1, 5]), [
    count,
    rows * OUTPUTS,
    columns * OUTPUTS,
    channels,
  ]);
  return tf.slice(whole as tf.Tensor4D, [0, 0, 0, 0], [count, height, width, channels]);
}
