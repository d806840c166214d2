import path from 'node:path';
import { readNotebook } from '../../scripts/notebook';
import { asFiles, folder, type Refusal } from './refusal';

const bad: Record<string, [content: string, message: RegExp]> = {
  empty: ['', /^content is unreadable \(/],
  'marks of a merge': [
    '<<<<<<< HEAD\n{"cells": []}',
    /^content is unreadable \(.*, expected whole JSON/,
  ],
  'cut in the middle': ['{"cells": [{"cell_', /^content is unreadable \(/],
  'a list': ['[]', /^content is \[\], expected an object/],
  'no cells': ['{"metadata": {}}', /^cells is missing, expected a list/],
  'a cell that is null': ['{"cells": [null]}', /^cells\[0\] is null, expected an object/],
  'a cell of no kind': ['{"cells": [{"source": "x"}]}', /^cells\[0\]\.cell_type is missing, expected one of markdown, code, raw/], // biome-ignore format: one line
  'outputs that are text': ['{"cells": [{"cell_type": "code", "outputs": "x"}]}', /^cells\[0\]\.outputs is x, expected a list/], // biome-ignore format: one line
};

export const notebookRefusals: Refusal[] = [
  ...asFiles('broken.ipynb', bad, readNotebook),
  {
    name: 'missing',
    where: path.join(folder, 'none.ipynb'),
    message: /^file is missing, expected a notebook/,
    read: () => readNotebook(path.join(folder, 'none.ipynb')),
  },
];
