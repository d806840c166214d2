import { configure, readArguments } from '../../scripts/train-options';
import type { Refusal } from './refusal';

const bad: Record<string, RegExp> = {
  '--color red': /^--color is unknown, expected one of --out, --resume, /,
  '-x': /^-x is unknown/,
  'data/runs/mine': /^argument is data\/runs\/mine, expected options only, such as --help/,
  '--epochs': /^--epochs is without a value, expected one: passes over the training images/,
  '--epochs --plain': /^--epochs is without a value/,
  '--epochs=': /^--epochs is without a value/,
  '--plain=3': /^--plain is 3, expected no value/,
  '--seed 1 --seed 2': /^--seed is given twice, expected once$/,
  '--plain --plain': /^--plain is given twice, expected once$/,
  '--resume --seed 2': /^--seed is given beside --resume, expected nothing/,
  '--epochs many': /^--epochs is the text "many", expected a number of at least 0/,
  '--epochs 1.5': /^--epochs is 1.5, expected a whole number of at least 1/,
  '--epochs 0': /^--epochs is 0/,
  '--batch-size -64': /^--batch-size is -64/,
  '--learning-rate NaN': /^--learning-rate is the text "NaN"/,
  '--learning-rate=-0.1': /^--learning-rate is -0.1/,
  '--learning-rate Infinity': /^--learning-rate is Infinity/,
  '--weight-decay x': /^--weight-decay is the text "x"/,
  '--dropout 1': /dropoutRate is 1, expected a number from 0 to 0.99/,
  '--width 0.001': /conv1: filters is 0, expected a whole number of at least 1/,
  '--seed 1e99': /^--seed is 1e\+99, expected a whole number from 0 to 2147483647/,
  '--lrn inception': /^--lrn is inception, expected one of paper, .*none/,
  '--schedule linear': /^--schedule is linear, expected one of constant, steps, cosine/,
  '--optimizer lion': /^--optimizer is lion/,
  '--activation gelu': /^--activation is gelu/,
  '--initialization zeros': /^--initialization is zeros/,
  '--width 60': /^memory for the network and a batch is at least .* GB, expected at most/,
  '--batch-size 99999999': /^memory for the network and a batch is/,
  '--pool-padding 1': /^--pool-padding is 1, expected one of valid, same/,
  '--max-shift 15': /^--max-shift is 15/,
};

export const commandLineRefusals: Refusal[] = Object.entries(bad).map(([line, message]) => ({
  name: line,
  where: 'command line',
  message,
  read: () => configure(readArguments(line.split(' '))),
}));
