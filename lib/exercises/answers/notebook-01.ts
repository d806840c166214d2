// The answers to the exercises of notebook 1, and how they are compared.
import type { Exercises } from '../exercise';

export const notebook01: Exercises = {};
