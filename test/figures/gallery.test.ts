import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineFigure } from '../../lib/figures/line';
import { gallery } from '../helpers/gallery';
import { problems, trace } from '../helpers/plotly';

const words = { title: 'A finding', x: 'x (s)', y: 'y (m)' };

for (const [name, build] of Object.entries(gallery)) {
  test(`${name}: Plotly finds nothing wrong, and JSON keeps all of it`, () => {
    const { data, layout, config, alt } = build();
    assert.deepEqual(problems(data, layout), []);
    const figure = { data, layout, config };
    assert.deepEqual(JSON.parse(JSON.stringify(figure)), clean(figure));
    assert.ok(alt.length > 40 && !/undefined|NaN|<br>/.test(alt), alt);
    assert.ok(JSON.stringify(figure).length < 100_000);
  });
}

// What JSON makes of undefined: nothing.
function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([key, field]) => [key, clean(field)]));
}

test('the validator finds a wrong key and a wrong value', () => {
  const figure = lineFigure({ ...words, series: [{ name: 'a', y: [1, 2] }] });
  Object.assign(trace(figure, 0), { nonsense: 1, mode: 'nonsense' });
  const found = problems(figure.data, figure.layout);
  assert.equal(found.length, 2);
  assert.match(found.join(), /nonsense/);
});
