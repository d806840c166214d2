// TensorFlow's native library, out of its wheel for Python, and the addon through which Node reaches it.
import fs from 'node:fs';
import path from 'node:path';
import { addon, libraries, nodeModules, tensorflow, tfjsNode, venvPython } from '../paths.mjs';
import { toolEnv } from './environment.mjs';
import { pip } from './pip.mjs';
import { findCompiler } from './programs.mjs';
import { run, SetupError } from './run.mjs';
import { changed, hash, hashFiles, stamp } from './stamp.mjs';

const stampFile = path.join(tensorflow, '.setup-stamp');
const built = path.join(tensorflow, path.basename(addon));
const inputs = () =>
  hash(
    fs.readFileSync(path.join(tfjsNode, 'package.json')),
    path.relative(path.dirname(addon), tensorflow),
    hashFiles('scripts/setup/tensorflow.txt'),
  );

// Prints TensorFlow's version once the addon and the libraries behind it are loaded.
export const loadAddon = 'console.log(require(process.argv[1]).TF_Version)';

// Of 1.3 GB in the wheel, this is what is used: the two libraries, and the headers of the C interface.
const unpack = `import os, sys, zipfile
wheel, folder, libraries = sys.argv[1], sys.argv[2], sys.argv[3:]
headers = ("tensorflow/c/", "tensorflow/core/platform/ctstring", "tsl/platform/ctstring", "xla/tsl/c/")
with zipfile.ZipFile(wheel) as file:
    for entry in file.infolist():
        name = entry.filename.removeprefix("tensorflow/")
        inner = name.removeprefix("include/")
        if name in libraries or (inner != name and inner.startswith(headers)) or name == "THIRD_PARTY_NOTICES.txt":
            entry.filename = name
            file.extract(entry, folder)`;

const at = (...parts) => path.join(tensorflow, ...parts);

function problem() {
  const fault = changed(stampFile, inputs());
  if (fault) return fault;
  if (!fs.existsSync(addon)) return 'its addon is gone';
  return fs.readFileSync(addon).equals(fs.readFileSync(built)) ? null : 'its addon was changed';
}

async function make() {
  if (changed(stampFile, inputs()) === null) return install(); // fresh npm packages, that is all
  fs.rmSync(tensorflow, { recursive: true, force: true });
  fs.mkdirSync(at('work'), { recursive: true });
  await pip('download', 'scripts/setup/tensorflow.txt', [
    '--python-version=3.13',
    '-d',
    at('work'),
  ]);
  const wheel = fs.readdirSync(at('work')).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new SetupError('pip has no build of TensorFlow for this machine.');
  const words = [at('work', wheel), tensorflow, ...libraries];
  await run('Unpacking TensorFlow', venvPython, ['-X', 'utf8', '-I', '-c', unpack, ...words]);
  const lost = libraries.filter((name) => !fs.existsSync(at(name)));
  if (lost.length > 0) throw new SetupError(`The TensorFlow package has no ${lost.join(', ')}.`);
  fs.rmSync(at('work', wheel));
  await compile();
  fs.rmSync(at('work'), { recursive: true, force: true });
  stamp(stampFile, inputs());
  install();
}

/** The compiler's words: the machine's own, or one fetched for the purpose. */
async function compiler() {
  const { command } = findCompiler();
  if (command) return command;
  const folder = at('work', 'compiler');
  await pip('install', 'scripts/setup/compiler.txt', ['--no-compile', '--target', folder]);
  return [path.join(folder, 'ziglang', 'zig'), 'c++'];
}

async function compile() {
  const mac = process.platform === 'darwin';
  // The libraries are found relative to the addon, so the clone may be moved. --disable-new-dtags: before
  // any others of that name in LD_LIBRARY_PATH.
  const origin = mac ? '@loader_path' : '$ORIGIN';
  const rpath = `-Wl,-rpath,${origin}/${path.relative(path.dirname(addon), tensorflow)}`;
  const [command, ...first] = await compiler();
  const args = [
    ...first,
    ...['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8'],
    ...['-I', path.join(nodeModules, 'node-api-headers', 'include')],
    ...['-I', tfjsNode, '-I', at('include')],
    path.join(tfjsNode, 'binding', 'tfjs_backend.cc'),
    path.join(tfjsNode, 'binding', 'tfjs_binding.cc'),
    ...[
      '-o',
      built,
      ...(mac ? ['-undefined', 'dynamic_lookup'] : ['-Wl,--disable-new-dtags']),
      rpath,
    ],
    ...libraries.map((name) => at(name)),
  ];
  const cache = at('work', 'cache');
  const env = { ...toolEnv(), ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache };
  await run('The C++ compiler', command, args, env);
  const tried = `${addon}.${process.pid}.node`; // it must load from where it will lie
  fs.mkdirSync(path.dirname(addon), { recursive: true });
  fs.copyFileSync(built, tried);
  try {
    await run('Loading TensorFlow', process.execPath, ['-e', loadAddon, tried]);
  } finally {
    fs.rmSync(tried);
  }
}

function install() {
  fs.mkdirSync(path.dirname(addon), { recursive: true });
  fs.copyFileSync(built, `${addon}.tmp`);
  fs.renameSync(`${addon}.tmp`, addon);
}

export const native = {
  name: 'TensorFlow for Node',
  note() {
    if (changed(stampFile, inputs()) === null) return null;
    return findCompiler().command
      ? 'about 270 MB to download'
      : 'no C++ compiler here, so one is fetched for it: about 370 MB to download';
  },
  bytes: 1.3e9,
  problem,
  make,
};
