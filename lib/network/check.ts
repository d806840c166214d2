// Whether there can be a network of some config.
import {
  checkChoice,
  checkList,
  checkNumber,
  checkObject,
  checkSwitch,
  InputError,
} from '../base/errors';
import { checkLrn } from '../tensorflow/lrn';
import type { AlexNetConfig } from './config';

/** Throws an InputError that names the layer and the field if the network cannot be built. Sizes of maps
 * are the business of `layersOf`. */
export function checkConfig(config: AlexNetConfig): void {
  checkList('config', 'inputShape', config.inputShape);
  checkObject('config', 'pool', config.pool);
  for (const field of ['convolutions', 'fullyConnected'] as const) {
    checkList('config', field, config[field]);
    config[field].forEach((layer, i) => {
      checkObject('config', `${field}[${i}]`, layer);
    });
  }
  checkChoice('config', 'activation', config.activation, ['relu', 'tanh', 'sigmoid']);
  checkChoice('config', 'initialization', config.initialization, ['he', 'paper', 'authors']);
  checkSwitch('config', 'batchNorm', config.batchNorm ?? false);
  checkNumber('config', 'dropoutRate', config.dropoutRate, { low: 0, high: 0.99 });
  if (config.lrn) checkLrn(config.lrn, 'config.lrn');
  if (typeof config.pool.padding === 'number') {
    const expected = "'same' or 'valid'";
    throw new InputError({
      where: 'config.pool',
      field: 'padding',
      found: config.pool.padding,
      expected,
    });
  }
  for (const [i, side] of ['height', 'width', 'channels'].entries()) {
    const where = 'config.inputShape';
    checkNumber(where, side, config.inputShape[i], { low: 1, whole: true });
  }
  checkNumber('config', 'number of fullyConnected', config.fullyConnected.length, { low: 1 });
  let channels = config.inputShape[2];
  for (const { name, filters, groups } of config.convolutions) {
    checkNumber(name, 'filters', filters, { low: 1, whole: true });
    checkNumber(name, 'groups', groups, { low: 1, whole: true });
    if (channels % groups !== 0 || filters % groups !== 0) {
      const expected = `a divisor of its ${channels} channels and ${filters} filters`;
      throw new InputError({ where: name, field: 'groups', found: groups, expected });
    }
    channels = filters;
  }
  for (const { name, units } of config.fullyConnected) {
    checkNumber(name, 'units', units, { low: 1, whole: true });
  }
}
