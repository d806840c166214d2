// The environment that this clone's programs run in. A user's shell, editor or school sets variables for
// other programs: those that would break ours are left out, those that say how to reach the network stay.
import fs from 'node:fs';
import { isRoomy, jupyterPlaces } from './places.mjs';

// PYTHONHOME, PYTHONPATH and their kin are about another Python, JUPYTER_… about another Jupyter. Only the
// token stays: whoever sets it wants to know the address beforehand.
const foreign =
  /^(PYTHON(?!UNBUFFERED$|DONTWRITEBYTECODE$).+|JUPYTER_(?!TOKEN$).*|JUPYTERLAB_.*|IPYTHONDIR|NODE_PATH|__PYVENV_LAUNCHER__)$/;

/**
 * The environment for a program of this clone.
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnv() {
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (foreign.test(name)) delete env[name];
  for (const [name, value] of Object.entries(mended())) {
    if (value === '') delete env[name];
    else env[name] = value;
  }
  return { ...env, PYTHONUTF8: '1', PYTHONNOUSERSITE: '1' };
}

/** Shields this process and whatever it starts. */
export function shieldThisProcess() {
  const env = toolEnv();
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}

/**
 * The same for .venv's Python, with Jupyter's settings where this clone has them.
 * @returns {NodeJS.ProcessEnv}
 */
export function jupyterEnv() {
  const { own, config, data, runtime, ipython } = jupyterPlaces();
  return {
    ...toolEnv(),
    JUPYTER_PREFER_ENV_PATH: own ? '1' : '0',
    JUPYTER_CONFIG_DIR: config,
    JUPYTER_DATA_DIR: data,
    JUPYTER_RUNTIME_DIR: runtime,
    IPYTHONDIR: ipython,
  };
}

/** What of the environment is left out, or given in another form, with the reason: for the doctor. */
export function shielded() {
  const names = Object.keys(process.env).filter((name) => foreign.test(name));
  return [
    ...names.sort().map((name) => `${name} is for other programs`),
    ...Object.entries(mended()).map(([name, value]) =>
      value === ''
        ? `${name}=${process.env[name]} is of no use here`
        : `${name} is taken as ${value}`,
    ),
  ];
}

/** Variables that stay, but not as they are; an empty text is for those that go. */
function mended() {
  const found = {};
  const { env } = process;
  const options = nodeOptions(env.NODE_OPTIONS ?? '');
  if (options !== (env.NODE_OPTIONS ?? '')) found.NODE_OPTIONS = options;
  for (const name of ['LD_PRELOAD', 'DYLD_INSERT_LIBRARIES']) {
    const words = (env[name] ?? '').split(/[\s:]+/).filter((word) => word !== '');
    const there = words.filter((word) => !word.includes('/') || fs.existsSync(word));
    if (there.length < words.length) found[name] = there.join(':');
  }
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) {
    if (env[name] !== undefined && !isRoomy(env[name])) found[name] = '';
  }
  for (const name of ['NODE_EXTRA_CA_CERTS', 'PIP_CERT', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE']) {
    if (env[name] && !fs.existsSync(env[name])) found[name] = '';
  }
  return found;
}

// A debugger or a module to preload is meant for the program that was started, not for every Node below.
function nodeOptions(text) {
  const words = text.match(/(?:"(?:\\.|[^"])*"|\S)+/g) ?? [];
  const kept = [];
  for (let i = 0; i < words.length; i++) {
    if (/^--inspect/.test(words[i])) continue;
    if (!/^(-r|--require|--import|--loader|--experimental-loader)(=|$)/.test(words[i]))
      kept.push(words[i]);
    else if (!words[i].includes('=')) i++; // its value is the next word
  }
  return kept.length === words.length ? text : kept.join(' ');
}
