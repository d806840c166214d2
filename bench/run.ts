// npm run bench: the orchestrator. Everything is measured in processes of their own.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checkChoice } from '../lib/base/errors';
import { writeFileWhole } from '../lib/base/files';
import {
  explain,
  numberOf,
  type Options,
  readCommandLine,
  refuse,
  runCommand,
  textOf,
} from '../scripts/command';
import { growthBy, growthTable } from './growth';
import type { KernelReport } from './kernels';
import { kernelTable, speedFigures } from './report';
import { type Comparison, compareSpeed, type Effort, speedTable, TASKS } from './speed';
import { installPeers, missing, ROOT, VARIANTS } from './variants';

const OPTIONS: Options = {
  quick: [false, 'few short rounds: a rough picture'],
  rounds: ['', 'rounds of the comparison (7; 3 if quick)'],
  widths: ['1,0.5,0.25', "of the network, 1 being the paper's"],
  variants: ['', VARIANTS.map(({ name }) => name).join(', ')],
  batch: ['64', 'images in a step'],
  threads: ['', 'of each variant (its own choice)'],
  cpu: [
    false,
    `count seconds of processors, not of the clock: for a machine with other work,
                       with --threads 1, since some peers keep waiting processors busy`,
  ],
  torch: [false, 'install PyTorch for the comparison (see bench/README.md first)'],
  out: [
    path.join('bench', 'results', 'latest.json'),
    'where to write the numbers, a figure beside it',
  ],
};

const STUDIES: Record<string, string> = {
  speed: 'images per second of every variant at every width, in rounds, with ratios',
  kernels: "where a step's time goes, and the time of its convolutions and products alone",
  batch: 'images per second against batch size, 16 to 256',
  threads: 'images per second against threads',
  memory: 'resident memory from epoch to epoch, and its peak',
  feeding: 'what a step waits for its batch',
  evaluation: 'seconds for the 10,000 test images',
};

const USAGE = `npm run bench [-- STUDY … options]

Measures how fast this project trains and predicts, beside its peers. Without a study: speed and
kernels.

${Object.entries(STUDIES)
  .map(([name, meaning]) => `  ${name.padEnd(20)} ${meaning}`)
  .join('\n')}

${explain(OPTIONS)}
`;

/** What a command line asks for. Throws an InputError for what is unknown or no number. */
export function readArguments(args: string[]) {
  const { given, words } = readCommandLine(args, OPTIONS, 'studies');
  const text = (name: string) => textOf(name, given, OPTIONS);
  const whole = (name: string, value = text(name)) =>
    numberOf(name, value, { low: 1, whole: true });
  for (const study of words) checkChoice('command line', 'study', study, Object.keys(STUDIES));
  const chosen =
    text('variants') === '' ? VARIANTS.map(({ name }) => name) : text('variants').split(',');
  const variants = chosen.map((name) => {
    const variant = VARIANTS.find((one) => one.name === name);
    return (
      variant ?? refuse('--variants', name, `some of ${VARIANTS.map((v) => v.name).join(', ')}`)
    );
  });
  const quick = Boolean(given.quick);
  const effort: Effort = {
    rounds: whole('rounds', text('rounds') || (quick ? '3' : '7')),
    turnSeconds: quick ? 0.5 : 2,
    threads: text('threads') === '' ? undefined : whole('threads'),
    byProcessor: Boolean(given.cpu),
  };
  return {
    help: Boolean(given.help),
    quick,
    torch: Boolean(given.torch),
    out: text('out'),
    studies: words.length > 0 ? words : ['speed', 'kernels'],
    widths: text('widths')
      .split(',')
      .map((width) => numberOf('widths', width, { low: 0.01, high: 4 })),
    batchSize: whole('batch'),
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

async function main(args: string[]): Promise<void> {
  const given = readArguments(args);
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

if (require.main === module) runCommand(main);
