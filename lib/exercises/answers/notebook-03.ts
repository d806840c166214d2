// The answers to the exercises of notebook 3, and how they are compared.
import type { Exercises } from '../exercise';

export const notebook03: Exercises = {};
