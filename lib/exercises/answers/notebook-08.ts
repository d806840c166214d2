// The answers to the exercises of notebook 8, and how they are compared.
import type { Exercises } from '../exercise';

export const notebook08: Exercises = {};
