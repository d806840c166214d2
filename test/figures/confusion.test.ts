import assert from 'node:assert/strict';
import { test } from 'node:test';
import { braille, confusionFigure } from '../../lib/figures/confusion';
import { trace } from '../helpers/plotly';

test('the confusion matrix colors mistakes alone and shows their digits', () => {
  const pixels = [255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255];
  const figure = confusionFigure({
    title: 'A finding',
    matrix: [
      [8, 2],
      [0, 10],
    ],
    examples: [{ label: 0, prediction: 1, pixels }],
  });
  const { z, text, customdata } = trace(figure, 0);
  assert.deepEqual(z, [
    [null, 2],
    [0, null],
  ]);
  assert.deepEqual(text, [
    ['8', '2'],
    ['·', '10'],
  ]);
  assert.equal(customdata[0][1], `2 of 10 (20 %)<br><br>${braille(pixels)}`);
  assert.match(figure.alt, /18 of 20 right.*0 taken for 1: 2/);
});

test('braille draws two by four pixels a letter', () => {
  assert.equal(braille([255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255]), '⠁⢀');
  assert.equal(braille(new Array(16).fill(0)), '⠀⠀');
  assert.equal(braille(new Array(64).fill(1)), '⣿⣿⣿⣿<br>⣿⣿⣿⣿');
});
