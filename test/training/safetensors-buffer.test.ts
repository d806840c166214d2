import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeSafetensors, encodeSafetensors } from '../../lib/training/safetensors';

test('arrays are read from a Buffer, as from any bytes', () => {
  const arrays = {
    one: { shape: [3], values: Float32Array.of(1, 2, 3) },
    two: { shape: [2, 1], values: Float32Array.of(-4, 5) },
  };
  const bytes = encodeSafetensors({ arrays, metadata: {} });
  for (const source of [Uint8Array.from(bytes), Buffer.from(bytes)]) {
    assert.deepEqual(decodeSafetensors(source, 'test').arrays, arrays);
  }
});
