// The images of a recorded training: MNIST's, or somebody's own, which must still be the same.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { InputError } from '../base/errors';
import { type ImageSet, loadIdxFolder, loadMnist } from '../data/mnist';
import type { OwnData, Run } from './record';

/** What a run records of the images that were loaded from a folder. */
export function recordOf(set: ImageSet, folder: string): OwnData {
  const hash = createHash('sha256');
  for (const { images, labels, rows, columns } of [set.train, set.test]) {
    hash.update(`${labels.length} ${rows} ${columns}`).update(images).update(labels);
  }
  return { name: set.name, folder: path.resolve(folder), sha256: hash.digest('hex') };
}

/**
 * The images that a run was trained with: MNIST's if it names none. Throws an InputError that names the
 * folder if they are not there, or are others now.
 */
export function imagesOf({ data }: Pick<Run, 'data'>): ImageSet {
  if (!data) return loadMnist();
  const set = loadIdxFolder(data.folder);
  const { sha256: found } = recordOf(set, data.folder);
  if (found === data.sha256) return set;
  const expected = `${data.sha256}, as when the training began`;
  throw new InputError({ where: data.folder, field: 'SHA-256 of its images', found, expected });
}
