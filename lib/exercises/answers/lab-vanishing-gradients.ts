// The answers to the exercises of the lab vanishing-gradients, and how they are compared.
import type { Exercises } from '../exercise';

export const labVanishingGradients: Exercises = {};
