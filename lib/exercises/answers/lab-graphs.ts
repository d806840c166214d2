// The answers to the exercises of the lab graphs, and how they are compared.
import type { Exercises } from '../exercise';

export const labGraphs: Exercises = {};
