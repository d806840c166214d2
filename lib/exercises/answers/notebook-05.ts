// The answers to the exercises of notebook 5, and how they are compared.
import type { Exercises } from '../exercise';

export const notebook05: Exercises = {};
