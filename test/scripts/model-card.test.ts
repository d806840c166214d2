// What `npm run model-card` says. The cards that are kept here are compared whole with the recorded runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pixelsText } from '../../scripts/model-card';

test('a card says all that is done to pixels', () => {
  assert.equal(pixelsText({ scale: 1 / 255, mean: 0 }), 'divided by 255');
  assert.equal(pixelsText({ scale: 1 / 255, mean: 33.3 }), 'less 33.3, divided by 255');
  assert.equal(pixelsText({ scale: 1, mean: 127.5 }), 'less 127.5, divided by 1');
});
