// The test images to choose from: one of each digit, and what the network misreads.
import { byId } from './dom';
import type { Network } from './networks';
import { imageButton, type TestImage, type TestImages } from './test-images';

type Choose = (image: TestImage) => void;

export function showExamples({ examples }: TestImages, choose: Choose): void {
  const buttons = examples.map((image) =>
    button(image, '', `test image ${image.index}, a ${image.label}`, choose),
  );
  byId('examples').replaceChildren(...buttons);
}

export function showMistakes(
  { name, accuracy }: Network,
  images: TestImages,
  choose: Choose,
): void {
  const list = images.mistakes(name);
  byId('mistakes-title').textContent =
    accuracy === null
      ? 'Misread: choose a trained network'
      : `Misread by this network: ${list.length} of 10,000`;
  const buttons = list.map(({ image, prediction }) => {
    const text = `${image.label}→${prediction}`;
    const full = `${text}, test image ${image.index}, a ${image.label} read as ${prediction}`;
    return button(image, text, full, choose);
  });
  byId('mistakes').replaceChildren(...buttons);
}

function button(image: TestImage, text: string, name: string, choose: Choose): HTMLButtonElement {
  const made = imageButton(image, text, name);
  made.addEventListener('click', () => choose(image));
  return made;
}
