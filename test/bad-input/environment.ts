import { isFullRun } from '../../lib/notebook/full-run';
import type { Refusal } from './refusal';

export const environmentRefusals: Refusal[] = ['yes', 'true', '2', ' '].map((value) => ({
  name: `ALEXNET_FULL=${value}`,
  where: 'environment',
  message: new RegExp(
    `^ALEXNET_FULL is "${value}", expected 1 for the full trainings, 0 or nothing`,
  ),
  read: () => {
    const { ALEXNET_FULL } = process.env;
    process.env.ALEXNET_FULL = value;
    try {
      return isFullRun();
    } finally {
      if (ALEXNET_FULL === undefined) delete process.env.ALEXNET_FULL;
      else process.env.ALEXNET_FULL = ALEXNET_FULL;
    }
  },
}));
