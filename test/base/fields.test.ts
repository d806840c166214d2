import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkText } from '../../lib/base/errors';
import { fields, number, optional, orNull, share, whole } from '../../lib/base/fields';

const check = fields({
  name: checkText,
  step: whole(1),
  epoch: whole(1, 3),
  loss: number({ low: 0 }),
  best: orNull(fields({ accuracy: share })),
  note: optional(checkText),
});
const good = { name: 'x', step: 20, epoch: 3, loss: 0, best: { accuracy: 0.5 } };

test('a record with the right fields passes, and may have more', () => {
  check('run.json', '', good);
  check('run.json', '', { ...good, best: null, note: 'y', other: 1 });
});

test('the first wrong field is named by its path', () => {
  const bad: [fields: object, message: string][] = [
    [{ name: 3 }, 'run.json: name is 3, expected a text'],
    [{ step: 0 }, 'run.json: step is 0, expected a whole number of at least 1'],
    [{ epoch: 4 }, 'run.json: epoch is 4, expected a whole number from 1 to 3'],
    [{ loss: undefined }, 'run.json: loss is missing, expected a number of at least 0'],
    [{ best: undefined }, 'run.json: best is missing, expected an object'],
    [{ best: {} }, 'run.json: best.accuracy is missing, expected a number from 0 to 1'],
    [{ note: null }, 'run.json: note is null, expected a text'],
  ];
  for (const [wrong, message] of bad) {
    assert.throws(() => check('run.json', '', { ...good, ...wrong }), {
      name: 'InputError',
      message,
    });
  }
  assert.throws(
    () => check('run.json', 'runs[2]', { ...good, step: 0.5 }),
    /: runs\[2\]\.step is 0.5/,
  );
});
