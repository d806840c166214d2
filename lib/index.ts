// What notebooks import as 'alexnet-mnist'. Everything else is lib's own: tests, bench and scripts import deep.

// Errors, folders, numbers
export { InputError } from './base/errors';
export { ABLATIONS_FOLDER, MNIST_FOLDER, RUNS_FOLDER } from './base/folders';
export { permutation, uniform } from './base/random';
export { outputSize, sizeOf, type Window } from './base/shape';
export {
  accuracyInterval,
  type Interval,
  meanInterval,
  predictionInterval,
} from './base/statistics';

// TensorFlow
export { batchNorm } from './tensorflow/batch-norm';
export { compile } from './tensorflow/graph/compile';
export { ACTING_LRN, type Lrn, lrn, LRN_CONVENTIONS, lrnByHand } from './tensorflow/lrn';
export { dropout, softmaxCrossEntropy, statelessRandom } from './tensorflow/ops';
export { tf, versions } from './tensorflow/runtime';

// Data
export { type Batch, batchAt, batchCount, gather, type Pixels, pipeline } from './data/batches';
export { parseIdx } from './data/idx';
export { type LabeledImages, parseLabeledImages } from './data/images';
export { type ImageSet, loadIdxFolder, loadMnist } from './data/mnist';
export { slice } from './data/slice';

// The network
export {
  type Activation,
  type AlexNetConfig,
  type Convolution,
  fitModel,
  type Initialization,
} from './network/config';
export {
  featureMaps,
  forward,
  type Maps,
  mnistConfig,
  type Mode,
  OVERLAPPING_POOL,
  paperConfig,
  type Weights,
} from './network/alexnet';
export { baselineConfig } from './network/baselines';
export { ledger } from './network/departures';
export { gradientNorms, lossAndGradients } from './network/gradients';
export { type Layer, layersOf, type Parameter, parametersOf } from './network/layers';
export { type LayerSummary, summarize, total } from './network/summary';
export { createWeights, weightShapes } from './network/weights';

// What a network does
export {
  derivativeAt,
  layerActivity,
  type LayerActivity,
  STEEPEST,
} from './evaluation/activity';
export { calibrationBins, calibrationError } from './evaluation/calibration';
export { confusionMatrix, confusions, mistakes } from './evaluation/confusion';
export { evaluate, type Network, type Predict, predictor } from './evaluation/evaluate';

// Training
export { checkTraining, postConfig, type TrainingConfig } from './training/config';
export { loadCheckpoint } from './training/checkpoint';
export {
  ADAM,
  applyGradients,
  createOptimizerState,
  type Optimizer,
  PAPER_MOMENTUM,
} from './training/optimizer';
export { learningRateAt, type Schedule } from './training/schedule';
export { type StepInputs, trainingStep } from './training/step';
export { disposeTraining, startTraining, type Training } from './training/state';
export { type Trace, traceTraining } from './training/trace';
export { train } from './training/train';
export type { TrainOptions } from './training/options';

// Recorded trainings
export { errorRatio, listAblations, recipeAccuracy } from './runs/ablations';
export { configDifferences, listRuns } from './runs/list';
export { type FinishedRun, loadRun, type Run } from './runs/record';

// Figures
export { barFigure } from './figures/bar';
export { calibrationFigure } from './figures/calibration';
export { computationFigure } from './figures/computation';
export { confusionFigure } from './figures/confusion';
export { derivativeFigure } from './figures/derivative';
export { histogramFigure } from './figures/histogram';
export { intervalFigure } from './figures/intervals';
export { lineFigure } from './figures/line';
export { networkFigure } from './figures/network';
export { format } from './figures/numbers';
export { panelFigure } from './figures/panels';
export { contourFigure, pathStepsFigure } from './figures/contour';
export { scatterFigure } from './figures/scatter';
export { sidesFigure } from './figures/sides';
export { sliderFigure } from './figures/line-slider';
export { trainingFigure } from './figures/training';
export { convolutionFigure, poolingFigure } from './figures/window';

// Images
export { imageGrid } from './images/grid';
export { type PictureDigits, readPicture } from './images/picture';
export { filtersAsImages, mapsAsImages } from './images/split';

// What a cell shows
export { drawingPad } from './notebook/drawing';
export { show, showImages, showTable } from './notebook/display';
export { duration, progress, trainWithProgress } from './notebook/progress';

// Exercises
export { checkAnswer, gradeAnswer } from './exercises/check';
export { yourAnswer } from './exercises/exercise';
export { admitPatient, ILLNESSES, type Patient, type PatientName } from './exercises/patients';
