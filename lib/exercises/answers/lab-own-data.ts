// The answers to the exercises of the lab own-data, and how they are compared.
import type { Exercises } from '../exercise';

export const labOwnData: Exercises = {};
