// The test images that come with the page.
import type { DigitsData, Patch } from './data';
import { element } from './dom';
import { type Field, seenBy } from './field';
import { readScript } from './networks';
import { picture } from './paint';
import { base64ToBytes, inflate } from './unpack';

const PIXELS = 784;

export interface TestImage {
  /** Among the 10,000 test images. */
  index: number;
  label: number;
  /** [28, 28], 0 to 1. */
  values: Float32Array;
}

export interface TestImages {
  /** One of each digit. */
  examples: TestImage[];
  /** Those that a network misreads, and as what; none for a network that is not published. */
  mistakes(network: string): { image: TestImage; prediction: number }[];
  /** The parts of images that a filter answers to most. */
  patches(best: Patch[], field: Field): HTMLElement[];
}

export async function loadTestImages(): Promise<TestImages> {
  const [data] = await readScript<[DigitsData]>('digits.js', 'addDigits');
  const bytes = await inflate(base64ToBytes(data.images));
  const at = (i: number): TestImage => ({
    index: data.indices[i] as number,
    label: data.labels[i] as number,
    values: Float32Array.from(bytes.subarray(i * PIXELS, (i + 1) * PIXELS), (value) => value / 255),
  });
  const byIndex = (index: number) => at(data.indices.indexOf(index));
  return {
    examples: data.examples.map(byIndex),
    mistakes: (network) =>
      (data.mistakes[network] ?? []).map(([index, prediction]) => ({
        image: byIndex(index),
        prediction,
      })),
    patches: (best, field) =>
      best.map(([image, row, column]) => {
        const { values, label } = at(image);
        const { left, top, width, height } = seenBy(field, row, column, 28);
        const part = Array.from(
          { length: width * height },
          (_, i) => values[(top + Math.floor(i / width)) * 28 + left + (i % width)] as number,
        );
        return picture(part, width, { label: `part of a ${label}`, className: 'patch' });
      }),
  };
}

/** A button with an image on it. */
export function imageButton({ index, label, values }: TestImage, text: string, name: string) {
  const button = element('button', { type: 'button', className: 'digit', title: name });
  button.setAttribute('aria-label', name);
  button.dataset.index = String(index);
  const image = picture(values, 28);
  image.setAttribute('aria-hidden', 'true');
  button.append(image, element('span', {}, text || String(label)));
  return button;
}
