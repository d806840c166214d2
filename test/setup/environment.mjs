// What a user's shell, editor or school sets for other programs: ours are shielded from it, and a good
// environment is never made anew because of it.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {
  doctor,
  expect,
  expectNothingToDo,
  fault,
  inClone,
  inCopy,
  makeReady,
  place,
  setup,
} from './clone.mjs';

const folder = path.join(place, 'settings of others');
fs.mkdirSync(folder);
const file = (name, text) => {
  fs.writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

const inherited = {
  PYTHONHOME: '/no/python',
  PYTHONPATH: folder,
  PYTHONSTARTUP: '/no/file.py',
  NODE_PATH: '/no/modules',
  NODE_EXTRA_CA_CERTS: '/no/certificates.pem',
  SSL_CERT_FILE: '/no/certificates.pem',
  PIP_CERT: '/no/certificates.pem',
  LD_PRELOAD: '/no/library.so',
  TMPDIR: '/no/folder',
  JUPYTER_NO_CONFIG: '1',
  JUPYTER_CONFIG_DIR: '/no/folder',
  JUPYTER_PATH: '/no/folder',
  JUPYTER_RUNTIME_DIR: '/no/folder',
  JUPYTER_PREFER_ENV_PATH: '0',
  JUPYTERLAB_DIR: '/no/folder',
  JUPYTERLAB_SETTINGS_DIR: '/no/folder',
  IPYTHONDIR: '/no/folder',
  PIP_TARGET: path.join(folder, 'packages'),
  PIP_USER: '1',
  PIP_NO_BINARY: ':all:',
  PIP_CONFIG_FILE: file('pip.conf', `[global]\ntarget = ${folder}/packages\nuser = true\n`),
  npm_config_userconfig: file(
    'npmrc',
    'omit[]=dev\ninstall-links=true\nbin-links=false\npackage-lock=false\n',
  ),
  npm_config_dry_run: 'true',
  npm_config_install_strategy: 'nested',
  LC_ALL: 'xx_YY.ISO-8859-15',
  LANG: 'tr_TR.UTF-8',
  NODE_ENV: 'production',
};
// A module of this name would be taken in place of Python's own.
file('zipfile.py', 'raise SystemExit("this is the zipfile of somebody else")\n');

/** Prints a line on stderr at the start of every Node, as a debugger does. */
const chatter = file('chatter.cjs', 'process.stderr.write("Debugger attached.\\n");');
const debuggers = {
  NODE_OPTIONS: `--require "${chatter}" --inspect=127.0.0.1:0 --max-old-space-size=4096`,
};

const whole = ['scripts/notebooks.mjs', '--check', 'test/notebooks/fixtures/whole.ipynb'];

for (const [name, value] of Object.entries({ ...inherited, ...debuggers })) {
  await fault(`with ${name} of others there is nothing to do`, () => {
    makeReady();
    const result = setup({ [name]: value });
    // What Node or the loader says of itself before anything of ours runs is not ours to hide.
    const printed = result.printed.replace(
      /^(Debugger .*|For help, see: .*|Warning: Ign.*|ERROR: ld\.so.*)\n/gm,
      '',
    );
    expectNothingToDo({ ...result, printed });
  });
}

await fault('with all of them at once a notebook runs, and the doctor names them', () => {
  makeReady();
  const env = { ...inherited, ...debuggers };
  expect(inClone(process.execPath, whole, env), 0, 'ok');
  const left = ['PYTHONHOME is for other programs', 'JUPYTER_NO_CONFIG is for other programs'];
  const taken = 'NODE_OPTIONS is taken as --max-old-space-size=4096';
  expect(doctor(env), 0, 'All is well', ...left, 'TMPDIR=/no/folder is of no use here', taken);
});

await fault('with all of them at once everything is set up afresh', () => {
  const cache = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
  const env = { ...inherited, ...debuggers, npm_config_cache: cache };
  const result = inClone(process.execPath, ['scripts/setup.mjs', '--afresh'], env);
  expect(result, 0, 'npm packages', 'Python packages', 'Everything is set up.');
  assert.ok(!fs.existsSync(path.join(folder, 'packages')));
  expectNothingToDo(setup());
  expect(inClone(process.execPath, whole), 0, 'ok');
});

await fault('a folder for temporary files that is full is passed over', () => {
  const full = path.join(place, 'full');
  fs.mkdirSync(full, { recursive: true });
  const words = ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', full];
  if (spawnSync('mount', words).status !== 0) return 'skipped';
  try {
    makeReady();
    fs.writeFileSync(path.join(full, 'filler'), Buffer.alloc(2 ** 20 - 8192));
    fs.rmSync(inCopy('build/.setup-stamp'));
    expect(setup({ TMPDIR: full }), 0, 'Everything is set up.');
    expect(inClone(process.execPath, whole, { TMPDIR: full }), 0, 'ok');
    expect(doctor({ TMPDIR: full }), 0, `TMPDIR=${full} is of no use here`, 'All is well');
  } finally {
    spawnSync('umount', [full]);
  }
});

await fault('a read-only home does not matter', () => {
  for (const name of ['node_modules', '.venv']) {
    fs.rmSync(inCopy(name, '.setup-stamp'), { force: true });
  }
  // Not read from this home: pip's downloads, which would take minutes more.
  const cache = execFileSync('python3', ['-m', 'pip', 'cache', 'dir'], { encoding: 'utf8' }).trim();
  const home = path.join(place, 'home');
  fs.mkdirSync(home);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', home]).status === 0;
  if (!mounted) fs.chmodSync(home, 0o555);
  try {
    const env = { HOME: home, npm_config_cache: path.join(home, '.npm'), PIP_CACHE_DIR: cache };
    expect(setup(env), 0, 'npm packages', 'Python packages', 'Everything is set up.');
    expect(inClone(process.execPath, whole, env), 0, 'ok');
  } finally {
    if (mounted) spawnSync('umount', [home]);
  }
});
