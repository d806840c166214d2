// Inputs changed at random, the same each time: what nobody thought of.

/** Numbers in [0, 1), as `uniform` gives them. */
export type Next = () => number;

const pick = <Value>(from: readonly Value[], next: Next) =>
  from[Math.floor(next() * from.length)] as Value;

/** The bytes with some of them changed, or cut, or with some put in between. */
export function changedBytes(bytes: Uint8Array, next: Next): Uint8Array {
  const at = () => Math.floor(next() * bytes.length);
  if (next() < 0.15) return bytes.slice(0, at());
  const changed = Buffer.from(bytes);
  for (let times = 1 + Math.floor(next() * 3); times > 0; times--) {
    changed[at()] = pick(
      [0, 255, 0x22, 0x5b, 0x7b, 0x2c, 0x2d, 0x39, Math.floor(next() * 256)],
      next,
    );
  }
  if (next() > 0.15) return changed;
  const split = at();
  return Buffer.concat([
    changed.subarray(0, split),
    Buffer.alloc(1 + (at() % 9)),
    changed.subarray(split),
  ]);
}

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

/** Values that stand where others should. */
const STRANGE: unknown[] = [
  null, true, '', 'x', '1', -1, 0, 0.5, 1, 2, 5e-324, 1e308, 2 ** 53, [], {}, [null], [[]], [1, 2],
  { name: 'x' }, { name: 3 }, nested(5), nested(150), 'x'.repeat(5000), 'relu', 'same', Array(999).fill(1),
]; // biome-ignore format: a table reads better as a table

/** All places in a value that JSON can say. */
function places(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, part]) => places(part, [...at, key]))];
}

/** A copy of the record in which a field or two are of another kind, missing, twice or turned around. */
export function changedRecord<Content>(record: Content, next: Next): Content {
  const copy = structuredClone(record);
  for (let times = next() < 0.5 ? 1 : 2; times > 0; times--) {
    const place = pick(places(copy), next);
    const key = place.pop();
    if (key === undefined) continue;
    // biome-ignore lint/suspicious/noExplicitAny: whatever is there
    const parent: any = place.reduce((value: any, step) => value[step], copy);
    const how = next();
    if (how < 0.15) delete parent[key];
    else if (how < 0.25 && Array.isArray(parent)) parent.push(parent[Number(key)]);
    else if (how < 0.3 && Array.isArray(parent[key])) parent[key].reverse();
    else parent[key] = pick(STRANGE, next);
  }
  return copy;
}
