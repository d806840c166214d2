// An op with a gradient of its own, and gradients that clean up.
import { InputError } from '../base/errors';
import { tf } from './runtime';

/**
 * Runs `forward` on the inputs, and `backward` where the gradient goes back through it: from dy, the
 * gradient of y, and the tensors that `forward` kept, to a gradient for each input. Nothing else that
 * `forward` makes outlives it. The caller disposes of y. First derivatives only: the gradient of a gradient
 * through it throws an InputError.
 */
export function differentiable<
  Inputs extends tf.Tensor[],
  Kept extends tf.Tensor[],
  Output extends tf.Tensor,
>(
  inputs: readonly [...Inputs],
  forward: (...inputs: Inputs) => { y: Output; keep: readonly [...Kept] },
  backward: (dy: Output, ...kept: Kept) => tf.Tensor[],
): Output {
  const op = tf.customGrad((...inputsAndSave) => {
    const save = inputsAndSave.pop() as unknown as (tensors: readonly tf.Tensor[]) => void;
    const value = tf.tidy(() => {
      const { y, keep } = forward(...(inputsAndSave as Inputs));
      save(keep);
      return y;
    });
    const gradFunc = (dy: tf.Tensor, kept: tf.Tensor[]) => {
      if (tape().gradientDepth > 0) {
        // What backward does is not on the outer gradient's tape, which would leave out its share.
        const expected = '1: an op on its way has no second derivative';
        throw new InputError({ where: 'gradient', field: 'order', found: '2 or more', expected });
      }
      return backward(dy as Output, ...(kept as Kept));
    };
    return { value, gradFunc };
  });
  return op(...inputs) as Output;
}

/** Gives a tensor that `tf.keep` held back to the `tf.tidy` around the caller, if there is one. */
export function release<T extends tf.Tensor>(tensor: T): T {
  tensor.kept = false;
  const engine = tf.engine() as unknown as { track<T extends tf.Tensor>(tensor: T): T };
  return engine.track(tensor);
}

/** What TensorFlow.js notes of a forward pass, with what it saved of each op for the way back. */
interface Tape {
  gradientDepth: number;
  activeTape?: { saved: tf.Tensor[] }[] | null;
}

const tape = () => (tf.engine() as unknown as { state: Tape }).state;

/** `tf.variableGrads`, but where `loss` throws nothing is left of what was saved for the way back. */
export function variableGrads(loss: () => tf.Scalar, variables: tf.Variable[]) {
  try {
    return tf.variableGrads(loss, variables);
  } catch (error) {
    const state = tape();
    // Inside another gradient the tape is that one's.
    if (state.gradientDepth === 0) {
      for (const { saved } of state.activeTape ?? []) tf.dispose(saved);
      state.activeTape = null;
    }
    throw error;
  }
}
