// The answers to the exercises of notebook 4, and how they are compared.
import type { Exercises } from '../exercise';

export const notebook04: Exercises = {};
