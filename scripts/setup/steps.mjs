// The steps of the set-up, in order. Each has a name; `problem`, which says in a few words why it is to be
// done, or null; and `make`, which may be killed at any moment: its stamp is written last.
import { compile } from './compile.mjs';
import { jupyter } from './jupyter.mjs';
import { packages } from './packages.mjs';
import { python } from './python.mjs';
import { native } from './tensorflow.mjs';

export const steps = { packages, python, native, jupyter, compile };
