// Sets up, checks the style, and runs the tests by Node's own runner.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readArgs } from './args.mjs';
import { build, nodeModules, root } from './paths.mjs';
import { setupOrExit } from './setup.mjs';

const usage = `npm test [-- <part of a test file's name> …]

Sets up, compiles, checks the style, and runs the tests: all, or those whose file's name holds one of
the words.

  npm test
  npm test -- lrn idx`;

const { positionals: words } = readArgs(usage, {}, true);
await setupOrExit();

const folder = path.join(build, 'test');
const apart = /^(browser|crash|setup|solutions)\//; // run by .ci/run: they need a browser, or take minutes
const names = fs
  .readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith('.test.js') && !apart.test(name))
  .sort();
const chosen = names.filter(
  (name) => words.length === 0 || words.some((word) => name.includes(word)),
);
if (chosen.length === 0) {
  console.error(
    `No test file's name holds ${words.join(' or ')}. There are:\n  ${names.join('\n  ')}`,
  );
  process.exit(2);
}

const inherit = { cwd: root, stdio: 'inherit' };
const biome = path.join(nodeModules, '@biomejs', 'biome', 'bin', 'biome');
const style = spawnSync(process.execPath, [biome, 'check', '.'], inherit);

// Each file is a process of its own, and most of them load TensorFlow.
const perProcess = 1.5e9; // bytes
const fitting = Math.floor(os.freemem() / perProcess);
const jobs = Math.max(1, Math.min(os.availableParallelism(), fitting));
const args = [
  '--enable-source-maps',
  '--test',
  `--test-concurrency=${jobs}`,
  '--test-reporter=spec',
];
const tests = spawnSync(
  process.execPath,
  [...args, ...chosen.map((name) => path.join(folder, name))],
  inherit,
);

if (style.status !== 0)
  console.error('\nThe style check failed, see above; `npx biome check --write` mends most.');
process.exit(style.status === 0 && tests.status === 0 ? 0 : 1);
