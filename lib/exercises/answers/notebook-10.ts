// The answers to the exercises of notebook 10, and how they are compared.
import type { Exercises } from '../exercise';

export const notebook10: Exercises = {};
