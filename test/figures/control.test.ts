import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../lib/base/errors';
import { control, showOnly, stepControl, withControl } from '../../lib/figures/control';
import { baseLayout } from '../../lib/figures/theme';

const spec = { name: 'rate', labels: ['slow', 'fast'], start: 1 };

test('a position shows the traces of its step, and those before all steps', () => {
  const { part } = stepControl('slider', { ...spec, counts: [2, 1], before: 1 });
  const [slider] = part.sliders ?? [];
  assert.equal(slider?.active, 1);
  assert.deepEqual(
    slider?.steps?.map(({ label, method, args }) => [label, method, args]),
    [
      ['slow', 'restyle', [{ visible: [true, true, true, false] }]],
      ['fast', 'restyle', [{ visible: [true, false, false, true] }]],
    ],
  );
});

test('a control may make moves of its own, as a slider or as buttons', () => {
  const moves = [1, 2].map((x) => ({ method: 'relayout' as const, args: [{ x }] }));
  const { part } = control('buttons', spec, moves);
  assert.deepEqual(
    part.updatemenus?.[0]?.buttons?.map(({ label, args }) => [label, args]),
    [
      ['slow', [{ x: 1 }]],
      ['fast', [{ x: 2 }]],
    ],
  );
  assert.throws(() => control('slider', { ...spec, start: 2 }, moves), InputError);
});

test('a slider makes room below, buttons above', () => {
  const layout = baseLayout('A title', 300);
  const room = (kind: 'slider' | 'buttons') =>
    withControl(layout, stepControl(kind, { ...spec, counts: [1, 1], before: 0 }));
  const top = layout.margin?.t ?? 0;
  assert.deepEqual([room('slider').height, room('slider').margin?.t], [390, top]);
  assert.deepEqual([room('buttons').height, room('buttons').margin?.t], [340, top + 40]);
});

test('only the first step shown is visible', () => {
  const traces = showOnly([[{ name: 'a' }], [{ name: 'b' }, { name: 'c' }]], 1);
  assert.deepEqual(
    traces.map((trace) => 'visible' in trace && trace.visible),
    [false, true, true],
  );
});
