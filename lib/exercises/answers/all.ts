// All exercises, by key.

import type { Exercises } from '../exercise';
import { labGraphs } from './lab-graphs';
import { labHowSureCanWeBe } from './lab-how-sure-can-we-be';
import { labLrnInFivePrograms } from './lab-lrn-in-five-programs';
import { labOwnData } from './lab-own-data';
import { labSourceOf2012 } from './lab-source-of-2012';
import { labVanishingGradients } from './lab-vanishing-gradients';
import { labWhatItSees } from './lab-what-it-sees';
import { labWhyDoesItNotLearn } from './lab-why-does-it-not-learn';
import { notebook01 } from './notebook-01';
import { notebook02 } from './notebook-02';
import { notebook03 } from './notebook-03';
import { notebook04 } from './notebook-04';
import { notebook05 } from './notebook-05';
import { notebook06 } from './notebook-06';
import { notebook07 } from './notebook-07';
import { notebook08 } from './notebook-08';
import { notebook09 } from './notebook-09';
import { notebook10 } from './notebook-10';

export const ANSWERS: Exercises = {
  ...notebook01,
  ...notebook02,
  ...notebook03,
  ...notebook04,
  ...notebook05,
  ...notebook06,
  ...notebook07,
  ...notebook08,
  ...notebook09,
  ...notebook10,
  ...labGraphs,
  ...labHowSureCanWeBe,
  ...labLrnInFivePrograms,
  ...labOwnData,
  ...labSourceOf2012,
  ...labVanishingGradients,
  ...labWhatItSees,
  ...labWhyDoesItNotLearn,
};
