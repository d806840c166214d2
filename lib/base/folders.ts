// Where the clone keeps its data, whatever the working folder.
import path from 'node:path';

/** The clone: three folders above the compiled file, build/lib/base/folders.js. */
export const ROOT = path.resolve(__dirname, '..', '..', '..');
/** MNIST's four files. */
export const MNIST_FOLDER = path.join(ROOT, 'data', 'mnist');
/** The recorded trainings. */
export const RUNS_FOLDER = path.join(ROOT, 'data', 'runs');
/** The trainings with one part of the network changed. */
export const ABLATIONS_FOLDER = path.join(ROOT, 'data', 'ablations');
