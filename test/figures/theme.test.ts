import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrap } from '../../lib/figures/theme';

test('titles break between words', () => {
  assert.equal(wrap('one two three', 7), 'one two<br>three');
  assert.equal(wrap('unbreakable', 4), 'unbreakable');
  assert.equal(wrap('a title whose last word dangles', 28), 'a title whose<br>last word dangles');
});
