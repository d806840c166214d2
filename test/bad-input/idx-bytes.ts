/** IDX bytes by the format's description: two zeros, the type, the dimensions, sizes, values. */
export function idx(type: number, shape: number[], values: Uint8Array | number[]): Uint8Array {
  const sizes = shape.flatMap((size) => [
    size >>> 24,
    (size >>> 16) & 255,
    (size >>> 8) & 255,
    size & 255,
  ]);
  return Uint8Array.from([0, 0, type, shape.length, ...sizes, ...values]);
}
