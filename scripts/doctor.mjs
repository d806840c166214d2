// Prints what is needed to tell from afar why something does not work here, and what to mend.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readArgs } from './args.mjs';
import { root } from './paths.mjs';
import * as checks from './setup/checks.mjs';
import { shielded } from './setup/environment.mjs';
import * as machine from './setup/machine.mjs';
import { isOwnClone, ownerOfClone, temporaryFolder, workFolder } from './setup/places.mjs';
import { ask, findCompiler, findPython } from './setup/programs.mjs';
import { wordsOf } from './setup/run.mjs';
import { steps } from './setup/steps.mjs';
import { brokenData, tryAll } from './setup/trials.mjs';

const usage = `npm run doctor

Looks at the machine and at this clone, tries what the notebooks need, and prints what a teacher needs
to tell from afar why something does not work. Changes nothing. Ends with what to mend; the exit code
is 1 if there is anything.`;

readArgs(usage);

const faults = [];

/** Says what was found; what is wrong goes to the list at the end too. */
function tell(name, value, fault) {
  console.log(`${name.padEnd(28)} ${value}${fault ? '  <-- see below' : ''}`);
  if (fault) faults.push(`${name}: ${fault}`);
}

/** Tells a check of the set-up in the doctor's words. */
function tellCheck(name, value, missing) {
  const ways = missing ? Object.entries(missing.get).map(([on, how]) => `    ${on}: ${how}`) : [];
  const fault =
    missing && `found ${missing.found}; expected ${missing.expected}\n${ways.join('\n')}`;
  tell(name, value ?? missing?.found ?? 'none', fault);
}

const firstLine = (text) => (text ? text.split('\n')[0] : 'not found');
const inGB = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;

console.log('The machine');
tell('system', `${os.type()} ${os.release()} ${os.arch()}, ${machine.distribution(ask)}`);
tellCheck('platform', `${process.platform} ${process.arch}`, checks.checkPlatform());
tell('processor', `${os.cpus()[0]?.model.trim() ?? 'unknown'}, ${machine.cores()} cores`);
const features = machine.processorFeatures();
const needsAvx = process.arch === 'x64' && !/\bavx\b/.test(features);
tell('its features', features, needsAvx && 'TensorFlow needs a processor with AVX');
const { total, free, limited } = machine.memory();
const memory = `${inGB(total)}${limited ? ' (the limit of a container)' : ''}, ${inGB(free)} free`;
tell('memory', memory, total < 3.5e9 && 'the notebooks want 4 GB or more');
const { bavail, bsize } = fs.statfsSync(root);
const full = checks.checkDisk(0.2e9) && 'less than 0.2 GB is left: free some space';
tell('disk', `${inGB(bavail * bsize)} free`, full);
tell('temporary files', temporaryFolder());
tell('user', `${machine.userName()}${process.getuid?.() === 0 ? ' (root)' : ''}`);
tell('language', process.env.LC_ALL || process.env.LC_CTYPE || process.env.LANG || 'none set');

console.log('\nThe clone');
tellCheck('folder', root, checks.checkFolder());
const git = ['-c', 'safe.directory=*', '-C', root];
tell('version', firstLine(ask('git', [...git, 'log', '-1', '--format=%h of %cs'])));
const edited = (ask('git', [...git, 'status', '--short']) ?? '').split('\n').filter((line) => line);
const more = edited.length > 5 ? ` and ${edited.length - 5} more` : '';
tell('changed files', edited.slice(0, 5).join(', ') + more || 'none');
if (!isOwnClone()) tell('owner', `${ownerOfClone()}; your own work is in ${workFolder()}`);

console.log('\nPrograms');
tellCheck('Node.js', `${process.version} (${process.execPath})`, checks.checkNode());
tell('npm', firstLine(ask('npm', ['--version'])));
const python = findPython();
const pythonFound = python.command && `${python.version} (${python.command})`;
tellCheck('Python', pythonFound, checks.checkPython());
const compiler = findCompiler().command;
const version = compiler && firstLine(ask(compiler[0], [...compiler.slice(1), '--version']));
tellCheck('C++ compiler', version ?? 'none; the set-up fetches one', checks.checkCompiler());

// What was set for other programs, and what there is to know of the rest; no passwords.
console.log('\nEnvironment');
for (const text of shielded()) tell('left out', text);
for (const name of ['LD_LIBRARY_PATH', 'LD_PRELOAD', 'NODE_OPTIONS', 'TF_ENABLE_ONEDNN_OPTS']) {
  if (process.env[name]) tell(name, process.env[name]);
}
for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']) {
  if (process.env[name]) tell(name, process.env[name].replace(/\/\/[^@/]*@/, '//…@'));
}

if (checks.checkPlatform() === null) await tellSetup();

console.log('\nData');
for (const [name, fault] of brokenData()) tell(name, fault ? 'missing or damaged' : 'whole', fault);

const send = 'npm run doctor > report.txt 2>&1';
if (faults.length === 0) {
  console.log(`\nAll is well. If something fails all the same, send your teacher what it printed, and this
report, all of it: \`${send}\` writes it to a file.`);
} else {
  console.log(`\nTo mend:\n${faults.map((fault) => `- ${fault}`).join('\n')}
\nIf that does not help, send your teacher this report, all of it: \`${send}\`
writes it to a file${fs.existsSync(path.join(root, 'build', 'setup.log')) ? '; send build/setup.log too' : ''}.`);
  process.exitCode = 1;
}

async function tellSetup() {
  console.log('\nSet-up');
  for (const step of Object.values(steps)) {
    const [value, fault] = stateOf(step);
    tell(step.name, value, fault);
  }
  // With every file in place, only a fresh start is left to try.
  const set = `\`npm run setup${faults.length === 0 ? ' -- --afresh` makes all anew' : '` first'}`;
  const way = isOwnClone() ? set : `ask ${ownerOfClone()}`;
  console.log('\nTried');
  for (const { name, works, found } of tryAll()) tell(name, found, !works && `${found}; ${way}`);
}

function stateOf(step) {
  try {
    const problem = step.problem();
    if (problem === null) return ['done', null];
    if (step === steps.jupyter && !isOwnClone()) return ['made when you first start', null];
    return [
      problem,
      isOwnClone() ? 'run `npm run setup`' : `ask ${ownerOfClone()} for \`npm run setup\``,
    ];
  } catch (error) {
    const words = error.code === 'ENOENT' ? 'not made yet' : wordsOf(error);
    return [words, 'run `npm run setup`'];
  }
}
