import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { drawingPad } from '../../lib/notebook/drawing';
import { printedBy, shownBy } from '../helpers/kernel';

test('outside a notebook the pad says what to do', () => {
  const printed = printedBy(() => drawingPad('three.png'));
  assert.equal(printed, 'Draw a digit, or save a picture of one as three.png.\n');
});

test("in a notebook it is one output, whose script parses and knows the file's name", () => {
  const [shown, ...more] = shownBy(() => drawingPad('<b>.png'));
  assert.deepEqual(more, []);
  const html = String(shown?.content.data['text/html']);
  const [, script = ''] = /<script>(.*)<\/script>/s.exec(html) ?? [];
  assert.doesNotThrow(() => new Function(script));
  assert.match(script, /\\u003cb>\.png/);
  assert.match(html, /<code>&lt;b&gt;\.png<\/code>/);
});

for (const file of ['', 'digit.jpg', '.png', 'folder/digit.png', '..\\digit.png', '.png/']) {
  test(`the name ${JSON.stringify(file)} is refused`, () => {
    assert.throws(() => drawingPad(file), InputError);
  });
}
