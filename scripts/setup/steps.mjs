// The steps of the set-up. Each has a name, `isDone`, and `make`, which may be killed at any moment:
// the stamp that `isDone` looks for is written last.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as paths from '../paths.mjs';
import { ask, findCompiler, findPython } from './checks.mjs';
import { run, SetupError } from './run.mjs';

const GB = 1e9;
const at = (...parts) => path.join(paths.root, ...parts);
const platform = `${process.platform}-${process.arch}`;

/** A short hash of texts. */
const hash = (...texts) => createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
const hashFiles = (...files) => hash(platform, ...files.map((file) => fs.readFileSync(at(file))));

const isStamped = (file, value) => fs.existsSync(file) && fs.readFileSync(file, 'utf8') === value;

/** Writes a file so that it is there whole or not at all. */
function writeWhole(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.tmp`, text);
  fs.renameSync(`${file}.tmp`, file);
}

/** The words that start npm: the one that runs us, or the one on the PATH. */
export function npmCommand() {
  const running = process.env.npm_execpath;
  return running?.endsWith('npm-cli.js') ? [process.execPath, running] : ['npm'];
}

const packagesStamp = path.join(paths.nodeModules, '.setup-stamp');
const packagesInputs = () => hashFiles('package-lock.json');

const packages = {
  name: 'npm packages',
  note: 'about 100 MB to download',
  bytes: 0.7 * GB,
  isDone: () => isStamped(packagesStamp, packagesInputs()),
  async make() {
    const [command, ...first] = npmCommand();
    const env = { ...process.env };
    // What npm tells the script it runs is not meant for another npm.
    for (const name of Object.keys(env)) {
      if (/^npm_(lifecycle|package|command)/.test(name)) delete env[name];
    }
    // npm cannot work without a cache; pip can.
    const ownCache = isWritable(env.npm_config_cache ?? path.join(os.homedir(), '.npm'))
      ? null
      : fs.mkdtempSync(path.join(os.tmpdir(), 'npm-cache-'));
    if (ownCache) env.npm_config_cache = ownCache;
    const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'];
    try {
      await run('npm ci', command, [...first, ...args, '--fetch-retry-mintimeout=2000'], env);
    } finally {
      if (ownCache) fs.rmSync(ownCache, { recursive: true, force: true });
    }
    writeWhole(packagesStamp, packagesInputs());
  },
};

function isWritable(folder) {
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const venvStamp = path.join(paths.venv, '.setup-stamp');
const venvInputs = () => hashFiles('requirements.txt');

const python = {
  name: 'Python packages',
  note: 'JupyterLab and TensorFlow, about 350 MB to download',
  bytes: 2.2 * GB,
  isDone: () =>
    isStamped(venvStamp, venvInputs()) &&
    ask(paths.venvPython, ['-S', '-c', '']) !== null &&
    paths.findTensorFlow() !== null,
  async make() {
    fs.rmSync(paths.venv, { recursive: true, force: true });
    await run('venv', findPython().command, ['-m', 'venv', paths.venv]);
    const env = paths.jupyterEnv();
    for (const name of ['PIP_USER', 'PIP_TARGET', 'PIP_PREFIX', 'PIP_NO_BINARY']) delete env[name];
    // The wheel is unpacked on the clone's disk, not in a small /tmp.
    env.TMPDIR = path.join(paths.venv, 'tmp');
    fs.mkdirSync(env.TMPDIR);
    const args = ['-m', 'pip', 'install', '--no-user', '--no-deps', '--require-hashes'];
    const more = ['--only-binary=:all:', '--no-compile', '--progress-bar=off', '--retries=2'];
    await run('pip', paths.venvPython, [...args, ...more, '-r', at('requirements.txt')], env);
    fs.rmSync(env.TMPDIR, { recursive: true, force: true });
    if (!paths.findTensorFlow()) {
      throw new SetupError(`The TensorFlow package has no ${paths.libraries.join(', ')} inside.`);
    }
    fs.mkdirSync(paths.jupyterFolder, { recursive: true });
    writeWhole(venvStamp, venvInputs());
  },
};

const addonStamp = `${paths.addon}.stamp`;
const addonInputs = () =>
  hash(
    fs.readFileSync(path.join(paths.tfjsNode, 'package.json')),
    path.relative(path.dirname(paths.addon), paths.findTensorFlow()),
    venvInputs(),
  );

// Prints TensorFlow's version once the addon and the libraries behind it are loaded.
export const loadAddon = 'console.log(require(process.argv[1]).TF_Version)';

const addon = {
  name: 'TensorFlow for Node',
  bytes: 0.1 * GB,
  isDone: () => isStamped(addonStamp, addonInputs()) && fs.existsSync(paths.addon),
  async make() {
    const tensorflow = paths.findTensorFlow();
    const folder = path.dirname(paths.addon);
    fs.mkdirSync(folder, { recursive: true });
    // The libraries are found relative to the addon, so the clone may be moved.
    const mac = process.platform === 'darwin';
    const rpath = `${mac ? '@loader_path' : '$ORIGIN'}/${path.relative(folder, tensorflow)}`;
    const made = path.join(folder, `tfjs_binding.${process.pid}.node`);
    const [command, ...first] = findCompiler().command;
    await run('The C++ compiler', command, [
      ...first,
      ...['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8'],
      ...['-I', at('node_modules', 'node-api-headers', 'include')],
      ...['-I', paths.tfjsNode, '-I', path.join(tensorflow, 'include')],
      path.join(paths.tfjsNode, 'binding', 'tfjs_backend.cc'),
      path.join(paths.tfjsNode, 'binding', 'tfjs_binding.cc'),
      ...['-o', made, ...(mac ? ['-undefined', 'dynamic_lookup'] : []), `-Wl,-rpath,${rpath}`],
      ...paths.libraries.map((name) => path.join(tensorflow, name)),
    ]);
    await run('Loading TensorFlow', process.execPath, ['-e', loadAddon, made]);
    fs.renameSync(made, paths.addon);
    writeWhole(addonStamp, addonInputs());
  },
};

// Small files that the set-up writes, and rewrites when they differ: the kernel, and JupyterLab's
// settings. The kernel is started by the Node that ran the set-up; its paths are absolute, so a moved
// clone gets new ones. Nothing of JupyterLab may call out: no news, no catalogue of extensions.
function jupyterFiles() {
  const etc = path.join(paths.venv, 'etc', 'jupyter');
  const news = '@jupyterlab/apputils-extension:announcements';
  const tslab = path.join(paths.nodeModules, 'tslab', 'bin', 'tslab');
  return {
    [paths.kernelSpec]: {
      argv: [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}'],
      display_name: 'TypeScript',
      language: 'typescript',
    },
    [path.join(etc, 'labconfig', 'page_config.json')]: {
      disabledExtensions: { [news]: true },
      lockedExtensions: { [news]: true },
    },
    [path.join(etc, 'jupyter_lab_config.json')]: {
      LabApp: { extension_manager: 'readonly', custom_css: true },
    },
    [path.join(etc, 'jupyter_server_config.json')]: {
      KernelSpecManager: { allowed_kernelspecs: ['tslab'], ensure_native_kernel: false },
      MultiKernelManager: { default_kernel_name: 'tslab' },
    },
    // Plotly's renderer shows a saved figure's picture, which has two pixels for each CSS pixel,
    // until the pointer is over it: at its natural size, unless told.
    [path.join(paths.jupyterFolder, 'config', 'custom', 'custom.css')]:
      '.jp-RenderedPlotly .plot-img { width: 760px; max-width: 100%; height: auto; }\n',
  };
}

const textOf = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

const jupyter = {
  name: 'kernel and settings',
  bytes: 0,
  isDone: () =>
    Object.entries(jupyterFiles()).every(
      ([file, value]) => fs.existsSync(file) && fs.readFileSync(file, 'utf8') === textOf(value),
    ),
  async make() {
    for (const [file, value] of Object.entries(jupyterFiles())) {
      writeWhole(file, textOf(value));
    }
  },
};

const buildStamp = path.join(paths.build, '.setup-stamp');

function listFiles(folder, extension) {
  if (!fs.existsSync(at(folder))) return [];
  return fs
    .readdirSync(at(folder), { recursive: true })
    .map((name) => path.join(folder, name))
    .filter((name) => name.endsWith(extension));
}

const sourceFolders = ['lib', 'test', 'bench', 'scripts'];
function buildInputs() {
  const sources = sourceFolders.flatMap((folder) => listFiles(folder, '.ts')).sort();
  return hash(...sources, hashFiles('tsconfig.json', 'package-lock.json', ...sources));
}

const compile = {
  name: 'compiled lib and tests',
  bytes: 0,
  isDone: () =>
    isStamped(buildStamp, buildInputs()) && fs.existsSync(path.join(paths.build, 'lib/index.js')),
  async make() {
    const inputs = buildInputs();
    fs.rmSync(buildStamp, { force: true }); // what follows changes what it vouched for
    // tsc believes its record of what it wrote, and leaves what has lost its source.
    if (!fs.existsSync(path.join(paths.build, 'lib/index.js'))) {
      fs.rmSync(path.join(paths.build, '.tsbuildinfo'), { force: true });
    }
    for (const name of sourceFolders.flatMap((folder) =>
      listFiles(path.join('build', folder), '.js'),
    )) {
      const source = path.relative('build', name).replace(/\.js$/, '.ts');
      if (!fs.existsSync(at(source))) fs.rmSync(at(name));
    }
    const tsc = path.join(paths.nodeModules, 'typescript', 'bin', 'tsc');
    await run('The TypeScript compiler', process.execPath, [tsc]);
    writeWhole(buildStamp, inputs);
  },
};

export const steps = { packages, python, addon, jupyter, compile };
