import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gather } from '../../lib/data/batches';
import { forward } from '../../lib/network/alexnet';
import type { Activation, Initialization } from '../../lib/network/config';
import { lossAndGradients } from '../../lib/network/gradients';
import { decayedOf } from '../../lib/network/layers';
import { createWeights } from '../../lib/network/weights';
import { LRN_CONVENTIONS } from '../../lib/tensorflow/lrn';
import { tf } from '../../lib/tensorflow/runtime';
import { applyGradients, createOptimizerState, type Optimizer } from '../../lib/training/optimizer';
import { assertClose, golden, tinyImages, tinyModel } from '../helpers/tiny';

interface Case {
  activation: Activation;
  initialization: Initialization;
  lrn: keyof typeof LRN_CONVENTIONS | null;
  dropoutSeed: [number, number] | null;
  seed: number;
  logits: number[];
  loss: number;
  gradients: Record<string, { norm: number; positions: number[]; values: number[] }>;
  /** Before each of five steps, and after the last. */
  losses: Record<keyof typeof OPTIMIZERS, number[]>;
}

/** Those of make_golden.py, with their rates. */
const OPTIMIZERS = {
  sgd: { rate: 0.02, optimizer: { kind: 'sgd', weightDecay: 0 } },
  momentum: { rate: 0.01, optimizer: { kind: 'momentum', momentum: 0.9, weightDecay: 5e-4 } },
  adam: {
    rate: 1e-3,
    optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.01 },
  },
} as const satisfies Record<string, { rate: number; optimizer: Optimizer }>;

const { images: count, cases } = golden<{ images: number; cases: Case[] }>('network.json');
const data = tinyImages(count);
const batch = gather(
  data,
  Array.from({ length: count }, (_, i) => i),
);

for (const one of cases) {
  const { activation, initialization, lrn, dropoutSeed } = one;
  const name = [activation, initialization, lrn ?? 'no', `LRN${dropoutSeed ? ', dropout' : ''}`];
  const model = tinyModel({ activation, initialization, lrn: lrn && LRN_CONVENTIONS[lrn] });
  const mode = dropoutSeed
    ? { training: true, dropoutSeed: tf.tensor1d(dropoutSeed, 'int32') }
    : { training: true };

  test(`logits, loss and gradients are Python's: ${name.join(' ')}`, () => {
    const weights = createWeights(model, one.seed);
    const { loss, gradients, logits } = lossAndGradients(model, weights, batch, mode);
    assertClose(logits.dataSync(), one.logits, 2e-5, 'logits');
    assertClose(forward(model, weights, batch.images, mode).dataSync(), one.logits, 2e-5);
    assertClose(loss.dataSync(), [one.loss], 2e-6, 'loss');
    assert.deepEqual(Object.keys(gradients), Object.keys(one.gradients));
    for (const [key, { norm, positions, values }] of Object.entries(one.gradients)) {
      const flat = gradients[key]?.dataSync() as Float32Array;
      assertClose([Math.hypot(...flat)], [norm], 2e-5, `norm of ${key}`);
      const differences = positions.map((p, i) => (flat[p] as number) - (values[i] as number));
      // Elements differ by the rounding of the sums they are, which goes with the whole's size.
      const size = norm / Math.sqrt(flat.length);
      assert.ok(Math.max(...differences.map(Math.abs)) < 1e-4 * size, `${key}: ${differences}`);
    }
    tf.dispose([weights, loss, gradients, logits]);
  });

  for (const [kind, { rate, optimizer }] of Object.entries(OPTIMIZERS)) {
    test(`five steps of ${kind} are PyTorch's: ${name.join(' ')}`, () => {
      const weights = createWeights(model, one.seed);
      const state = createOptimizerState(optimizer, weights);
      const losses = Array.from({ length: 6 }, () =>
        tf.tidy(() => {
          const { loss, gradients } = lossAndGradients(model, weights, batch, mode);
          applyGradients(optimizer, weights, state, gradients, tf.scalar(rate), decayedOf(model));
          return loss.arraySync();
        }),
      ) as unknown as number[];
      // Adam makes rounding as large as signal where a gradient is near zero.
      const tolerance = kind === 'adam' ? 1e-4 : 1e-5;
      assertClose(losses, one.losses[kind as keyof typeof OPTIMIZERS], tolerance);
      tf.dispose([weights, state]);
    });
  }
}
