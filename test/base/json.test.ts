import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJson } from '../../lib/base/json';

const lists = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

test('JSON says what it says', () => {
  for (const text of ['null', '3', '"x"', '[]', '{"a": [1, {"b": null}]}', lists(100)]) {
    assert.deepEqual(parseJson(text, 'file'), JSON.parse(text));
  }
});

test('what is no JSON, or nested without end, is refused by its file and field', () => {
  assert.throws(() => parseJson('{"a"', 'run.json'), {
    name: 'InputError',
    message: /^run.json: content is unreadable \(.*\), expected whole JSON$/,
  });
  for (const text of [
    lists(102),
    lists(1e6),
    objects(102),
    objects(1e5),
    `{"a": [${lists(200)}]}`,
  ]) {
    assert.throws(() => parseJson(text, 'file', 'header'), {
      name: 'InputError',
      message: 'file: header is nested more than 100 levels deep, expected less',
    });
  }
});
