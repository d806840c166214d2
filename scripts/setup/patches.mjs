// Corrections to installed packages, for faults that no release has mended. Each names the file inside
// node_modules and what stands there; where that is not found the set-up stops, since the package is then
// another than the correction was written for.
import fs from 'node:fs';
import path from 'node:path';
import { nodeModules } from '../paths.mjs';
import { SetupError } from './run.mjs';
import { writeWhole } from './stamp.mjs';

/** @type {{ file: string, why: string, found: string, instead: string }[]} */
export const patches = [];

export function patchPackages() {
  for (const { file, why, found, instead } of patches) {
    const target = path.join(nodeModules, file);
    const text = fs.readFileSync(target, 'utf8');
    if (text.includes(instead)) continue;
    if (!text.includes(found)) throw new SetupError(`${file} is not as expected; ${why}.`);
    writeWhole(
      target,
      text.replace(found, () => instead),
    );
  }
}
