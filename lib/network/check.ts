// Whether there can be a network of some config.
import {
  checkChoice,
  checkList,
  checkNumber,
  checkObject,
  checkSwitch,
  checkText,
  InputError,
} from '../base/errors';
import { fields, number, optional, whole } from '../base/fields';
import { checkLrn } from '../tensorflow/lrn';
import { DROPOUT_RATES } from '../tensorflow/ops';
import type { AlexNetConfig } from './config';

const LAYERS = {
  convolutions: fields({
    filters: whole(1),
    groups: whole(1),
    lrn: checkSwitch,
    pool: checkSwitch,
    paperBias: number(),
    authorsDeviation: optional(number({ low: 0 })),
  }),
  fullyConnected: fields({ units: whole(1), paperBias: number() }),
};

/** What the maps between layers are called. */
const MAPS = /^((activation|lrn|pool|dropout)\d+|flatten)$/;

/** Throws an InputError that names the layer and the field if the network cannot be built. Sizes of maps
 * are the business of `layersOf`. */
export function checkConfig(config: AlexNetConfig): void {
  const fail = (where: string, field: string, found: unknown, expected: string): never => {
    throw new InputError({ where, field, found, expected });
  };
  checkObject('config', 'model', config);
  const names = new Set<string>();
  for (const field of ['convolutions', 'fullyConnected'] as const) {
    checkList('config', field, config[field]);
    for (const [i, layer] of config[field].entries()) {
      const at = `${field}[${i}]`;
      checkObject('config', at, layer);
      checkText('config', `${at}.name`, layer.name);
      // Weights and maps are named after it.
      if (!/^[a-z]\w*$/i.test(layer.name) || MAPS.test(layer.name) || names.has(layer.name)) {
        const expected = 'a name of its own, not that of a map: a letter, letters, digits';
        fail('config', `${at}.name`, `"${layer.name}"`, expected);
      }
      names.add(layer.name);
      LAYERS[field](layer.name, '', layer);
    }
  }
  checkNumber('config', 'number of fullyConnected', config.fullyConnected.length, { low: 1 });
  checkChoice('config', 'activation', config.activation, ['relu', 'tanh', 'sigmoid']);
  checkChoice('config', 'initialization', config.initialization, ['he', 'paper', 'authors']);
  checkSwitch('config', 'batchNorm', config.batchNorm ?? false);
  checkNumber('config', 'dropoutRate', config.dropoutRate, DROPOUT_RATES);
  if (config.lrn !== null) {
    checkObject('config', 'lrn', config.lrn);
    checkLrn(config.lrn, 'config.lrn');
  }
  checkObject('config', 'pool', config.pool);
  if (typeof config.pool.padding === 'number') {
    fail('config.pool', 'padding', config.pool.padding, "'same' or 'valid'");
  }
  checkList('config', 'inputShape', config.inputShape);
  checkNumber('config', 'number of inputShape', config.inputShape.length, { low: 3, high: 3 });
  for (const [i, side] of ['height', 'width', 'channels'].entries()) {
    checkNumber('config.inputShape', side, config.inputShape[i], { low: 1, whole: true });
  }
  let channels = config.inputShape[2];
  for (const { name, filters, groups } of config.convolutions) {
    if (channels % groups !== 0 || filters % groups !== 0) {
      const expected = `a divisor of its ${channels} channels and ${filters} filters`;
      fail(name, 'groups', groups, expected);
    }
    channels = filters;
  }
}
