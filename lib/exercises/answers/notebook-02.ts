// The answers to the exercises of notebook 2, and how they are compared.
import type { Exercises } from '../exercise';

export const notebook02: Exercises = {};
