import { parseLabeledImages } from '../../lib/data/images';
import { idx } from './idx-bytes';
import type { Refusal } from './refusal';

const images = idx(8, [2, 1, 2], [0, 128, 255, 1]);
const labels = idx(8, [2], [9, 0]);

const pairs: Record<string, [images: Uint8Array, labels: Uint8Array, message: RegExp]> = {
  'no images': [
    idx(8, [0, 28, 28], []),
    idx(8, [0], []),
    /^number of images is 0, expected at least 1/,
  ],
  'images without pixels': [idx(8, [2, 0, 28], []), labels, /^image size is 0x28/],
  'labels in the place of images': [labels, labels, /^shape is \[2\], expected three sizes/],
  'images in color': [idx(8, [1, 1, 1, 3], [1, 2, 3]), labels, /^shape is \[1, 1, 1, 3\]/],
  'images in the place of labels': [images, images, /^shape is \[2, 1, 2\], expected one size/],
  'a label too few': [images, idx(8, [1], [9]), /^number of labels is 1, expected 2, one for/],
  'a label too many': [images, idx(8, [3], [1, 2, 3]), /^number of labels is 3, expected 2/],
  'images of another type': [
    idx(9, [2, 1, 2], [0, 1, 2, 3]),
    labels,
    /^type byte is 9, expected 8, unsigned bytes/,
  ],
  'labels below zero': [images, idx(9, [2], [9, 255]), /^label 1 is -1, expected a whole number/],
  'a label of 10': [images, idx(8, [2], [3, 10]), /^label 1 is 10, expected a whole number from 0 to 9/], // biome-ignore format: one line
  'a label that is a fraction': [images, idx(13, [2], [0, 0, 0, 0, 63, 0, 0, 0]), /^label 1 is 0.5/], // biome-ignore format: one line
  'a label of 255': [images, idx(8, [2], [255, 3]), /^label 0 is 255/],
  'images cut': [images.subarray(0, -1), labels, /^length is/],
  'labels cut': [images, labels.subarray(0, -1), /^length is/],
  'images of no kind': [Uint8Array.of(1, 2, 3, 4), labels, /^magic is 0x01020304/],
};

export const imageRefusals: Refusal[] = [
  ...Object.entries(pairs).map(([name, [imageBytes, labelBytes, message]]) => ({
    name,
    where: /label/.test(name) && !name.endsWith('of images') ? 'labels.idx' : 'images.idx',
    message,
    read: () => parseLabeledImages(imageBytes, labelBytes, 'images.idx', 'labels.idx', 10),
  })),
  ...[0, 257, 2.5, Number.NaN].map((classes) => ({
    name: `${classes} classes`,
    where: 'parseLabeledImages',
    message: new RegExp(`^classes is ${classes}, expected a whole number from 1 to 256$`),
    read: () => parseLabeledImages(images, labels, 'images.idx', 'labels.idx', classes),
  })),
];
