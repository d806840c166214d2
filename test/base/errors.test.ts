import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkChoice,
  checkFinite,
  checkList,
  checkNumber,
  checkObject,
  checkSwitch,
  failing,
  InputError,
  retelling,
} from '../../lib/base/errors';

test('an InputError says where, which field, what was found and what was expected', () => {
  const cause = new Error('deeper');
  const problem = { where: 'a.idx', field: 'magic', found: '0x1f8b', expected: 'two zero bytes' };
  const error = new InputError(problem, cause);
  assert.equal(error.message, 'a.idx: magic is 0x1f8b, expected two zero bytes');
  assert.equal(error.name, 'InputError');
  assert.ok(error instanceof Error);
  assert.deepEqual(error.problem, problem);
  assert.equal(error.cause, cause);
});

test('failing throws about its place; retelling tells of an InputError with other parts, and of no other', () => {
  const cause = new Error('deeper');
  const fail = failing('a.idx');
  assert.throws(
    () => fail('magic', 7, 'two zero bytes', cause),
    (error: InputError) => {
      assert.equal(error.message, 'a.idx: magic is 7, expected two zero bytes');
      assert.equal(error.cause, cause);
      return true;
    },
  );
  assert.equal(
    retelling(
      () => 3,
      () => ({ field: 'other' }),
    ),
    3,
  );
  const told = () => retelling(() => fail('magic', 7, 'zero'), ({ expected }) => ({ where: 'step 2', expected: `${expected}!` })); // biome-ignore format: one line
  assert.throws(told, { name: 'InputError', message: 'step 2: magic is 7, expected zero!' });
  const other = () => {
    throw cause;
  };
  assert.throws(() => retelling(other, () => assert.fail()), cause);
});

test('whatever was found can be read', () => {
  const found = (value: unknown) =>
    new InputError({ where: 'w', field: 'f', found: value, expected: 'e' }).message.slice(8, -12);
  assert.equal(found(''), 'empty');
  assert.equal(found(Number.NaN), 'NaN');
  assert.equal(found(undefined), 'missing');
  assert.equal(found('x'.repeat(300)), `${'x'.repeat(200)} …`);
  assert.equal(found(null), 'null');
  assert.equal(found([1, 2]), '[1, 2]');
  assert.equal(found({ a: 1 }), '{"a":1}');
  assert.equal(found(true), 'true');
  assert.equal(found(['1', null]), '["1", null]');
  assert.equal(found({ a: { b: { c: { d: 1 } } } }), '{"a":{"b":{"c":{…}}}}');
  assert.equal(found(new Float32Array(3)), '12 bytes');
  assert.equal(found(3n), '3');
  assert.equal(found(Symbol('x')), 'Symbol(x)');
  assert.equal(found(Object.create(null)), '{}');
  let endless: unknown = [];
  for (let i = 0; i < 1e5; i++) endless = i % 2 ? [endless] : { a: endless };
  assert.equal(found(endless), '[{"a":[{…}]}]');
  const circle: unknown[] = [];
  circle.push(circle);
  assert.equal(found(circle), '[[[[…]]]]');
});

test('checkNumber lets through what fits, bounds included', () => {
  checkNumber('w', 'f', 0);
  checkNumber('w', 'f', -1e300);
  checkNumber('w', 'f', 1, { low: 1, high: 1, whole: true });
  checkNumber('w', 'f', 0.5, { low: 0, high: 1 });
  checkNumber('w', 'f', 1e-300, { above: 0 });
});

test('checkNumber refuses the rest, and says what would do', () => {
  const refused: [value: unknown, bounds: Parameters<typeof checkNumber>[3], expected: string][] = [
    ['1', {}, 'a number'],
    [null, {}, 'a number'],
    [undefined, { low: 0 }, 'a number of at least 0'],
    [Number.NaN, {}, 'a number'],
    [0, { above: 0 }, 'a number above 0'],
    [Number.POSITIVE_INFINITY, { above: 0 }, 'a finite number above 0'],
    [Number.POSITIVE_INFINITY, {}, 'a finite number'],
    [-1, { low: 0 }, 'a number of at least 0'],
    [2, { low: 0, high: 1 }, 'a number from 0 to 1'],
    [2, { high: 1 }, 'a number of at most 1'],
    [1.5, { whole: true }, 'a whole number'],
    [0, { low: 1, high: 9, whole: true }, 'a whole number from 1 to 9'],
    [2, { low: 3, high: 3 }, '3'],
  ];
  for (const [value, bounds, expected] of refused) {
    const shown = value === '1' ? 'the text "1"' : (value ?? (value === null ? 'null' : 'missing'));
    assert.throws(() => checkNumber('w', 'f', value, bounds), {
      name: 'InputError',
      message: `w: f is ${shown}, expected ${expected}`,
    });
  }
});

test('checkObject and checkList tell objects, lists and the rest apart', () => {
  checkObject('w', 'f', {});
  checkList('w', 'f', []);
  for (const value of [undefined, null, 1, 'x', []]) {
    assert.throws(
      () => checkObject('w', 'f', value),
      /^InputError: w: f is .*, expected an object$/,
    );
  }
  for (const value of [undefined, null, 1, 'x', { length: 0 }]) {
    assert.throws(() => checkList('w', 'f', value), /^InputError: w: f is .*, expected a list$/);
  }
});

test('checkSwitch knows true and false, and nothing like them', () => {
  for (const value of [true, false]) checkSwitch('w', 'f', value);
  for (const value of [undefined, 0, 1, 'true']) {
    assert.throws(() => checkSwitch('w', 'f', value), /expected true or false$/);
  }
});

test('checkChoice names the choices', () => {
  checkChoice('w', 'f', 'b', ['a', 'b']);
  for (const value of ['c', '', undefined, 1]) {
    assert.throws(() => checkChoice('w', 'f', value, ['a', 'b']), /expected one of a, b$/);
  }
});

test('checkFinite names the first value that is no finite number', () => {
  checkFinite('w', 'f', Float32Array.of(0, -1, 3e38));
  const message = 'w: f value 1 is -Infinity, expected a finite number';
  const values = Float32Array.of(0, Number.NEGATIVE_INFINITY, Number.NaN);
  assert.throws(() => checkFinite('w', 'f', values), { name: 'InputError', message });
});
