// The answers to the exercises of the lab what-it-sees, and how they are compared.
import type { Exercises } from '../exercise';

export const labWhatItSees: Exercises = {};
