// npm run model-card: writes the model card of a recorded training, README.md beside its checkpoints.
import { statSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../lib/base/errors';
import { writeFileWhole } from '../lib/base/files';
import { RUNS_FOLDER } from '../lib/base/folders';
import { accuracyInterval } from '../lib/base/statistics';
import { type LabeledImages, loadMnist } from '../lib/data/mnist';
import { calibrationBins, calibrationError } from '../lib/evaluation/calibration';
import { confusionMatrix, confusions, mistakes } from '../lib/evaluation/confusion';
import { type Evaluation, evaluate, predictor } from '../lib/evaluation/evaluate';
import { summarize, total } from '../lib/network/summary';
import { configDifferences } from '../lib/runs/list';
import { checkSameTraining, loadRun, type Run } from '../lib/runs/record';
import { loadCheckpoint } from '../lib/training/checkpoint';
import { postConfig, type TrainingConfig } from '../lib/training/config';
import { disposeTraining } from '../lib/training/state';
import { CHANGES, everyFifth, otherImages } from './card/images';
import { readCommandLine, refuse, runCommand } from './command';

const HELP = `npm run model-card -- FOLDER …

Evaluates best.safetensors in each folder, such as data/runs/post, on MNIST's test images, as they are
and changed, and writes what it finds, with what run.json says, to README.md there.
`;

const BINS = 10;

/** The model card of the training in a folder with run.json and best.safetensors, as Markdown. */
export function modelCard(folder: string): string {
  const record = path.join(folder, 'run.json');
  const run = loadRun(record);
  if (run.data) {
    throw new InputError({ where: record, field: 'data', found: run.data.name, expected: 'MNIST' });
  }
  const file = path.join(folder, 'best.safetensors');
  const training = loadCheckpoint(file);
  checkSameTraining(run, training, record, path.basename(file), run.best?.epoch);
  const { train, test } = loadMnist();
  const { model } = training.config;
  const predict = predictor(training.config, training.weights);
  const evaluated = (data: LabeledImages) => evaluate(predict, data);

  const parameters = total(summarize(model), 'parameters');
  const megabytes = (statSync(file).size / 1e6).toFixed(1);
  const name = path.relative(RUNS_FOLDER, path.resolve(folder)).split(path.sep).join('/');
  const result = evaluated(test);
  const bins = calibrationBins(test.labels, result, BINS);
  const wrong = mistakes(test.labels, result);
  const matrix = confusionMatrix(test.labels, result.predictions);
  const fifth = everyFifth(test);
  const changed = Object.entries(CHANGES).map(([what, change]) => {
    return [what, ...share(evaluated(change(fifth)).accuracy, fifth.count, 1)];
  });
  const others = otherImages().map(([what, data]) => answersRow(what, evaluated(data)));
  disposeTraining(training);

  const scores = [
    [`\`best.safetensors\`, epoch ${run.best?.epoch}`, result],
    ['`final.safetensors`, the last epoch', run.test?.last],
  ] as const;
  return `# Model card: ${name}

AlexNet, fitted to images of 28x28 pixels, that says which digit a handwritten one is. Written by
\`npm run model-card -- data/runs/${name}\` from the record and the weights: not to be edited.

## How to load it

\`\`\`ts
import { gather, loadCheckpoint, loadMnist, predictor, RUNS_FOLDER } from 'alexnet-mnist';
const { config, weights } = loadCheckpoint(\`\${RUNS_FOLDER}/${name}/best.safetensors\`);
const logits = predictor(config, weights)(gather(loadMnist().test, [0, 1, 2]).images);
\`\`\`

- **In**: float32 [N, 28, 28, 1], ink bright on dark paper, pixels of 0 to 255 ${pixelsText(training.config)}; the digit 20
  pixels high and its center of mass in the middle, as MNIST has it.
- **Out**: logits [N, 10]. Their softmax is a probability for each digit.
- **Format**: safetensors, float32, ${format(parameters)} parameters, ${megabytes} MB with the configuration and
  the history as metadata. Python reads it too: \`test/golden/evaluate.py\`.
- **Use**: to learn from and to compare with. Not for cheques, post codes or whatever else has a cost
  when it is wrong: see below where it fails.

## Training

${table(['', ''], trainingRows(run, train.count))}

## Accuracy

On MNIST's ${format(test.count)} test images, by other writers than the training's, used neither to train nor to
choose an epoch. Intervals are Wilson's, 95 %.

${table(
  ['weights', 'right', 'share', 'interval', 'loss (nats)'],
  scores.flatMap(([what, score]) =>
    score
      ? [
          [
            what,
            format(Math.round(score.accuracy * score.count)),
            ...share(score.accuracy, score.count),
            score.loss.toFixed(4),
          ],
        ]
      : [],
  ),
)}

The rest of this card is about \`best.safetensors\`, the epoch that did best on validation. By digit:

${table(
  ['digit', 'images', 'right', 'share', 'interval'],
  matrix.map((row, digit) => {
    const [count, right] = [sum(row), row[digit] as number];
    return [String(digit), String(count), String(right), ...share(right / count, count)];
  }),
)}

## Calibration

Whether it is right as often as it is sure, in ${BINS} bins of equal width. Expected calibration error:
${percent(calibrationError(bins))}. Of its ${wrong.length} mistakes, it made ${wrong.filter(({ confidence }) => confidence > 0.99).length} with a confidence above 99 %.

${table(
  ['mean confidence', 'answers', 'right', 'interval'],
  bins.map(({ confidence, count, accuracy }) => {
    return [percent(confidence, 1), String(count), ...share(accuracy, count, 1)];
  }),
)}

## Where it fails

The most frequent confusions:

${table(
  ['digit', 'read as', 'times'],
  confusions(matrix)
    .slice(0, 5)
    .map(({ label, prediction, count }) => [label, prediction, count].map(String)),
)}

Every fifth test image, changed:

${table(['change', 'right', 'interval'], changed)}

It answers with a digit whatever it is shown. Printed characters are in DejaVu Sans:

${table(['image', 'answers', 'mean confidence', 'above 90 %'], others)}

## Licence

The weights: MIT, as the repository. They were learned from MNIST by Y. LeCun, C. Cortes and C. Burges,
CC BY-SA 3.0: handwriting of American census workers and high-school students.
`;
}

function trainingRows({ config, ...run }: Run, count: number): string[][] {
  const { model, optimizer, schedule } = config;
  const { validationCount, imageCount = count - validationCount } = run;
  const filters = model.convolutions.map((layer) => layer.filters).join(', ');
  const units = model.fullyConnected.map((layer) => layer.units).join(', ');
  const epochs = run.history.epochs.length;
  const { processor, cores, platform } = run.machine;
  return [
    ['data', `MNIST's first ${format(imageCount)} training images; validation on the last ${format(validationCount)}`],
    ['augmentation', config.maxShift > 0 ? `shifts of up to ${config.maxShift} pixels` : 'none'],
    ['network', `convolutions of ${filters} filters, fully connected layers of ${units} units`],
    ['optimizer', `${optimizer.kind}, batches of ${config.batchSize}, seed ${config.seed}`],
    ['learning rate', `${schedule.kind}, ${schedule.learningRate}`],
    ["changed from the post's settings", configDifferences(config, postConfig()).join('; ') || 'nothing'],
    ['epochs', `${epochs} of ${config.epochs}${run.finished ? '' : ': not finished'}`],
    ['best on validation', run.best ? `${percent(run.best.accuracy)} in epoch ${run.best.epoch}` : 'none'],
    ['time', `${(run.seconds / 3600).toFixed(1)} hours on ${cores} ${cores === 1 ? 'core' : 'cores'}, ${processor}, ${platform}`],
    ['versions', `TensorFlow ${run.versions.tensorflow}, tfjs ${run.versions.tfjs}, Node ${run.versions.node}`],
  ]; // biome-ignore format: one line each
}

function answersRow(what: string, { predictions, probabilities, count }: Evaluation) {
  const confidences = Array.from(
    predictions,
    (digit, i) => probabilities[10 * i + digit] as number,
  );
  const sure = confidences.filter((confidence) => confidence > 0.9).length;
  const answers = count <= 26 ? [...predictions].join(' ') : `${new Set(predictions).size} kinds`;
  return [what, answers, percent(sum(confidences) / count, 1), `${sure} of ${count}`];
}

/** What is done to pixels of 0 to 255 before the network is given them. */
export function pixelsText({ scale, mean }: Pick<TrainingConfig, 'scale' | 'mean'>): string {
  return `${mean > 0 ? `less ${format(mean)}, ` : ''}divided by ${format(1 / scale)}`;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const format = (value: number) => value.toLocaleString('en-GB', { maximumSignificantDigits: 7 });
const percent = (part: number, digits = 2) => `${(100 * part).toFixed(digits)} %`;

/** A share and its interval. */
function share(accuracy: number, count: number, digits = 2): [string, string] {
  const { low, high } = accuracyInterval(accuracy, count);
  return [percent(accuracy, digits), `${percent(low, digits)} to ${percent(high, digits)}`];
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function main(args: string[]): void {
  const { given, words: folders } = readCommandLine(args, {}, 'folders');
  if (given.help) return void process.stdout.write(HELP);
  if (folders.length === 0) refuse('FOLDER', undefined, 'the folder of a training, or more');
  for (const folder of folders) {
    const file = path.join(folder, 'README.md');
    writeFileWhole(file, modelCard(folder));
    process.stdout.write(`${file}\n`);
  }
}

if (require.main === module) runCommand(main);
