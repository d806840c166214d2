// The answers to the exercises of the lab source-of-2012, and how they are compared.
import type { Exercises } from '../exercise';

export const labSourceOf2012: Exercises = {};
