// npm start: what it prints, what it opens to whom, and what it leaves behind.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { at, atWork, expect, fault, inClone, inCopy, makeReady, sleep, until } from './clone.mjs';

/** @type {string[]} */
const none = [];

/**
 * Starts JupyterLab, runs `body` with npm's process and the printed address, and ends it.
 * @param {(started: { npm: import('node:child_process').ChildProcess, address: string, printed: () => string }) => Promise<void>} body
 */
async function withLab(body, { before = none, args = none, env = {} } = {}) {
  makeReady();
  const [command, ...words] = [
    ...before,
    'npm',
    'start',
    '--',
    '--no-browser',
    '--port=18765',
    ...args,
  ];
  const npm = spawn(command, words, {
    cwd: at.clone,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (printed += chunk));
  try {
    const find = () =>
      /http:\/\/127\.0\.0\.1:\S+/.exec(printed)?.[0] ?? (npm.exitCode === null ? null : 'ended');
    const address = await until(find, 60, 'an address');
    assert.notEqual(address, 'ended', printed);
    await body({ npm, address, printed: () => printed });
  } finally {
    if (npm.exitCode === null && npm.signalCode === null) npm.kill('SIGTERM');
    const left = () => atWork().length === 0;
    await until(left, 15, 'an end').catch(() => {
      for (const pid of atWork()) process.kill(Number(pid), 'SIGKILL');
    });
  }
}

const status = async (address) => (await fetch(address)).status;

await fault('npm start prints one address, that of the first notebook, and how to stop', () =>
  withLab(async ({ address, printed }) => {
    assert.match(address, /\/lab\/tree\/notebooks\/01-eager-setup\.ipynb\?token=\w{20,}$/);
    assert.equal(await status(address), 200);
    assert.match(printed(), /stop it by pressing Ctrl-C/);
    const lines = printed()
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('>'));
    assert.equal(lines.length, 3, printed());
  }),
);

await fault(
  'npm start opens the notebook that is named, and names one that is not there',
  async () => {
    await withLab(
      async ({ address }) => assert.match(address, /notebooks\/03-load-data\.ipynb\?token/),
      { args: ['notebooks/03-load-data.ipynb'] },
    );
    const lost = inClone('npm', ['start', '--', 'notebooks/99.ipynb']);
    expect(lost, 2, 'There is no notebook notebooks/99.ipynb');
  },
);

for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGTERM', 'SIGHUP', 'SIGKILL'])) {
  await fault(`${signal} to npm leaves no JupyterLab behind`, () =>
    withLab(async ({ npm }) => {
      npm.kill(signal);
      await until(() => atWork().length === 0, 15, `the end of ${atWork()}`);
    }),
  );
}

// Settings for the whole machine, on a disk that only this one process sees.
const system = `mount -t tmpfs tmpfs /usr/local/etc && mkdir -p /usr/local/etc/jupyter &&
  echo '{"ServerApp": {"ip": "0.0.0.0", "token": "", "password": "", "base_url": "/other/", "port": 1,
    "allow_origin": "*", "jpserver_extensions": {"no_such_extension": true}},
    "IdentityProvider": {"token": ""}, "PasswordIdentityProvider": {"password_required": false}}' > /usr/local/etc/jupyter/jupyter_server_config.json &&
  echo 'raise SystemExit("a setting of the whole machine")' > /usr/local/etc/jupyter/jupyter_config.py &&
  exec "$@"`;

await fault('settings for the whole machine do not open the server', () => {
  if (spawnSync('unshare', ['-m', 'test', '-d', '/usr/local/etc']).status !== 0) return 'skipped';
  return withLab(
    async ({ address }) => {
      assert.match(address, /^http:\/\/127\.0\.0\.1:18765\/lab\/.*token=\w{20,}/);
      const { origin, searchParams } = new URL(address);
      assert.equal(await status(`${origin}/api/contents`), 403);
      assert.equal(await status(`${origin}/api/contents?token=${searchParams.get('token')}`), 200);
      const listens = fs.readFileSync('/proc/net/tcp', 'utf8').match(/^.*:494D .* 0A .*$/gim) ?? [];
      assert.deepEqual(
        listens.filter((line) => !line.includes('0100007F:494D')),
        [],
      );
    },
    { before: ['unshare', '-m', 'sh', '-c', system, 'sh'] },
  );
});

await fault(
  'a kernel ends with the program that started it, even in the middle of a computation',
  async () => {
    makeReady();
    const words = ['scripts/notebooks.mjs', '--check', 'test/notebooks/fixtures/endless.ipynb'];
    spawn(process.execPath, words, { cwd: at.clone, stdio: 'ignore' });
    const kernel = () => atWork().find((pid) => commandOf(pid).includes('--config-path'));
    try {
      const pid = await until(kernel, 60, 'a kernel');
      await sleep(4000); // it is computing now
      for (const other of atWork()) if (other !== pid) process.kill(Number(other), 'SIGKILL');
      await until(() => !fs.existsSync(`/proc/${pid}`), 15, 'the end of the kernel');
    } finally {
      for (const left of atWork()) process.kill(Number(left), 'SIGKILL');
    }
  },
);

await fault(
  'a port that is taken, or an option that JupyterLab does not know, is said without a stack',
  () => {
    makeReady();
    expect(inClone('npm', ['start', '--', '--no-browser', '--port=none']), 1, 'port');
    assert.ok(fs.existsSync(inCopy('.venv')));
  },
);

function commandOf(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
