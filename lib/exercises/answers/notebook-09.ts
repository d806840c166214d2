// The answers to the exercises of notebook 9, and how they are compared.
import type { Exercises } from '../exercise';

export const notebook09: Exercises = {};
