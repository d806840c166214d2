// npm run evaluate: looks at the test images once, for trainings that left them alone.
import path from 'node:path';
import { InputError } from '../lib/base/errors';
import { accuracyInterval } from '../lib/base/statistics';
import type { LabeledImages } from '../lib/data/images';
import { mistakes } from '../lib/evaluation/confusion';
import { evaluate, predictor } from '../lib/evaluation/evaluate';
import { imagesOf } from '../lib/runs/images';
import { checkSameTraining, loadRun, type Run, type Score, saveRun } from '../lib/runs/record';
import { loadCheckpoint } from '../lib/training/checkpoint';
import { disposeTraining, type Training } from '../lib/training/state';
import { quote, readCommandLine, refuse, runCommand } from './command';

const HELP = `npm run evaluate -- FOLDER …

Evaluates the networks of finished trainings, final.safetensors and best.safetensors in each folder, on
the test images, MNIST's 10,000 or those of its own data, and writes what it finds to run.json there. It does so once: where the
record has it already, it says what is recorded. npm run train -- --no-test leaves it to this command.
`;

/** What a network does on some images. */
export function scoreOf({ config, weights }: Training, images: LabeledImages): Score {
  const result = evaluate(predictor(config, weights), images);
  const { count, accuracy, loss } = result;
  if (accuracy < 0.5) return { count, accuracy, loss };
  const wrong = mistakes(images.labels, result).map(({ index }) => index);
  return { count, accuracy, loss, mistakes: wrong.sort((a, b) => a - b) };
}

/** What a record says of the test images, in a line. */
export function testText({ last, best }: NonNullable<Run['test']>): string {
  const { low, high } = accuracyInterval(last.accuracy, last.count);
  const percent = (share: number) => (100 * share).toFixed(2);
  const other = best ? `, best epoch's weights ${percent(best.accuracy)} %` : '';
  return (
    `test: ${percent(last.accuracy)} % of ${last.count} images ` +
    `(95 % interval ${percent(low)} to ${percent(high)} %)${other}`
  );
}

/** The record of a finished training, with its scores on the test images, as it is on disk afterwards. */
function evaluated(folder: string): Run {
  const file = path.join(folder, 'run.json');
  const run = loadRun(file);
  if (!run.finished) {
    const expected = `true: npm run train -- --out ${quote(folder)} --resume`;
    throw new InputError({ where: file, field: 'finished', found: false, expected });
  }
  if (run.test) return run;
  const { test: images } = imagesOf(run);
  const score = (name: string, epoch: number | undefined) => {
    const training = loadCheckpoint(path.join(folder, name));
    try {
      checkSameTraining(run, training, file, name, epoch);
      return scoreOf(training, images);
    } finally {
      disposeTraining(training);
    }
  };
  run.test = {
    last: score('final.safetensors', run.config.epochs),
    best: score('best.safetensors', run.best?.epoch),
  };
  saveRun(file, run);
  return run;
}

function main(args: string[]): void {
  const { given, words: folders } = readCommandLine(args, {}, 'folders');
  if (given.help) return void process.stdout.write(HELP);
  if (folders.length === 0) refuse('FOLDER', undefined, 'the folder of a training, or more');
  for (const folder of folders) {
    const run = evaluated(folder);
    process.stdout.write(`${folder}: ${testText(run.test as NonNullable<Run['test']>)}\n`);
  }
}

if (require.main === module) runCommand(main);
