// The answers to the exercises of the lab why-does-it-not-learn, and how they are compared.
import type { Exercises } from '../exercise';

export const labWhyDoesItNotLearn: Exercises = {};
