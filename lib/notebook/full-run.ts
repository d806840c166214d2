// Short trainings or full ones.
import { InputError } from '../base/errors';

/** Whether the notebooks train in full, which takes hours, rather than for a minute or so: set the
 * environment variable ALEXNET_FULL=1 before JupyterLab starts. Throws an InputError for a value
 * that says neither. */
export function isFullRun(): boolean {
  const value = process.env.ALEXNET_FULL ?? '';
  if (['', '0', '1'].includes(value)) return value === '1';
  const found = `"${value}"`;
  const expected = '1 for the full trainings, 0 or nothing for the short ones';
  throw new InputError({ where: 'environment', field: 'ALEXNET_FULL', found, expected });
}
