// Loaded before the kernel: ends it when the program that started it is gone, be that JupyterLab or the
// runner of notebooks, even in the middle of a computation; else it would go on for ever, unseen.
const { Worker } = require('node:worker_threads');

const watch = `
const { workerData: parent } = require('node:worker_threads');
setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 1000);`;
if (require('node:worker_threads').isMainThread) {
  new Worker(watch, { eval: true, workerData: process.ppid, execArgv: [], env: {} }).unref();
}
