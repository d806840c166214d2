// Tries the set-up's faults for real, in a copy of this clone: what is missing, what breaks on the way, being
// killed, other people's machines and folders. .ci/run runs the quick ones.
import fs from 'node:fs';
import { at, chooseFaults, copyClone, counts, place } from './clone.mjs';

const usage = `node test/setup/faults.mjs [--quick] [part of a fault's name …]

Tries the set-up's faults in a fresh copy of this clone in the temporary folder (about 3 GB): all, or
those whose name holds one of the words, with --quick only those that are named before anything is
set up, in less than a minute. Prints each and, at the end, the counts. Some need root on
Linux (an empty network, small disks, another user); where they cannot be tried, they are counted as
skipped.`;

const words = process.argv.slice(2).filter((word) => word !== '--quick');
if (words.includes('--help')) {
  console.log(usage);
  process.exit(0);
}
const unknown = words.find((word) => word.startsWith('-'));
if (unknown) {
  console.error(`Unknown argument ${unknown}. Known are: --quick, --help.\n\n${usage}`);
  process.exit(2);
}
chooseFaults(words);

console.log(`In ${at.clone}`);
copyClone(at.clone);
const kinds = ['missing', 'killed', 'damaged', 'environment', 'start', 'readers', 'disk'];
for (const kind of process.argv.includes('--quick') ? ['missing'] : kinds) {
  console.log(`${kind}:`);
  await import(`./${kind}.mjs`); // one after the other
}
fs.rmSync(place, { recursive: true, force: true });

const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(`setup faults: ${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exit(counts.failed === 0 ? 0 : 1);
