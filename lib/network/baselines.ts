// Networks to hold AlexNet against: what do eight layers earn that a simpler network does not?
import { mnistConfig } from './alexnet';
import type { AlexNetConfig, Convolution, FullyConnected } from './config';

/** The networks that `baselineConfig` knows. */
export const BASELINES = ['linear', 'small', 'shallow'] as const;
export type Baseline = (typeof BASELINES)[number];

/**
 * `linear`: the pixels times one matrix and a softmax, 7,850 weights. `small`: two convolutions and a
 * hidden layer in the manner of LeNet-5 (LeCun et al. 1998), 31,610 weights, no LRN and no dropout.
 * `shallow`: AlexNet's first convolution at a quarter of the paper's width and one hidden layer, with as
 * many weights as the whole AlexNet of that width, 1.55 million.
 */
export function baselineConfig(name: Baseline): AlexNetConfig {
  const [conv1] = mnistConfig().convolutions as [Convolution];
  const window = { ...conv1, lrn: false };
  const output = { name: 'fc8', units: 10, paperBias: 0 };
  const layers = (convolutions: Convolution[], ...hidden: FullyConnected[]) =>
    mnistConfig({ convolutions, fullyConnected: [...hidden, output] });
  const hidden = (units: number) => ({ name: 'fc6', units, paperBias: 1 });
  switch (name) {
    case 'linear':
      return { ...layers([]), lrn: null, dropoutRate: 0 };
    case 'small': {
      const two = [{ ...window, filters: 8 }, { ...window, name: 'conv2', filters: 16 }]; // biome-ignore format: one line
      return { ...layers(two, hidden(48)), lrn: null, dropoutRate: 0 };
    }
    case 'shallow':
      return layers([conv1], hidden(382));
  }
}
