// The answers to the exercises of the lab lrn-in-five-programs, and how they are compared.
import type { Exercises } from '../exercise';

export const labLrnInFivePrograms: Exercises = {};
