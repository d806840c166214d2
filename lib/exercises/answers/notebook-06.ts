// The answers to the exercises of notebook 6, and how they are compared.
import type { Exercises } from '../exercise';

export const notebook06: Exercises = {};
