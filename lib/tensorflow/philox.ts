// TensorFlow's stateless random numbers in TypeScript: Philox 4x32 with 10 rounds (Salmon, Moraes, Dror,
// Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"), seeded as StatelessRandomUniform does.

type Four = [number, number, number, number];
type Two = [number, number];

/**
 * `count` numbers fixed by the seed: uniform in [0, 1), equal to those of TensorFlow's kernel, or
 * normal with mean 0 and deviation 1, equal but for the last digits of sine and logarithm.
 */
export function philox(kind: 'uniform' | 'normal', count: number, seed: Two): Float32Array {
  // The seed, two int32 as two int64, is scrambled by one block; half of it becomes the key.
  const spread = seed.flatMap((part) => [part, part < 0 ? -1 : 0]) as Four;
  const [k0, k1, c2, c3] = block(spread, [0x3ec8f720, 0x02461e29]);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 4) {
    const bits = block([i / 4, 0, c2, c3], [k0, k1]);
    const four =
      kind === 'uniform'
        ? bits.map(fraction)
        : [...gauss(bits[0], bits[1]), ...gauss(bits[2], bits[3])];
    values.set(four.slice(0, count - i), i);
  }
  return values;
}

/** Four random 32-bit numbers from a counter and a key. */
function block(counter: Four, key: Two): Four {
  let [a, b, c, d] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = multiply(0xd2511f53, a);
    const [high1, low1] = multiply(0xcd9e8d57, c);
    [a, b, c, d] = [high1 ^ b ^ k0, low1, high0 ^ d ^ k1, low0];
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  return [a, b, c, d];
}

/** The high and the low 32 bits of a product, by way of 16-bit halves, whose products are exact. */
function multiply(x: number, y: number): Two {
  const [x0, x1, y0, y1] = [x & 0xffff, x >>> 16, y & 0xffff, y >>> 16];
  const [low, one, other] = [x0 * y0, x0 * y1, x1 * y0];
  const carry = ((low >>> 16) + (one & 0xffff) + (other & 0xffff)) >>> 16;
  return [(x1 * y1 + (one >>> 16) + (other >>> 16) + carry) | 0, Math.imul(x, y)];
}

/** 23 of 32 bits as a number in [0, 1). */
const fraction = (bits: number) => (bits & 0x7fffff) / 2 ** 23;

/** Two normal numbers from two random ones (Box, Muller 1958). */
function gauss(first: number, second: number): Two {
  const radius = Math.sqrt(-2 * Math.log(Math.max(fraction(first), 1e-7)));
  const angle = 2 * Math.PI * fraction(second);
  return [Math.sin(angle) * radius, Math.cos(angle) * radius];
}
