// What npm test prints: a line for each file, failures whole, and one closing line.
import path from 'node:path';
import { isChatter } from './chatter.mjs';
import { root } from './paths.mjs';

/** Of build/test/data/idx.test.js, and of test/data/idx.test.ts, which source maps lead to: data/idx. */
const nameOf = (file) =>
  path
    .relative(root, file)
    .replace(/^(build[\\/])?test[\\/]/, '')
    .replace(/\.test\.[jt]s$/, '');

/** A reporter as node:test takes it: from the runner's events to text. */
export default async function* report(events) {
  const said = new Map(); // a file's name: what it printed to stdout, and to stderr
  const failures = [];
  const notes = [];
  const total = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (!data.file) continue;
    const file = nameOf(data.file);
    if (!said.has(file)) said.set(file, { out: '', error: '' });
    const own = said.get(file);
    // The runner tells of a file as of a test around its tests, if none of them failed.
    const isFile = data.nesting === 0 && nameOf(data.name ?? '') === file;
    const isSuite = data.details?.type === 'suite';
    if (type === 'test:stdout') own.out += data.message;
    if (type === 'test:stderr') own.error += data.message;
    // The end of a file comes when it is reached, its tests in the order of the files.
    if (type === 'test:complete' && isFile) {
      const { passed, duration_ms } = data.details;
      const seconds = (duration_ms / 1000).toFixed(1).padStart(5);
      yield `${file.padEnd(32)} ${seconds} s  ${passed ? 'ok' : 'FAILED'}\n`;
      yield indented(passed ? own.out + own.error : own.out);
    }
    if (type === 'test:diagnostic') notes.push(`${file}: ${data.message}`);
    if (type === 'test:pass' && isFile) {
      total.failed += 1;
      failures.push({ file, name: null, error: { message: 'It holds no test.' } });
      process.exitCode = 1;
    } else if (data.todo !== undefined && /^test:(pass|fail)$/.test(type)) {
      total.skipped += 1;
      notes.push(`${file}: still to do: ${data.name}`);
    } else if (type === 'test:pass' && data.skip !== undefined) {
      total.skipped += 1;
      notes.push(`${file}: skipped: ${data.name}${data.skip ? `: ${data.skip}` : ''}`);
    } else if (type === 'test:pass' && !isSuite) {
      total.passed += 1;
    } else if (type === 'test:fail' && data.details.error.failureType !== 'subtestsFailed') {
      // What fails only because a test within it did is told of there.
      total.failed += 1;
      failures.push({ file, name: isFile ? null : data.name, error: data.details.error });
    }
  }
  if (notes.length > 0) yield `\n${notes.join('\n')}\n`;
  for (const failure of failures) yield failureText(failure, said.get(failure.file).error);
  const { passed, failed, skipped } = total;
  yield `\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
}

function failureText({ file, name, error }, printed) {
  // The runner wraps what was thrown, which need not be an error.
  const thrown = error.cause ?? error;
  const trace = (thrown.stack ?? '')
    .split('\n')
    .filter((line) => /^ +at /.test(line) && !/[( ]node:/.test(line))
    .map((line) => line.trim());
  const lines = [thrown.message ?? String(thrown), ...trace].join('\n');
  const onError = indented(printed, 4);
  const also = onError === '' ? '' : `  On stderr:\n${onError}`;
  return `\nFAILED ${file}${name === null ? '' : ` > ${name}`}\n${indented(lines)}${also}`;
}

function indented(text, by = 2) {
  const lines = text.split('\n').filter((line) => !isChatter(line));
  return lines
    .map((line) => line.trimEnd())
    .map((line) => (line === '' ? '' : `${' '.repeat(by)}${line}\n`))
    .join('');
}
