// The notebooks' kernel: tslab, and what a reader misses in it. Run All shows "Busy" until the last
// cell has ended, and an error is its message and the lines of the cells that led to it.
//
// Cells run by plain tslab give the same results; nothing is changed in node_modules.
const vm = require('node:vm');
const ts = require('@tslab/typescript-for-tslab');
const executor = require('tslab/dist/executor.js');
const { JupyterHandlerImpl, ZmqServer } = require('tslab/dist/jupyter.js');
const { main } = require('tslab/dist/main.js');

/**
 * A request is busy from its arrival and idle at its end, says tslab, so that after the first of
 * many cells the last word is idle. Here the word is busy again while another request waits.
 */
function keepBusy(server) {
  const { publishStatus } = server;
  const pending = new Map(); // by message id, in order of arrival
  server.publishStatus = function (status, request) {
    const id = request.header.msg_id;
    if (status === 'busy') pending.set(id, request);
    else pending.delete(id);
    publishStatus.call(this, status, request);
    const [next] = pending.values();
    if (status === 'idle' && next) publishStatus.call(this, 'busy', next);
  };
}

/**
 * What is sent within 200 ms of a cell's failure, tslab drops without a word: cells of Run All, but also
 * the next one of a program that waits for replies. So the reply comes after that, and what was dropped
 * has failed as well. Jupyter's protocol wants three more fields then, and nbgrader reads them.
 */
function completeReplies(handler) {
  const { handleExecute } = handler;
  handler.handleExecute = async function (...args) {
    const reply = await handleExecute.apply(this, args);
    if (reply.status === 'ok') return reply;
    const dropped = reply.status !== 'error';
    if (!dropped) await new Promise((resolve) => setTimeout(resolve, 250));
    const evalue = dropped ? 'Not run: a cell before it failed.' : 'What it printed says why.';
    return { ...reply, status: 'error', ename: 'Error', evalue, traceback: [evalue] };
  };
}

/**
 * When files that cells import change, as they do while the clone is built anew, the second notice
 * before the next cell is one that tslab throws at. The first has said all there is to say.
 */
function forgiveChanges() {
  const { watchFile } = ts.sys;
  ts.sys.watchFile = (file, changed, ...rest) => {
    const noticed = (...event) => {
      try {
        changed(...event);
      } catch (error) {
        if (error.message !== 'Unexpected pending rebuildTimer') throw error;
      }
    };
    return watchFile(file, noticed, ...rest);
  };
}

// What was compiled from each cell, and the cell's own text, by the name that stands in stacks.
const cells = new Map();
let current = { source: '' };

/** Gives each cell's code a name, by which its lines are found again in a stack. */
function nameCells() {
  const { runInThisContext } = vm;
  vm.runInThisContext = (code, options) => {
    if (options?.breakOnSigint !== true || options.filename) return runInThisContext(code, options);
    const filename = `cell-${cells.size + 1}`;
    current.filename = filename;
    cells.set(filename, { source: current.source, lines: code.split('\n') });
    return runInThisContext(code, { ...options, filename });
  };
}

/** What the compiler made of names that are imported or shown, undone. */
const asWritten = (code) =>
  code
    .replace(/\(0, \w+_\d+\.(\w+)\)/g, '$1')
    .replace(/\b\w+_\d+\./g, '')
    .replace(/^exports\.tsLastExpr = /, '')
    .replace(/;$/, '');

/** The stack's lines that are in cells, innermost first: "line 3: tf.matMul(a, b)". */
function linesInCells(stack) {
  const found = [];
  for (const [, filename, line, column] of stack.matchAll(/(cell-\d+):(\d+):(\d+)/g)) {
    const cell = cells.get(filename);
    const code = cell?.lines[line - 1];
    if (code === undefined) continue;
    // Compiled lines stand elsewhere than in the cell: a number is told where there is no doubt.
    const rest = asWritten(code.slice(column - 1).trim());
    const lines = cell.source.split('\n');
    const places = lines.flatMap((text, i) => (rest !== '' && text.includes(rest) ? [i] : []));
    const known = places.length === 1;
    const place = known ? `line ${places[0] + 1}` : 'in a line';
    const where = filename === current.filename ? place : `${place} of an earlier cell`;
    const entry = `  ${where}: ${(known ? lines[places[0]] : asWritten(code.trim())).trim()}`;
    if (found.at(-1) !== entry) found.push(entry);
  }
  return found;
}

/** An error in the reader's words: its message, and where in the cells it came up. */
function describe(error) {
  if (error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') return 'Stopped.';
  if (error.message === 'Interrupted asynchronously') return 'Stopped.';
  const stack = String(error.stack);
  const lines = linesInCells(stack);
  const frames = stack.slice(stack.search(/\n\s+at /) + 1);
  const cause = error.cause instanceof Error ? [`because of ${describe(error.cause)}`] : [];
  return [
    `${error.name}: ${error.message}`,
    ...(lines.length > 0 ? lines : [frames]),
    ...cause,
  ].join('\n');
}

/** The compiler's words, without advice that is none in a notebook. */
function advise(message) {
  const unknown = /^Cannot find name '([^']+)'\.(?! Did you mean)/.exec(message);
  return unknown ? `${unknown[0]} Has the cell that defines it been run?` : message;
}

function readable(console) {
  return {
    ...console,
    error(first, ...rest) {
      if (first instanceof Error && rest.length === 0) return console.error(describe(first));
      if (first !== '%s%d:%d - %s') return console.error(first, ...rest);
      const [file, line, column, message] = rest;
      console.error(first, file, line, column, advise(String(message)));
    },
  };
}

/** Watches which cell is about to run, and writes its errors in words. */
function explainErrors() {
  const { createExecutor } = executor;
  executor.createExecutor = (folder, converters, console) => {
    const made = createExecutor(folder, converters, readable(console));
    const { execute } = made;
    return {
      ...made,
      execute(source) {
        current = { source };
        return execute(source);
      },
    };
  };
}

for (const [name, value] of Object.entries({
  createExecutor: executor.createExecutor,
  publishStatus: ZmqServer.prototype.publishStatus,
  handleExecute: JupyterHandlerImpl?.prototype.handleExecute,
  main,
})) {
  if (typeof value === 'function') continue;
  throw new Error(`tslab has no function ${name}, as version 1.0.22 has; found ${typeof value}.`);
}
keepBusy(ZmqServer.prototype);
completeReplies(JupyterHandlerImpl.prototype);
forgiveChanges();
nameCells();
explainErrors();
main();
