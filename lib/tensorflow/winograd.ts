// Convolution with fewer multiplications (Lavin, Gray 2016, "Fast algorithms for convolutional neural
// networks"). For one tile d of an image and one filter g they write
//   Y = AT [(G g GT) . (BT d B)] A
// with . element by element: both go over to n x n points, meet there, and come back. AT [m, n], G [n, r]
// and BT [n, n] give m outputs of r weights by n = m + r - 1 products instead of m r (Toom 1963, Cook
// 1966). Summed over channels, the products are n n matrix products. Here AT and BT are laid out for all
// tiles of a side at once, so that a whole image is transformed by two matrix products:
//   side (H or W)  --BT-->  n points of each tile  --times filters-->  --AT-->  side
import { differentiable } from './custom';
import { tf } from './runtime';

/**
 * The points for windows of 3x3 and 5x5: a tile of 6x6 outputs then takes 64 products instead of 324,
 * one of 5x5 outputs 81 instead of 625. More points take fewer, and lose digits; among simple fractions
 * these lost fewest of those that were tried.
 */
const POINTS: Record<3 | 5, number[]> = {
  3: [1 / 4, -1 / 4, 3 / 4, -3 / 4, 4 / 3, -4 / 3, 4, -4],
  5: [0, 1 / 2, -1 / 2, 1, -1, 3 / 2, -3 / 2, 4, -4],
};

type Matrix = number[][];

/**
 * Convolution with stride 1 that keeps the size, for windows of 3x3 and 5x5, and its gradient by the
 * same steps backwards. x [N, H, W, C] and filters [r, r, C, F] in, [N, H, W, F] out.
 */
export function convolveByTiles(x: tf.Tensor4D, filters: tf.Tensor4D): tf.Tensor4D {
  const [count, height, width] = x.shape;
  const [r, , channels, outputs] = filters.shape;
  const [down, across] = [tiling(height, r), tiling(width, r)];
  const n = down.G.length;
  return differentiable(
    [x, filters],
    (x, filters) => {
      const flat = tf.reshape(filters, [r, r, channels * outputs]) as tf.Tensor3D;
      const weights = tf.reshape(bothAxes(flat, down.G, across.G), [n * n, channels, outputs]);
      const points = toPoints(x, down.BT, across.BT, n);
      const products = tf.matMul(points, weights) as tf.Tensor3D; // [n n, tiles N, F]
      const y = fromPoints(products, down.AT, across.AT, count, n);
      return { y, keep: [points, weights as tf.Tensor3D] };
    },
    (dy, points, weights) => {
      // Each matrix is transposed: from the outputs' side to the points, and on to the inputs' side.
      const products = toPoints(dy, transpose(down.AT), transpose(across.AT), n); // [n n, tiles N, F]
      const dpoints = tf.matMul(products, weights, false, true) as tf.Tensor3D; // [n n, tiles N, C]
      const dx = fromPoints(dpoints, transpose(down.BT), transpose(across.BT), count, n);
      const dweights = tf.reshape(tf.matMul(points, products, true), [n, n, channels * outputs]);
      const dfilters = bothAxes(dweights as tf.Tensor3D, transpose(down.G), transpose(across.G));
      return [dx, tf.reshape(dfilters, [r, r, channels, outputs])];
    },
  );
}

/** AT [m, n], BT [n, n] and G [n, r] from n points, for m = n - r + 1 outputs of r weights. */
export function toomCook(points: number[], r: number): { AT: Matrix; BT: Matrix; G: Matrix } {
  const powers = (x: number, count: number) => Array.from({ length: count }, (_, k) => x ** k);
  const product = (roots: number[]) =>
    roots.reduce((p, root) => p.concat(0).map((_, k) => (p[k - 1] ?? 0) - root * (p[k] ?? 0)), [1]);
  const others = (x: number) => points.filter((point) => point !== x);
  const scale = (x: number) => others(x).reduce((all, point) => all * (x - point), 1);
  return {
    AT: transpose(points.map((x) => powers(x, points.length - r + 1))),
    BT: points.map((x) => product(others(x))),
    G: points.map((x) => powers(x, r).map((value) => value / scale(x))),
  };
}

/** The matrices for a whole side, cut into as many tiles as it takes, with zeros around it. */
interface Tiling {
  /** [n tiles, side], points first: inputs to points. */
  BT: Matrix;
  /** [n, r]: weights to points. */
  G: Matrix;
  /** [side, n tiles]: points to outputs. */
  AT: Matrix;
}

function tiling(side: number, r: number): Tiling {
  const { AT, BT, G } = toomCook(POINTS[r as 3 | 5], r);
  const m = AT.length;
  const tiles = range(Math.ceil(side / m));
  /** A row for each point of each tile, of `value(point, position in the tile)` for each pixel. */
  const rows = (value: (point: number, position: number) => number): Matrix =>
    G.flatMap((_, point) =>
      tiles.map((tile) => range(side).map((pixel) => value(point, pixel - tile * m))),
    );
  return {
    AT: transpose(rows((point, position) => AT[position]?.[point] ?? 0)),
    BT: rows((point, position) => BT[point]?.[position + (r - 1) / 2] ?? 0),
    G,
  };
}

const range = (length: number) => Array.from({ length }, (_, i) => i);

const transpose = (matrix: Matrix): Matrix =>
  (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] as number));

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
