// The answers to the exercises of the lab how-sure-can-we-be, and how they are compared.
import type { Exercises } from '../exercise';

export const labHowSureCanWeBe: Exercises = {};
