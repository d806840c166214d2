// Prints what is needed to tell from afar why something does not work here, and what to mend.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
import { readArgs } from './args.mjs';
import * as paths from './paths.mjs';
import * as checks from './setup/checks.mjs';
import { loadAddon, steps } from './setup/steps.mjs';

const usage = `npm run doctor

Looks at the machine and at this clone, and prints what a teacher needs to tell from afar why
something does not work. Changes nothing. Ends with what to mend; the exit code is 1 if there is
anything.`;

readArgs(usage);

const faults = [];
const say = (name, value) => console.log(`${name.padEnd(28)} ${value}`);

/** Says what was found; what is wrong goes to the list at the end too. */
function tell(name, value, fault) {
  say(name, fault ? `${value}  <-- see below` : value);
  if (fault) faults.push(`${name}: ${fault}`);
}

/** Tells a check of the set-up in the doctor's words. */
function tellCheck(name, value, missing) {
  const ways = missing ? Object.entries(missing.get).map(([on, how]) => `    ${on}: ${how}`) : [];
  const fault =
    missing && `found ${missing.found}; expected ${missing.expected}\n${ways.join('\n')}`;
  tell(name, value ?? missing.found, fault);
}

function cpuFeatures() {
  if (process.platform === 'darwin') return 'Apple silicon (NEON)';
  const text = fs.existsSync('/proc/cpuinfo') ? fs.readFileSync('/proc/cpuinfo', 'utf8') : '';
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1].trim().split(/\s+/) ?? [];
  const wanted = /^(avx|avx2|fma|avx512f|avx512_bf16|avx512_vnni|amx_bf16|asimd|bf16|sve)$/;
  return flags.filter((flag) => wanted.test(flag)).join(' ') || 'none of those TensorFlow asks for';
}

function diskFree() {
  const { bavail, bsize } = fs.statfsSync(paths.root);
  return `${((bavail * bsize) / 1e9).toFixed(1)} GB free`;
}

const firstLine = (text) => (text ? text.split('\n')[0] : 'not found');

console.log('The machine');
say('system', `${os.type()} ${os.release()} ${os.arch()}, ${distribution()}`);
tellCheck('platform', `${process.platform} ${process.arch}`, checks.checkPlatform());
say('processor', `${os.cpus()[0]?.model.trim() ?? 'unknown'}, ${os.availableParallelism()} cores`);
const features = cpuFeatures();
const needsAvx = process.arch === 'x64' && !/\bavx\b/.test(features);
tell('its features', features, needsAvx && 'TensorFlow needs a processor with AVX');
const gigabytes = os.totalmem() / 1e9;
const memory = `${gigabytes.toFixed(1)} GB, ${(os.freemem() / 1e9).toFixed(1)} GB free`;
tell('memory', memory, gigabytes < 3.5 && 'the notebooks want 4 GB or more');
tell('disk', diskFree(), checks.checkDisk(0.2e9) && 'less than 0.2 GB is left: free some space');
say('user', `${os.userInfo().username}${process.getuid() === 0 ? ' (root)' : ''}`);
say('clone', paths.root);

console.log('\nPrograms');
tellCheck('Node.js', `${process.version} (${process.execPath})`, checks.checkNode());
say('npm', firstLine(checks.ask('npm', ['--version'])));
const python = checks.findPython();
tellCheck(
  'Python',
  python.command && `${python.version} (${python.command})`,
  checks.checkPython(),
);
const compiler = checks.findCompiler().command;
const version = compiler && firstLine(checks.ask(compiler[0], [...compiler.slice(1), '--version']));
tellCheck('C++ compiler', version, checks.checkCompiler());

console.log('\nSet-up');
for (const step of Object.values(steps)) {
  tell(step.name, state(step), state(step) !== 'done' && 'run `npm run setup`');
}
tellNative();
tellKernel();
tellRenderer();

console.log('\nData');
tellData();

if (faults.length === 0) {
  console.log('\nAll is well.');
} else {
  console.log(`\nTo mend:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
  process.exit(1);
}

function distribution() {
  if (process.platform === 'darwin') return `macOS ${checks.ask('sw_vers', ['-productVersion'])}`;
  const text = fs.existsSync('/etc/os-release') ? fs.readFileSync('/etc/os-release', 'utf8') : '';
  const wsl = /microsoft/i.test(os.release()) ? ' in WSL' : '';
  return (/^PRETTY_NAME="?([^"\n]*)/m.exec(text)?.[1] ?? 'unknown distribution') + wsl;
}

function state(step) {
  try {
    return step.isDone() ? 'done' : 'missing or out of date';
  } catch {
    return 'missing';
  }
}

// Loads the addon in a process of its own: a processor that is too old would kill this one.
function tellNative() {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
  const options = { encoding: 'utf8', env };
  const result = spawnSync(process.execPath, ['-e', loadAddon, paths.addon], options);
  const error = /^\w*Error: (.*)/m.exec(result.stderr)?.[1] ?? result.signal ?? 'unknown error';
  if (result.status === 0) say('native TensorFlow', `${result.stdout.trim()}, loads`);
  else tell('native TensorFlow', 'does not load', `${error}; run \`npm run setup\``);
}

function tellKernel() {
  const text = fs.existsSync(paths.kernelSpec) ? fs.readFileSync(paths.kernelSpec, 'utf8') : null;
  if (text === null) return tell('notebook kernel', 'not found', 'run `npm run setup`');
  const lost = JSON.parse(text).argv.filter((word) => word.startsWith('/') && !fs.existsSync(word));
  const fault = lost.length > 0 && `${lost.join(' and ')} is gone; run \`npm run setup\``;
  tell('notebook kernel', paths.kernelSpec, fault);
}

function tellRenderer() {
  const folder = path.join(paths.venv, 'share', 'jupyter', 'labextensions', 'jupyterlab-plotly');
  const file = path.join(folder, 'package.json');
  if (!fs.existsSync(file)) return tell('figure renderer', 'not found', 'run `npm run setup`');
  say(
    'figure renderer',
    `${path.basename(folder)} ${JSON.parse(fs.readFileSync(file, 'utf8')).version}`,
  );
}

// The checksums are those of the decompressed files, as data/mnist/README.md lists them.
function tellData() {
  const folder = path.join(paths.root, 'data', 'mnist');
  const readme = fs.readFileSync(path.join(folder, 'README.md'), 'utf8');
  for (const [, name, sum] of readme.matchAll(
    /\b([\w-]+-ubyte)(?:\.gz)?\b.*?\b([0-9a-f]{64})\b/g,
  )) {
    let found = 'missing or damaged';
    try {
      const bytes = zlib.gunzipSync(fs.readFileSync(path.join(folder, `${name}.gz`)));
      if (createHash('sha256').update(bytes).digest('hex') === sum) found = 'whole';
    } catch {
      // said below
    }
    const fault = found !== 'whole' && `\`git checkout -- data/mnist/${name}.gz\` brings it back`;
    tell(name, found, fault);
  }
}
