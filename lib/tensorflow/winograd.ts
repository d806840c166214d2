// Convolution with fewer multiplications. To convolve is to multiply polynomials, and m outputs of r
// weights take n = m + r - 1 products of numbers instead of m r: with matrices from n points,
//   y = A (G w * B x)
// x the n inputs, w the r weights, * element by element (Toom 1963, Cook 1966; Winograd 1980). In an
// image it is done along columns and along rows, and the products, summed over channels, are n^2
// matrix products (Lavin, Gray 2016, "Fast algorithms for convolutional neural networks").
import { tf } from './runtime';

/**
 * The points for windows of 3x3 and 5x5: a tile of 6x6 outputs then takes 64 products instead of 324,
 * one of 5x5 outputs 81 instead of 625. More points take fewer, and lose digits; of the simple
 * fractions these lose fewest.
 */
const POINTS: Record<number, number[]> = {
  3: [1 / 4, -1 / 4, 3 / 4, -3 / 4, 4 / 3, -4 / 3, 4, -4],
  5: [0, 1 / 2, -1 / 2, 1, -1, 3 / 2, -3 / 2, 4, -4],
};

type Matrix = number[][];

/** A [m, n], B [n, n] and G [n, r], from n points, for m = n - r + 1 outputs of r weights. */
export function toomCook(points: number[], r: number): { A: Matrix; B: Matrix; G: Matrix } {
  const powers = (x: number, count: number) => Array.from({ length: count }, (_, k) => x ** k);
  const product = (roots: number[]) =>
    roots.reduce((p, root) => p.concat(0).map((_, k) => (p[k - 1] ?? 0) - root * (p[k] ?? 0)), [1]);
  const others = (x: number) => points.filter((point) => point !== x);
  const scale = (x: number) => others(x).reduce((all, point) => all * (x - point), 1);
  return {
    A: transpose(points.map((x) => powers(x, points.length - r + 1))),
    B: points.map((x) => product(others(x))),
    G: points.map((x) => powers(x, r).map((value) => value / scale(x))),
  };
}

const transpose = (matrix: Matrix): Matrix =>
  (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] as number));

/** Images and filters at the n n points, which the gradients need again. */
export interface AtPoints {
  x: tf.Tensor3D; // [n n, tiles N, C]
  filters: tf.Tensor3D; // [n n, C, F]
}

/**
 * Convolution with stride 1 that keeps the size, for windows of 3x3 and 5x5.
 * x [N, H, W, C] and filters [r, r, C, F] in, y [N, H, W, F] out.
 */
export function convolveTiles(
  x: tf.Tensor4D,
  filters: tf.Tensor4D,
): { y: tf.Tensor4D; atPoints: AtPoints } {
  const [r, , channels, outputs] = filters.shape;
  const [down, across] = [matrices(x.shape[1], r), matrices(x.shape[2], r)];
  const n = down.G.length;
  const weights = bothAxes(tf.reshape(filters, [r, r, channels * outputs]), down.G, across.G);
  const atPoints = {
    x: toPoints(x, down.B, across.B, n),
    filters: tf.reshape(weights, [n * n, channels, outputs]) as tf.Tensor3D,
  };
  const products = tf.matMul(atPoints.x, atPoints.filters) as tf.Tensor3D; // [n n, tiles N, F]
  return { y: fromPoints(products, down.A, across.A, x.shape[0], n), atPoints };
}

/** The gradients for x and for filters of r x r, from dy [N, H, W, F]: the same steps backwards, each
 * with its matrix transposed. */
