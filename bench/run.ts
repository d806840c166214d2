// npm run bench: the orchestrator. Everything is measured in processes of their own.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileWhole } from '../lib/base/files';
import { growthBy, growthTable } from './growth';
import type { KernelReport } from './kernels';
import { kernelTable, speedFigures } from './report';
import { type Comparison, compareSpeed, type Effort, speedTable, TASKS } from './speed';
import { installPeers, missing, ROOT, VARIANTS } from './variants';

const USAGE = `npm run bench [-- STUDY … options]

Measures how fast this project trains and predicts, beside its peers. Without a study: speed and
kernels.

  speed        images per second of every variant at every width, in rounds, with ratios
  kernels      where a step's time goes, and the time of its convolutions and products alone
  batch        images per second against batch size, 16 to 256
  threads      images per second against threads
  memory       resident memory from epoch to epoch, and its peak
  feeding      what a step waits for its batch
  evaluation   seconds for the 10,000 test images

  --quick              few short rounds: a rough picture
  --rounds N           rounds of the comparison (7; 3 if quick)
  --widths 1,0.5,0.25  of the network, 1 being the paper's
  --variants A,B       ${VARIANTS.map(({ name }) => name).join(', ')}
  --batch N            images in a step (64)
  --threads N          of each variant (its own choice)
  --cpu                count seconds of processors, not of the clock: for a machine with other work,
                       with --threads 1, since some peers keep waiting processors busy
  --torch              install PyTorch for the comparison (see bench/README.md first)
  --out FILE           where to write the numbers (bench/results/latest.json), a figure beside it
  --help               this text
`;

const STUDIES = ['speed', 'kernels', 'batch', 'threads', 'memory', 'feeding', 'evaluation'];

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      widths: { type: 'string', default: '1,0.5,0.25' },
      variants: { type: 'string', default: VARIANTS.map(({ name }) => name).join(',') },
      batch: { type: 'string', default: '64' },
      threads: { type: 'string' },
      cpu: { type: 'boolean', default: false },
      torch: { type: 'boolean', default: false },
      out: { type: 'string', default: path.join('bench', 'results', 'latest.json') },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const number = (name: string, text: string) => {
    if (Number(text) > 0) return Number(text);
    throw new Error(`--${name} is ${text}, expected a number above 0`);
  };
  const unknown = positionals.find((study) => !STUDIES.includes(study));
  if (unknown) throw new Error(`there is no study ${unknown}, only ${STUDIES.join(', ')}`);
  const variants = values.variants.split(',').map((name) => {
    const variant = VARIANTS.find((one) => one.name === name);
    if (variant) return variant;
    throw new Error(`there is no variant ${name}, only ${VARIANTS.map((v) => v.name).join(', ')}`);
  });
  const effort: Effort = {
    rounds: number('rounds', values.rounds ?? (values.quick ? '3' : '7')),
    turnSeconds: values.quick ? 0.5 : 2,
    threads: values.threads ? number('threads', values.threads) : undefined,
    byProcessor: values.cpu,
  };
  return {
    ...values,
    studies: positionals.length > 0 ? positionals : ['speed', 'kernels'],
    widths: values.widths.split(',').map((text) => number('widths', text)),
    batchSize: number('batch', values.batch),
    variants,
    effort,
  };
}

/** Runs one of the other files to its end; gives what it printed. */
function measure<Result>(file: string, ...args: (string | number)[]): Result {
  const command = [path.join(__dirname, file), ...args.map(String)];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} failed: ${stderr.trim()}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

async function main(): Promise<void> {
  const given = readArguments();
  if (given.help) return void process.stdout.write(USAGE);
  const { studies, widths, variants, batchSize, effort } = given;
  const print = (title: string, text: string) => console.log(`\n${title}\n\n${text}`);

  if (given.torch) installPeers('requirements-torch.txt');
  const peers = variants.some((one) => one.needs === 'tensorflow' && missing(one));
  if (studies.includes('speed') && peers) installPeers('requirements.txt');

  const processor = os.cpus()[0]?.model.trim() ?? 'unknown';
  const cores = os.availableParallelism();
  const machine = { processor, cores, platform: `${process.platform} ${process.arch}` };
  const report: Record<string, unknown> = { date: new Date().toISOString(), machine, ...effort };
  const limit = effort.threads ? `, ${effort.threads} threads each` : '';
  const clock = effort.byProcessor ? ', by seconds of processors' : '';
  console.log(`${processor}, ${cores} cores, batch ${batchSize}${limit}${clock}`);
  const comparisons: Comparison[] = [];
  for (const width of studies.includes('speed') ? widths : []) {
    const comparison = await compareSpeed(variants, width, batchSize, effort);
    comparisons.push(comparison);
    for (const task of TASKS) {
      print(`${task}, width ${width}, ${effort.rounds} rounds`, speedTable(comparison, task));
    }
  }
  if (comparisons.length > 0) report.speed = comparisons;

  const kernels: KernelReport[] = [];
  for (const width of studies.includes('kernels') ? widths : []) {
    const rounds = Math.round((given.quick ? 10 : 40) / Math.max(width, 0.25) / 4);
    const result = measure<KernelReport>('kernels.js', width, batchSize, rounds);
    kernels.push(result);
    print(`a step at width ${width}, ms`, kernelTable(result));
  }
  if (kernels.length > 0) report.kernels = kernels;

  for (const by of ['batch', 'threads'] as const) {
    if (!studies.includes(by)) continue;
    const points = await growthBy(by, variants, widths, batchSize, effort);
    report[by] = points;
    print(`images per second against ${by}`, growthTable(points));
  }
  for (const study of ['memory', 'feeding', 'evaluation']) {
    if (!studies.includes(study)) continue;
    const results = widths.map((width) => ({
      width,
      ...measure<object>('resources.js', study, width),
    }));
    report[study] = results;
    print(study, results.map((result) => JSON.stringify(result)).join('\n'));
  }

  const file = path.resolve(ROOT, given.out);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileWhole(file, `${JSON.stringify(report, null, 1)}\n`);
  if (comparisons.length > 0) {
    writeFileWhole(
      file.replace(/\.json$/, '.plotly.json'),
      JSON.stringify(speedFigures(comparisons)),
    );
  }
  console.log(`\nWritten to ${path.relative(process.cwd(), file)}`);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
