// What can be asked of `train`, and what it tells on the way.
import type { LabeledImages } from '../data/images';
import type { EpochRecord } from './history';
import type { Training } from './state';
import type { StepOptions } from './step';

/** Where a training is after a step: `step` of `steps`, and the batch's loss and accuracy. */
export interface StepProgress {
  step: number;
  steps: number;
  loss: number;
  accuracy: number;
  /** The values of what `watch` gave, by name. */
  watched: Record<string, number[]>;
}

/** What `train` does beside training, all of it optional. */
export interface TrainOptions extends StepOptions {
  /** Images to evaluate on after each epoch. */
  validation?: LabeledImages;
  /** Whether steps run as one TensorFlow graph (the default) or op by op: the same up to rounding. */
  compiled?: boolean;
  /** Training ends before the next step once `stopped` is true. */
  stop?: { stopped: boolean };
  /** Ends after this many steps over all epochs, even in the middle of an epoch. */
  untilStep?: number;
  /**
   * Called after each step. Compiled, the training's weights are then those of the last epoch's end, and
   * what it changes in them is lost: they are brought up to date at each epoch's end, and when `train`
   * returns. Op by op they are those of the step, and a change is trained on with.
   */
  onStep?: (progress: StepProgress) => void;
  /**
   * Called after each epoch, with its weights. What it assigns to them is trained on with, and stays if it
   * throws. Other variables in their place, or another config, are refused.
   */
  onEpoch?: (record: EpochRecord, training: Training) => void | Promise<void>;
}