export function tilesGradients(
  { x, filters }: AtPoints,
  dy: tf.Tensor4D,
  r: number,
): [tf.Tensor4D, tf.Tensor4D] {
  const [, channels, outputs] = filters.shape;
  const backwards = (side: number) => {
    const { A, B, G } = matrices(side, r);
    return { A: transpose(A), B: transpose(B), G: transpose(G), n: G.length };
  };
  const [down, across] = [backwards(dy.shape[1]), backwards(dy.shape[2])];
  const { n } = down;
  const products = toPoints(dy, down.A, across.A, n); // [n n, tiles N, F]
  const dx = tf.matMul(products, filters, false, true) as tf.Tensor3D; // [n n, tiles N, C]
  const dweights = tf.reshape(tf.matMul(x, products, true), [n, n, channels * outputs]);
  const dfilters = bothAxes(dweights as tf.Tensor3D, down.G, across.G);
  return [
    fromPoints(dx, down.B, across.B, dy.shape[0], n),
    tf.reshape(dfilters, [r, r, channels, outputs]),
  ];
}

/**
 * A [side, n tiles], B [n tiles, side] and G [n, r] for a whole side of an image, cut into as many
 * tiles as it takes, with zeros around it. Dimensions of `n tiles` are points first, then tiles.
 */
function matrices(side: number, r: number): { A: Matrix; B: Matrix; G: Matrix } {
  const { A, B, G } = toomCook(POINTS[r] as number[], r);
  const tiles = Math.ceil(side / A.length);
  const forEach = (value: (point: number, place: number) => number) =>
    G.flatMap((_, point) =>
      range(tiles).map((tile) => range(side).map((at) => value(point, at - tile * A.length))),
    );
  return {
    A: transpose(forEach((point, place) => A[place]?.[point] ?? 0)),
    B: forEach((point, place) => B[point]?.[place + (r - 1) / 2] ?? 0),
    G,
  };
}

const range = (length: number) => Array.from({ length }, (_, i) => i);

/** down . x . acrossT for every k: [h, w, K] in, [rows of down, rows of across, K] out. */
function bothAxes(x: tf.Tensor3D, down: Matrix, across: Matrix): tf.Tensor3D {
  const [height, width, size] = x.shape;
  const rows = tf.matMul(tf.tensor2d(down), tf.reshape(x, [height, width * size]));
  const columns = tf.reshape(rows, [down.length, width, size]);
  return tf.matMul(tf.tensor2d(across), columns) as tf.Tensor3D;
}

/** Images to their tiles at the points: [N, H, W, C] in, [n n, tiles N, C] out. */
function toPoints(x: tf.Tensor4D, down: Matrix, across: Matrix, n: number): tf.Tensor3D {
  const [, height, width, channels] = x.shape;
  const imagesLast = tf.reshape(tf.transpose(x, [1, 2, 0, 3]), [height, -1]) as tf.Tensor2D;
  const rows = tf.matMul(tf.tensor2d(down), imagesLast); // [n tiles, W N C]
  const tilesLast = swapMiddle(tf.reshape(rows, [n, down.length / n, width, -1]));
  const columns = tf.matMul(tf.tensor2d(across), tf.reshape(tilesLast, [n, width, -1]));
  return tf.reshape(columns, [n * n, -1, channels]);
}

/** The reverse: [n n, tiles N, C] in, [N, H, W, C] out. */
function fromPoints(
  x: tf.Tensor3D,
  down: Matrix,
  across: Matrix,
  count: number,
  n: number,
): tf.Tensor4D {
  const [height, width] = [down.length, across.length];
  const tiles = (down[0] as number[]).length / n;
  const points = tf.reshape(x, [n, (across[0] as number[]).length, -1]);
  const rows = tf.matMul(tf.tensor2d(across), points); // [n, W, tiles N C]
  const tilesFirst = swapMiddle(tf.reshape(rows, [n, width, tiles, -1]));
  const whole = tf.matMul(
    tf.tensor2d(down),
    tf.reshape(tilesFirst, [n * tiles, -1]) as tf.Tensor2D,
  );
  return tf.transpose(tf.reshape(whole, [height, width, count, -1]), [2, 0, 1, 3]) as tf.Tensor4D;
}

/** [a, b, c, d] to [a, c, b, d]. */
function swapMiddle(x: tf.Tensor): tf.Tensor {
  // With one row or column of them the numbers lie in order already, whatever the shape says.
  return x.shape[1] === 1 || x.shape[2] === 1 ? x : tf.transpose(x, [0, 2, 1, 3]);
}
