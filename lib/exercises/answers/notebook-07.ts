// The answers to the exercises of notebook 7, and how they are compared.
import type { Exercises } from '../exercise';

export const notebook07: Exercises = {};
